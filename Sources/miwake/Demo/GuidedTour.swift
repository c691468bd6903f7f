import AnnotatorUI
import Evaluation
import Figures
import Foundation
import ProjectModel
import TextUI
import Workbench

/// The tour of `miwake demo --guided`: confusion found, labels given, the matrix before and after, in about a minute.
///
/// It claims nothing beforehand: what became better or worse is read off the matrix that the answer key makes, with intervals.
enum GuidedTour {
    /// Labels that the inspector gives: so many for each class of the project.
    private static let labelsPerClass = SimulatedInspector.labelsPerClass
    /// The first few are explained one by one.
    private static let slowAnswers = 3
    /// After so many, by when the first estimator is trained, the screen says why.
    private static let answersBeforeWhy = 8
    private static let shortReading = 3.0
    private static let reading = 5.5
    private static let longReading = 8.0
    private static let slowPace = 2.4
    private static let quickPace = 0.5

    static func guide(classes: Int, key: AnswerKey, pace: Double = 1) -> Guide {
        let labels = labelsPerClass * classes
        return Guide(
            steps: before + answers(labels, key) + after(labels),
            farewell: { state in
                func key(_ command: Command) -> String { state.keymap.hint(for: command) }
                return Phrase(
                    "It is yours now: \(key(.matrix)) changes between pictures and matrix, \(key(.answerFirst)) and "
                        + "\(key(.answerSecond)) answer, \(key(.help)) shows all keys, \(key(.quit)) leaves.",
                    "ここからはあなたの番です：\(key(.matrix)) 画像と行列の切替、\(key(.answerFirst)) \(key(.answerSecond)) 回答、"
                        + "\(key(.help)) キー一覧、\(key(.quit)) 終了。")
            },
            pace: pace)
    }

    // MARK: The three parts

    private static var before: [Guide.Step] {
        [
            Guide.Step(
                title: chapter(1, "CLIP alone", "CLIP単体"),
                caption: { _ in
                    Phrase(
                        "A small CLIP looks at the pictures, in the background. It knows the classes by their names only.",
                        "小さなCLIPが裏で画像を見ています。知っているのはクラスの名前だけです。")
                }, isDue: { _ in true }, seconds: shortReading),
            say(shortReading) { state in
                Phrase(
                    "It has seen all \(state.progress.imageCount). Nobody has labelled anything yet. How often is it right?",
                    "\(state.progress.imageCount)枚すべて見終わりました。ラベルはまだ1枚もありません。どれほど正しいでしょうか。")
            },
            press(.matrix, 0.5),
            Guide.Step(
                title: chapter(2, "what CLIP confuses", "CLIPの混同"),
                caption: { state in
                    let worst = state.worstCell
                    return Phrase(
                        "Rows: the truth, by an answer key. Columns: CLIP's answer. Off the diagonal is confusion: "
                            + "\(worst.count) of \(worst.total) \(worst.truth) are called \(worst.answer).",
                        "行は正解（正解表による）、列はCLIPの回答。対角線の外は混同：「\(worst.truth)」\(worst.total)枚のうち"
                            + "\(worst.count)枚が「\(worst.answer)」とされています。")
                }, isDue: { $0.isIdle && $0.matrix.figures != nil }, seconds: longReading),
            press(.matrix, 0.2),
            Guide.Step(
                title: chapter(3, "a few labels", "少数のラベル"),
                caption: { _ in
                    Phrase(
                        "So Miwake asks about look-alikes, two at a time. The framed picture is the question, the other one is for "
                            + "comparison. One key answers.",
                        "そこで、よく似た画像を2枚ずつ表示します。枠の画像が質問、もう1枚は比較用。キー1つで回答します。")
                }, seconds: reading),
        ]
    }

    private static func answers(_ labels: Int, _ key: AnswerKey) -> [Guide.Step] {
        (1...labels).flatMap { number -> [Guide.Step] in
            let isSlow = number <= slowAnswers
            var steps: [Guide.Step] = []
            if isSlow {
                steps.append(
                    say(slowPace, isDue: { $0.isReadyToAnswer }) { state in
                        let name = state.answer(from: key) ?? "?"
                        return Phrase(
                            "An inspector looks, and says: \(name). The label is on disk before the next pair comes.",
                            "検査員の判断は「\(name)」。次の組が出る前にラベルは保存されます。")
                    })
            } else if number == slowAnswers + 1 {
                steps.append(
                    say(shortReading, isDue: { $0.isReadyToAnswer }) { state in
                        let often = state.project.labelsPerRetrain
                        return Phrase(
                            "Faster now. "
                                + (often.map { "After every \($0) labels a small estimator" } ?? "A small estimator")
                                + " of the confusion learns in the background: see the top line.",
                            "ここから速く。" + (often.map { "\($0)枚ごとに" } ?? "")
                                + "混同を推定する小さなモデルが裏で学習します（上の行を参照）。")
                    })
            } else if number == answersBeforeWhy + 1 {
                steps += why
            }
            steps.append(
                Guide.Step(
                    keys: { $0.keysToAnswer(from: key) }, isDue: { $0.isReadyToAnswer },
                    seconds: isSlow ? 0.9 : quickPace))
            return steps
        }
    }

    /// What has been learnt, on one picture.
    private static var why: [Guide.Step] {
        [
            Guide.Step(
                caption: { _ in
                    Phrase(
                        "What it learns: Δs, how far CLIP's words pull a picture to the wrong class, in logits. "
                            + "It is subtracted, and ranks the pairs.",
                        "学習するのは Δs：CLIPの言葉が画像を誤ったクラスへ引き寄せる強さ（ロジット）。これを差し引き、組の順位にも使います。")
                }, keys: { $0.key(for: .why) },
                isDue: { $0.isReadyToAnswer && $0.training == .none && $0.estimator != nil }, seconds: longReading),
            Guide.Step(
                caption: { _ in
                    Phrase("On with the labels.", "ラベル付けを続けます。")
                }, keys: { $0.key(for: .why) }, seconds: 0.5),
        ]
    }

    private static func after(_ labels: Int) -> [Guide.Step] {
        [
            Guide.Step(
                caption: { _ in
                    Phrase(
                        "\(labels) pictures are answered. The last retrain sees all labels in training.",
                        "\(labels)枚に回答しました。すべての学習ラベルで最後の再学習をします。")
                },
                keys: { state in
                    state.progress.trainingChanges > 0 && state.training == .none ? state.key(for: .retrain) : []
                }, isDue: { $0.training == .none && $0.isReadyToAnswer }, seconds: 1),
            Guide.Step(
                keys: { $0.key(for: .matrix) }, isDue: { $0.isIdle && $0.training == .none }, seconds: 0.5),
            Guide.Step(
                title: chapter(4, "the matrix again", "混同行列、再び"),
                caption: { state in
                    let (before, after, count) = state.mistakes
                    return Phrase(
                        "The same matrix after the labels, on \(count) pictures nobody labelled. CLIP alone mistook \(before) of "
                            + "them; now it is \(after).",
                        "ラベル付け後の同じ行列（ラベルのない\(count)枚）。誤りはCLIP単体で\(before)枚、今は\(after)枚です。")
                }, isDue: { $0.isIdle && $0.matrix.figures != nil }, seconds: longReading),
            press(.matrixHead, 0.2),
            Guide.Step(
                title: chapter(4, "what changed", "変化"),
                caption: { state in
                    let (fewer, more) = (state.largestChange { $0 < $1 }, state.largestChange { $0 > $1 })
                    return Phrase(
                        "Off the diagonal, minus is confusion gone. Most: \(fewer.truth) called \(fewer.answer) \(fewer.change), "
                            + "\(more.truth) called \(more.answer) \(more.change).",
                        "対角線の外の負数は減った混同。最大は \(fewer.truth)→\(fewer.answer) \(fewer.change)、"
                            + "\(more.truth)→\(more.answer) \(more.change)。")
                }, seconds: longReading),
            // The last word is the figures': they stay until somebody takes over.
            Guide.Step(
                title: chapter(5, "the figures", "数値"), caption: { $0.figures(after: $0.progress.counts.inTraining) },
                seconds: 0),
        ]
    }

    // MARK: Steps

    private static let chapters = 5

    private static func chapter(_ number: Int, _ english: String, _ japanese: String) -> Phrase {
        Phrase(
            "guided demo \(number)/\(chapters) · \(english) · any key takes over",
            "ガイド付きデモ \(number)/\(chapters) · \(japanese) · どのキーでも操作を引き継ぎます")
    }

    private static func say(
        _ seconds: Double, isDue: @escaping @Sendable (State) -> Bool = { $0.isIdle },
        _ caption: @escaping @Sendable (State) -> Phrase
    ) -> Guide.Step {
        Guide.Step(caption: caption, isDue: isDue, seconds: seconds)
    }

    private static func press(_ command: Command, _ seconds: Double) -> Guide.Step {
        Guide.Step(keys: { $0.key(for: command) }, seconds: seconds)
    }
}

extension State {
    /// The name of what the framed picture truly is.
    fileprivate func answer(from key: AnswerKey) -> String? {
        compare.framed.flatMap { key[$0.path] }.flatMap { shell.project[$0]?.name }
    }

    /// A question is on the screen and nothing is on its way to the disk.
    fileprivate var isReadyToAnswer: Bool {
        shell.view == .compare && takesAnswers && !isAwaiting(.page)
    }

    /// The keys of a person who knows the answer: a candidate's, the class's own, or its name in the finder.
    fileprivate func keysToAnswer(from key: AnswerKey) -> [Key] {
        guard let question = compare.current, let truth = key[question.asked.path] else { return self.key(for: .skip) }
        if truth == question.first { return self.key(for: .answerFirst) }
        if truth == question.second { return self.key(for: .answerSecond) }
        guard let label = shell.project[truth] else { return self.key(for: .skip) }
        if let digit = label.key { return [.character(digit)] }
        return self.key(for: .findClass) + label.name.map { .character($0) } + [.enter]
    }

    fileprivate func key(for command: Command) -> [Key] {
        shell.keymap.key(for: command).map { [$0] } ?? []
    }

    /// The cell under the cursor, which starts on the largest confusion, by plain CLIP.
    fileprivate var worstCell: (truth: String, answer: String, count: Int, total: Int) {
        let classes = shell.project.classes
        let (truth, answer) = (matrix.truth, matrix.predicted)
        guard let matrix = matrix.figures?.zeroShot, classes.indices.contains(truth), classes.indices.contains(answer)
        else { return ("", "", 0, 0) }
        return (
            classes[truth].name, classes[answer].name, Int(matrix[truth: truth, predicted: answer].rounded()),
            Int(matrix.rowTotal(truth).rounded())
        )
    }

    /// Images off the diagonal, by plain CLIP and by the head in use, of the same images.
    fileprivate var mistakes: (before: Int, after: Int, images: Int) {
        guard let figures = matrix.figures else { return (0, 0, 0) }
        func wrong(_ matrix: ConfusionMatrix) -> Int {
            Int(matrix.confusions.reduce(0) { $0 + $1.count }.rounded())
        }
        return (wrong(figures.zeroShot), wrong(figures.active ?? figures.zeroShot), figures.imageCount)
    }

    /// The confusion that changed most, as `comesFirst` puts one change before another; with its sign.
    fileprivate func largestChange(
        _ comesFirst: (Double, Double) -> Bool
    ) -> (truth: String, answer: String, change: String) {
        let classes = shell.project.classes
        guard let figures = matrix.figures, let active = figures.active else { return ("", "", "") }
        var best: (truth: Int, answer: Int, change: Double) = (0, 0, 0)
        for truth in classes.indices {
            for answer in classes.indices where answer != truth {
                let change =
                    active[truth: truth, predicted: answer] - figures.zeroShot[truth: truth, predicted: answer]
                if comesFirst(change, best.change) { best = (truth, answer, change) }
            }
        }
        let sign = best.change < 0 ? "−" : best.change > 0 ? "+" : "±"
        return (classes[best.truth].name, classes[best.answer].name, sign + "\(Int(abs(best.change).rounded()))")
    }

    /// Source, heads, n and intervals, in a sentence.
    fileprivate func figures(after labels: Int) -> Phrase {
        guard let figures = matrix.figures, let before = figures.zeroShotAccuracy, let after = figures.activeAccuracy,
            let head = figures.head?.head.rawValue
        else { return Phrase("No figures could be made.", "数値を計算できませんでした。") }
        let (alone, corrected) = (Self.words(before), Self.words(after))
        return Phrase(
            "Right on \(figures.imageCount) unlabelled pictures, by the key: CLIP alone \(alone), "
                + "\(head) after \(labels) labels in training \(corrected).",
            "正解表による正解率（ラベルのない\(figures.imageCount)枚）：CLIP単体 \(alone)、学習ラベル\(labels)枚後の\(head) \(corrected)。")
    }

    private static func words(_ interval: WilsonInterval) -> String {
        func percent(_ share: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", share * 100) }
        return "\(percent(interval.share, 1)) % (95 %: \(percent(interval.lower, 0))–\(percent(interval.upper, 0)))"
    }
}
