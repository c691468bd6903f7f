import ArgumentParser
import Interchange
import ProjectModel
import ProjectStore
import Workbench

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how far a project has come: images, labels, the audit, the estimator in use, and when to stop.")

    @OptionGroup var project: ProjectArgument
    @OptionGroup var format: FormatOption

    private static let listedProblems = 20

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let status = try bench.status()
        var rows: [(String, DataTable.Value)] = [
            ("images", .integer(status.imageCount)), ("with_features", .integer(status.withFeatures)),
            ("excluded", .integer(status.excluded)),
            ("missing_files", .integer(status.missingFiles)), ("unusable_files", .integer(status.unusableFiles)),
            ("classes", .integer(bench.classes.count)), ("labelled", .integer(status.labelled)),
            ("smallest_class", .integer(status.labelsPerClass.min() ?? 0)),
            ("target_per_class", .integer(bench.file.labelling.targetPerClass)),
            ("unsure", .integer(status.unsure)), ("none_of_these", .integer(status.noneOfThese)),
            ("unusable", .integer(status.unusable)), ("skipped", .integer(status.skipped)),
            ("flagged", .integer(status.flagged)), ("reserve", .integer(status.reserveCount)),
            ("audit_answers", .integer(status.auditAnswered)), ("asked_twice", .integer(status.selfAgreement.asked)),
            ("answered_alike", .integer(status.selfAgreement.agreed)),
        ]
        if let round = status.round {
            rows += [
                ("round", .integer(Int(round.id.rawValue))), ("recipe", .text(round.recipe)),
                ("mode", .text(round.mode.rawValue)), ("labels_trained_on", .integer(round.labels)),
                ("up_to_date", .truth(status.isUpToDate)),
            ]
        } else {
            rows.append(("round", .missing))
        }
        var table = DataTable(
            source: [.init("project", .text(bench.name))], columns: [.text("name"), .number("value")],
            rows: rows.map { [.text($0.0), $0.1] })
        let disputed = try status.selfAgreement.disputed.map { try bench.store.image($0.image).path }
        if !disputed.isEmpty {
            table.notes.append("Answered differently when asked again, the later answer counts: \(listed(disputed)).")
        }
        if status.excluded > 0 {
            table.notes.append(
                "\(counted(status.excluded, "image")) excluded by miwake.yaml: not asked, and every label kept.")
        }
        if status.resting > 0 {
            table.notes.append(
                "\(counted(status.resting, "label")) of classes that left the project rest; `miwake classes` lists them."
            )
        }
        if status.round == nil { table.notes.append("Not trained yet.") }
        if let round = status.round, status.isOfOtherClasses {
            table.notes.append(round.notUsedSentence)
        }
        if status.withFeatures > 0 { addFigures(of: bench, status, to: &table) }
        if status.withFeatures == 0 {
            table.notes.append(
                bench.checkpointPaths == nil
                    ? "No features yet: `miwake import features` brings them in, `miwake embed --checkpoint` makes them."
                    : "No features yet: `miwake embed` makes them.")
        }
        for (path, problem) in status.problems.prefix(Self.listedProblems) {
            table.notes.append("\(path): \(problem.words).")
        }
        if status.problems.count > Self.listedProblems {
            table.notes.append("And \(status.problems.count - Self.listedProblems) more files that cannot be used.")
        }
        table.print(as: format.format)
    }

    /// What only the features can tell; where they are damaged, that is said instead.
    private func addFigures(of bench: Workbench, _ status: Workbench.Status, to table: inout DataTable) {
        // Before the first label nothing can leak, and the features need not be opened.
        guard status.round != nil || status.labelsPerClass.contains(where: { $0 > 0 }) else {
            return table.rows.append([.text("reserve_left_out"), .integer(0)])
        }
        do {
            let pool = try bench.pool()
            let audit = try bench.auditFigures(pool)
            table.rows.append([.text("reserve_left_out"), .integer(audit.leaking)])
            if let leaks = leakSentence(leaking: audit.leaking, answered: audit.leakingAnswered) {
                table.notes.append(leaks)
            }
            guard let round = status.round, !status.isOfOtherClasses else { return }
            table.notes += try bench.stoppingAdvice(pool, seed: bench.file.seed).sentences
            try bench.store.verifyEstimator(round.id)
        } catch {
            table.notes.append(Failure.sentence(for: error))
        }
    }
}
