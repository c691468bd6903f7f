import AnnotatorUI
import Evaluation
import Foundation
import ProjectModel
import Synchronization
import TextUI
import Workbench

/// The tour of `miwake demo --guided`: confusion found, labels given, the matrix before and after, in about a minute.
///
/// It claims nothing beforehand: what became better or worse is said by the figures at the end, with their intervals.
enum GuidedTour {
    /// Labels that the inspector gives: so many for each class of the project.
    private static let labelsPerClass = SimulatedInspector.labelsPerClass
    /// The first few are explained one by one.
    private static let slowAnswers = 3
    private static let reading = 4.5
    private static let slowPace = 2.2
    private static let quickPace = 0.45

    static func guide(classes: Int, key: AnswerKey, measure: Measuring) -> Guide {
        let labels = labelsPerClass * classes
        var steps: [Guide.Step] = [
            say(
                Phrase(
                    "CLIP has looked at these images and knows the classes by their names only. Nobody has labelled anything.",
                    "CLIPはクラス名だけを頼りにこの画像群を見ました。ラベルはまだ1枚もありません。"), reading),
            press(.matrix, 0.4),
            say(reading + 1) { state in
                let worst = state.worstCell
                return Phrase(
                    "What CLIP believes: rows are truth, columns its answer. It mixes up \(worst.truth) and \(worst.answer) most. "
                        + "Warm cells are confusion.",
                    "CLIPの予測：行が正解、列が回答。最も混同しているのは「\(worst.truth)」と「\(worst.answer)」。暖色のセルが混同です。")
            },
            press(.matrix, 0.2),
            say(
                Phrase(
                    "So Miwake shows look-alikes in pairs. The framed picture is the question; one key answers it.",
                    "そこで、よく似た画像を2枚ずつ表示します。枠の画像が質問で、キー1つで回答します。"), reading),
        ]
        for number in 1...labels {
            let isSlow = number <= slowAnswers
            let caption: (@Sendable (State) -> Phrase)?
            if isSlow {
                caption = { state in
                    let name = state.answer(from: key) ?? "?"
                    return Phrase(
                        "The inspector looks, and says: \(name). The label is on disk before the next pair comes.",
                        "検査員の判断は「\(name)」。次の組が出る前にラベルは保存されます。")
                }
            } else if number == slowAnswers + 1 {
                caption = { _ in
                    Phrase(
                        "Faster now. Every few labels the estimator of the confusion Δs retrains in the background: see the top line.",
                        "ここから速く。数枚ごとに混同Δsの推定器が裏で再学習します（上の行を参照）。")
                }
            } else {
                caption = nil
            }
            if caption != nil { steps.append(Guide.Step(caption: caption, seconds: isSlow ? slowPace : 1)) }
            steps.append(
                Guide.Step(
                    keys: { $0.keysToAnswer(from: key) }, isDue: { $0.isReadyToAnswer },
                    seconds: isSlow ? 0.9 : quickPace))
        }
        steps += [
            Guide.Step(
                caption: { _ in
                    Phrase(
                        "\(labels) labels are given. The last retrain sees them all.",
                        "\(labels)枚のラベルを付けました。最後の再学習をします。")
                },
                keys: { state in
                    state.progress.labelsSinceTraining > 0 && state.training == .none ? state.key(for: .retrain) : []
                }, isDue: { $0.training == .none && $0.isReadyToAnswer }, seconds: 0.5),
            Guide.Step(
                keys: { _ in
                    measure.begin()
                    return []
                }, isDue: { $0.isIdle && $0.training == .none }, seconds: 0.3),
            press(.matrix, 0.3),
            say(
                Phrase(
                    "The same matrix after the labels, as the corrected head believes it. The line above has the shares; watch the warm cells.",
                    "ラベル付け後の同じ混同行列（補正後のヘッドの予測）。暖色のセルに注目してください。"), reading),
            press(.matrixHead, 0.2),
            say(
                Phrase(
                    "The difference to plain CLIP: cool is confusion gone, warm is confusion gained.",
                    "CLIP単体との差：寒色は減った混同、暖色は増えた混同です。"), reading),
            // The last word is the figures': they stay until somebody takes over.
            Guide.Step(caption: { _ in measure.phrase }, isDue: { $0.isIdle && measure.isDone }, seconds: 0),
        ]
        return Guide(
            title: Phrase("guided demo · any key takes over", "ガイド付きデモ · どのキーでも操作を引き継ぎます"), steps: steps)
    }

    private static func say(_ phrase: Phrase, _ seconds: Double) -> Guide.Step { say(seconds) { _ in phrase } }

    private static func say(_ seconds: Double, _ caption: @escaping @Sendable (State) -> Phrase) -> Guide.Step {
        Guide.Step(caption: caption, seconds: seconds)
    }

    private static func press(_ command: Command, _ seconds: Double) -> Guide.Step {
        Guide.Step(keys: { $0.key(for: command) }, seconds: seconds)
    }
}

/// The figures at the end of the tour, made by the answer key on the images that nobody labelled.
final class Measuring: Sendable {
    private let result = Mutex<Result<TruthEvaluation, any Error>?>(nil)
    private let labels: @Sendable () -> Int
    private let start: @Sendable (@escaping @Sendable (Result<TruthEvaluation, any Error>) -> Void) -> Void

    /// - Parameter start: makes the figures in the background and hands them over.
    init(
        labels: @escaping @Sendable () -> Int,
        start: @escaping @Sendable (@escaping @Sendable (Result<TruthEvaluation, any Error>) -> Void) -> Void
    ) {
        self.labels = labels
        self.start = start
    }

    func begin() {
        start { [self] made in result.withLock { $0 = made } }
    }

    var isDone: Bool { result.withLock { $0 != nil } }

    /// Source, heads, n and intervals, in a sentence.
    var phrase: Phrase {
        switch result.withLock({ $0 }) {
        case .success(let evaluation):
            let zeroShot = evaluation.rows.first { $0.head == .zeroShot }
            let active = evaluation.rows.first(where: \.isActive)
            guard let zeroShot, let active else { return Phrase("", "") }
            let (before, after) = (Self.words(zeroShot.accuracy), Self.words(active.accuracy))
            return Phrase(
                "By the answer key, \(evaluation.imageCount) images nobody labelled: CLIP alone \(before) right, "
                    + "\(active.head.rawValue) after \(labels()) labels \(after).",
                "正解表による（ラベルのない\(evaluation.imageCount)枚）：CLIP単体の正解率 \(before)、"
                    + "\(labels())枚のラベル後の\(active.head.rawValue) \(after)。")
        case .failure(let error):
            let sentence = Failure.sentence(for: error)
            return Phrase(sentence, sentence)
        case nil: return Phrase("", "")
        }
    }

    private static func words(_ interval: WilsonInterval) -> String {
        func percent(_ share: Double) -> String { String(format: "%.1f", share * 100) }
        return "\(percent(interval.share)) % (95 %: \(percent(interval.lower))–\(percent(interval.upper)))"
    }
}

extension State {
    /// The name of what the framed picture truly is.
    fileprivate func answer(from key: AnswerKey) -> String? {
        compare.framed.flatMap { key[$0.path] }.flatMap { project[$0]?.name }
    }

    /// A question is on the screen and nothing is on its way to the disk.
    fileprivate var isReadyToAnswer: Bool {
        view == .compare && overlay == nil && compare.current != nil && !isSaving && !isAwaiting(.page)
    }

    /// The keys of a person who knows the answer: a candidate's, the class's own, or its name in the finder.
    fileprivate func keysToAnswer(from key: AnswerKey) -> [Key] {
        guard let question = compare.current, let truth = key[question.asked.path] else { return self.key(for: .skip) }
        if truth == question.first { return self.key(for: .answerFirst) }
        if truth == question.second { return self.key(for: .answerSecond) }
        guard let label = project[truth] else { return self.key(for: .skip) }
        if let digit = label.key { return [.character(digit)] }
        return self.key(for: .findClass) + label.name.map { .character($0) } + [.enter]
    }

    fileprivate func key(for command: Command) -> [Key] {
        let views = Set(ViewName.allCases)
        let row = keymap.bindings.first { $0.command == command && !$0.views.isDisjoint(with: views) }
        return (row?.keys.first).map { [$0] } ?? []
    }

    /// The largest confusion of the matrix on the screen, by the names of its classes: the cursor starts there.
    fileprivate var worstCell: (truth: String, answer: String) {
        let classes = project.classes
        guard classes.indices.contains(matrix.truth), classes.indices.contains(matrix.predicted) else {
            return ("", "")
        }
        return (classes[matrix.truth].name, classes[matrix.predicted].name)
    }
}
