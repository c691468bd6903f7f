import Labelling
import ProjectModel
import ProjectStore
import Workbench

/// In what a round is behind the project.
struct RoundStaleness {
    private let round: EstimatorRound
    private let changes: Int
    private let knowsLabels: Bool
    private let isOfOtherClasses: Bool
    /// Nil where the features cannot be opened.
    private let knowsFeatures: Bool?

    init(_ round: EstimatorRound, _ status: ProjectStatus, encoderKey: String?) {
        self.round = round
        changes = status.trainingChanges
        knowsLabels = status.knowsLabels
        isOfOtherClasses = status.isOfOtherClasses
        knowsFeatures = encoderKey.map { $0 == round.featureKey }
    }

    var isNone: Bool { knowsLabels && !isOfOtherClasses && knowsFeatures == true }

    var sentences: [String] {
        let name = "Round \(round.id.rawValue)"
        var lines: [String] = []
        if !knowsLabels {
            lines.append(
                changes > 0
                    ? "\(name) is behind: \(counted(changes, "label")) in training changed since."
                    : "\(name) is behind: it was trained on labels of other names or paths.")
        }
        if isOfOtherClasses { lines.append(round.notUsedSentence) }
        if knowsFeatures == false { lines.append("\(name) is behind: it was trained on other features.") }
        return lines
    }
}

/// What is wrong with files and features, in sentences.
struct FileSentences {
    let sentences: [String]

    private static let listedProblems = 20

    init(_ bench: Workbench, _ status: ProjectStatus, _ files: FileState?, prompts: [String]) {
        var lines: [String] = []
        let isImported = bench.checkpointPaths == nil
        let remedy = isImported ? "import features of them anew" : "`miwake embed` makes them anew"
        if status.labelsWithoutFeatures > 0 {
            lines.append(
                "\(counted(status.labelsWithoutFeatures, "label")) of images without features: in training as soon as there are "
                    + "some.")
        }
        if !prompts.isEmpty {
            lines.append(
                isImported
                    ? "Without a text feature: \(listed(prompts)); import features with a row for each class."
                    : "Text features of other prompts than those of miwake.yaml: \(listed(prompts)); \(remedy).")
        }
        if status.waitsForRereading {
            lines.append(
                "Features of an earlier version, which read some files otherwise: `miwake embed` looks which, and embeds only those "
                    + "anew.")
        }
        if status.excluded > 0 {
            lines.append(
                "\(counted(status.excluded, "image")) excluded by miwake.yaml: not asked, and every label kept.")
        }
        if status.resting > 0 {
            lines.append(
                "\(counted(status.resting, "label")) of classes that left the project rest; `miwake classes` lists them."
            )
        }
        if let files {
            if !files.missing.isEmpty { lines.append("Missing: \(listed(files.missing)).") }
            if !files.changed.isEmpty {
                lines.append("Changed since their features were made: \(listed(files.changed)); \(remedy).")
            }
            if !files.returned.isEmpty {
                lines.append("Missing when last looked for, and back: \(listed(files.returned)).")
            }
        }
        let unusable = status.problems.filter { $0.problem.kind != .missing }
        lines += unusable.prefix(Self.listedProblems).map { "\($0.path): \($0.problem.words)." }
        if unusable.count > Self.listedProblems {
            lines.append("And \(unusable.count - Self.listedProblems) more files that cannot be used.")
        }
        if status.doubtfulFiles > 0 {
            lines.append(
                "What is in doubt is not asked; `miwake embed --use-anyway PATH` uses it, and so does `use_anyway` in miwake.yaml."
            )
        }
        lines += status.remarks.prefix(Self.listedProblems).map { "\($0.path) is used: \($0.problem.words)." }
        sentences = lines
    }
}
