import AnnotatorUI
import Evaluation
import Figures
import Languages
import ProjectModel
import Studies
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
            steps: before + answers(labels, key) + after(labels), farewell: { $0.words.tourFarewell }, pace: pace)
    }

    // MARK: The three parts

    private static var before: [Guide.Step] {
        [
            Guide.Step(
                title: chapter(1) { $0.tourOfCLIPAlone },
                caption: { $0.words.tourLooks }, isDue: { _ in true }, seconds: shortReading),
            say(shortReading) { $0.words.tourHasSeen($0.progress.imageCount) },
            press(.matrix, 0.5),
            Guide.Step(
                title: chapter(2) { $0.tourOfConfusions },
                caption: { state in
                    let worst = state.worstCell
                    return state.words.tourMatrix(
                        truth: worst.truth, answer: worst.answer, count: worst.count, total: worst.total)
                }, isDue: { $0.isIdle && $0.matrix.figures != nil }, seconds: longReading),
            press(.matrix, 0.2),
            Guide.Step(
                title: chapter(3) { $0.tourOfLabels },
                caption: { $0.words.tourPairs }, seconds: reading),
        ]
    }

    private static func answers(_ labels: Int, _ key: AnswerKey) -> [Guide.Step] {
        (1...labels).flatMap { number -> [Guide.Step] in
            let isSlow = number <= slowAnswers
            var steps: [Guide.Step] = []
            if isSlow {
                steps.append(
                    say(slowPace, isDue: { $0.isReadyToAnswer }) { state in
                        state.words.tourAnswer(state.answer(from: key) ?? "?")
                    })
            } else if number == slowAnswers + 1 {
                steps.append(
                    say(shortReading, isDue: { $0.isReadyToAnswer }) { state in
                        state.words.tourFaster(labelsPerRetrain: state.project.labelsPerRetrain)
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
                caption: { $0.words.tourWhy }, keys: { $0.key(for: .why) },
                isDue: { $0.isReadyToAnswer && $0.training == .none && $0.estimator != nil }, seconds: longReading),
            Guide.Step(
                caption: { $0.words.tourOn }, keys: { $0.key(for: .why) }, seconds: 0.5),
        ]
    }

    private static func after(_ labels: Int) -> [Guide.Step] {
        [
            Guide.Step(
                caption: { $0.words.tourLastRetrain(labels) },
                keys: { state in
                    state.progress.trainingChanges > 0 && state.training == .none ? state.key(for: .retrain) : []
                }, isDue: { $0.training == .none && $0.isReadyToAnswer }, seconds: 1),
            Guide.Step(
                keys: { $0.key(for: .matrix) }, isDue: { $0.isIdle && $0.training == .none }, seconds: 0.5),
            Guide.Step(
                title: chapter(4) { $0.tourOfTheMatrixAgain },
                caption: { state in
                    let (before, after, count) = state.mistakes
                    return state.words.tourMistakes(before: before, after: after, images: count)
                }, isDue: { $0.isIdle && $0.matrix.figures != nil }, seconds: longReading),
            press(.matrixHead, 0.2),
            Guide.Step(
                title: chapter(4) { $0.tourOfTheChange },
                caption: { state in
                    let (fewer, more) = (state.largestChange { $0 < $1 }, state.largestChange { $0 > $1 })
                    return state.words.tourChanges(fewer: fewer, more: more)
                }, seconds: longReading),
            // The last word is the figures': they stay until somebody takes over.
            Guide.Step(
                title: chapter(5) { $0.tourOfTheFigures },
                caption: { $0.figures(after: $0.progress.counts.inTraining) },
                seconds: 0),
        ]
    }

    // MARK: Steps

    private static let chapters = 5

    private static func chapter(
        _ number: Int, _ chapter: @escaping @Sendable (Words) -> String
    ) -> @Sendable (Words) -> String {
        { $0.tourTitle(number, of: chapters, chapter($0)) }
    }

    private static func say(
        _ seconds: Double, isDue: @escaping @Sendable (State) -> Bool = { $0.isIdle },
        _ caption: @escaping @Sendable (State) -> String
    ) -> Guide.Step {
        Guide.Step(caption: caption, isDue: isDue, seconds: seconds)
    }

    private static func press(_ command: Command, _ seconds: Double) -> Guide.Step {
        Guide.Step(keys: { $0.key(for: command) }, seconds: seconds)
    }
}

extension State {
    private var compare: CompareState { screens[CompareState.self] }
    fileprivate var matrix: MatrixState { screens[MatrixState.self] }

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

    fileprivate func figures(after labels: Int) -> String {
        guard let figures = matrix.figures, let before = figures.zeroShotAccuracy, let after = figures.activeAccuracy,
            let head = figures.head?.head.rawValue
        else { return self.words.tourHasNoFigures }
        return self.words.tourAccuracy(
            before: before, after: after, head: self.words.name(ofHead: head), labels: labels,
            images: figures.imageCount)
    }
}
