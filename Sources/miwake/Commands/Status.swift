import ArgumentParser
import Evaluation
import Figures
import Interchange
import Labelling
import Languages
import ProjectModel
import ProjectStore
import Studies
import Workbench

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how far a project has come: images, labels, the audit, the estimator in use, and when to stop.",
        discussion: """
            labels_in_training, audit_answers and reviews are three numbers: what the next training learns from, what audit prompts \
            were answered with, and images with an answer of any kind. Files are looked at on the disk at this moment; those whose \
            size or time of change differs from what is known are read. up_to_date: the latest round learnt from just the present \
            labels, classes and features.
            """)

    @OptionGroup var project: ProjectArgument
    @OptionGroup var format: FormatOption

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let status = try bench.status()
        let files = try bench.fileState()
        let prompts = try bench.classesWithOtherPrompts()
        let pool = Result { try status.withFeatures > 0 ? bench.pool() : nil }
        let (words, notes) = (self.words, format.format.notes(self.words))
        let choice = headInUse(bench, status, try? pool.get(), words)
        var table = DataTable(
            source: [.init("project", .text(bench.name)), .init("head", .text(choice.head.rawValue))],
            columns: [.text("name"), .number("value")], rows: [])
        func add(_ rows: [(String, DataTable.Value)]) { table.rows += rows.map { [.text($0.0), $0.1] } }
        add([
            ("images", .integer(status.imageCount)), ("with_features", .integer(status.withFeatures)),
            ("excluded", .integer(status.excluded)),
            ("missing_files", .count(files?.missing.count)), ("changed_files", .count(files?.changed.count)),
            ("unusable_files", .integer(status.unusableFiles)), ("in_doubt_files", .integer(status.doubtfulFiles)),
            ("flawed_files", .integer(status.remarks.count)),
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
        if let round = status.round {
            let staleness = RoundStaleness(round, status, encoderKey: (try? pool.get())?.encoderKey)
            add([
                ("recipe", .text(round.recipe)), ("mode", .text(round.mode.rawValue)),
                ("labels_trained_on", .integer(round.labels)),
                ("changes_since_training", .integer(status.trainingChanges)),
                ("up_to_date", .truth(staleness.isNone)),
            ])
            table.notes += notes.sentences(staleness)
            if !status.isOfOtherClasses { table.notes.append(notes.sentence(choice)) }
        } else {
            table.notes.append(notes.say("status.not-trained"))
        }
        let disputed = try status.selfAgreement.disputed.map { try bench.store.image($0.image).path }
        if !disputed.isEmpty {
            table.notes.append(notes.say("status.disputed", ["names": notes.listed(disputed)]))
        }
        table.notes += notes.sentences(bench, status, files, otherPrompts: prompts ?? [])
        switch pool {
        case .success(let pool?): addFigures(of: bench, pool, status, to: &table, notes)
        case .success(nil):
            table.notes.append(
                bench.checkpointPaths == nil
                    ? notes.say("status.no-features.imported") : notes.say("status.no-features"))
        case .failure(let error): table.notes.append(notes.sentence(for: error))
        }
        try table.print(as: format.format)
    }

    /// Where features are damaged, what was recorded of the round still says which head it was.
    private func headInUse(
        _ bench: Workbench, _ status: ProjectStatus, _ pool: Pool?, _ words: Words
    ) -> HeadChoice {
        let folds = ProgressLine(.outOfFold, words)
        defer { folds.finish() }
        let measured = pool.flatMap { try? bench.headInUse($0, progress: folds.reportShare).choice }
        if let measured { return measured }
        guard let round = status.round, !status.isOfOtherClasses else { return .notTrained }
        return bench.recordedChoice(of: round)
    }

    /// What only the features can tell; where they are damaged, that is said instead.
    private func addFigures(
        of bench: Workbench, _ pool: Pool, _ status: ProjectStatus, to table: inout DataTable, _ words: Words
    ) {
        // Before the first label nothing can leak, and the features need not be opened.
        guard status.round != nil || status.counts.inTraining > 0 else {
            return table.rows.append([.text("reserve_left_out"), .integer(0)])
        }
        do {
            let audit = try bench.auditAnswers(pool).counts
            table.rows.append([.text("reserve_left_out"), .integer(audit.leaking)])
            table.notes += [words.leaks(audit)].compactMap(\.self)
            guard let round = status.round, !status.isOfOtherClasses else { return }
            table.notes += words.sentences(try bench.stoppingAdvice(pool, seed: bench.file.seed))
            try bench.store.verifyEstimator(round.id)
        } catch {
            table.notes.append(words.sentence(for: error))
        }
    }
}

extension EstimatorRound {
    /// Counts from 1.
    fileprivate var number: Int { Int(id.rawValue) }
}
