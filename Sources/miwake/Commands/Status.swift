import ArgumentParser
import Interchange
import ProjectModel
import ProjectStore
import Workbench

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how far a project has come: images, labels, the audit, the estimator in use, and when to stop.",
        discussion: """
            labels_in_training, audit_answers and reviews are three numbers: what the next training learns from, what audit prompts \
            were answered with, and images with an answer of any kind. Files are looked at on the disk at this moment; those whose \
            size or time of change is another than known are read. up_to_date: the latest round learnt from just the present \
            labels, classes and features.
            """)

    @OptionGroup var project: ProjectArgument
    @OptionGroup var format: FormatOption

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let status = try bench.status()
        let files = try bench.fileState()
        let prompts = try bench.classesWithOtherPrompts()
        var table = DataTable(
            source: [.init("project", .text(bench.name))], columns: [.text("name"), .number("value")], rows: [])
        func add(_ rows: [(String, DataTable.Value)]) { table.rows += rows.map { [.text($0.0), $0.1] } }
        add([
            ("images", .integer(status.imageCount)), ("with_features", .integer(status.withFeatures)),
            ("missing_files", .count(files?.missing.count)), ("changed_files", .count(files?.changed.count)),
            ("unusable_files", .integer(status.problems.count { $0.problem.kind != .missing })),
            ("classes", .integer(bench.classes.count)), ("classes_with_other_prompts", .count(prompts?.count)),
            ("labels_in_training", .integer(status.counts.inTraining)),
            ("audit_answers", .integer(status.counts.auditAnswers)), ("reviews", .integer(status.counts.reviews)),
            ("smallest_class", .integer(status.counts.smallestClass)),
            ("target_per_class", .integer(bench.file.labelling.targetPerClass)),
            ("labels_without_features", .integer(status.labelsWithoutFeatures)),
            ("unsure", .integer(status.unsure)), ("none_of_these", .integer(status.noneOfThese)),
            ("unusable", .integer(status.unusable)), ("skipped", .integer(status.skipped)),
            ("flagged", .integer(status.flagged)), ("reserve", .integer(status.reserveCount)),
            ("asked_twice", .integer(status.selfAgreement.asked)),
            ("answered_alike", .integer(status.selfAgreement.agreed)), ("round", .count(status.round?.number)),
        ])
        let pool = Result { try status.withFeatures > 0 ? bench.pool() : nil }
        if let round = status.round {
            let staleness = RoundStaleness(round, status, bench.classes, encoderKey: (try? pool.get())?.encoderKey)
            add([
                ("recipe", .text(round.recipe)), ("mode", .text(round.mode.rawValue)),
                ("labels_trained_on", .integer(round.labels)),
                ("changes_since_training", .integer(status.trainingChanges)),
                ("up_to_date", .truth(staleness.isNone)),
            ])
            table.notes += staleness.sentences
        } else {
            table.notes.append("Not trained yet.")
        }
        let disputed = try status.selfAgreement.disputed.map { try bench.store.image($0.image).path }
        if !disputed.isEmpty {
            table.notes.append("Answered differently when asked again, the later answer counts: \(listed(disputed)).")
        }
        switch pool {
        case .success(let pool?):
            if status.round != nil { table.notes += try bench.stoppingAdvice(pool, seed: bench.file.seed).sentences }
        case .success(nil): table.notes.append(Self.noFeatures(bench))
        case .failure(let error): table.notes.append(Failure.sentence(for: error))
        }
        table.notes += FileSentences(bench, status, files, prompts: prompts ?? []).sentences
        table.print(as: format.format)
    }

    private static func noFeatures(_ bench: Workbench) -> String {
        bench.checkpointPaths == nil
            ? "No features yet: `miwake import features` brings them in, `miwake embed --checkpoint` makes them."
            : "No features yet: `miwake embed` makes them."
    }
}

extension EstimatorRound {
    /// Counts from 1.
    fileprivate var number: Int { Int(id.rawValue) }
}
