import ArgumentParser
import Evaluation
import Figures
import Heads
import Languages
import ProjectModel
import ProjectStore
import Studies
import TextUI
import Workbench

extension MatrixSource: ExpressibleByArgument {}

struct Confusion: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a confusion matrix, and where it comes from.",
        discussion: """
            predicted: the model's own belief over the whole pool, no labels. out-of-fold: each labelled image as predicted \
            by a model that did not train on it. audit: answers to the reserve, the only unbiased one. answer-key: images that \
            nobody labelled, by the key of --truth; for samples and experiments.

            Without --source the best-founded one there is: audit from 30 answers on, else out-of-fold from 30 labelled images \
            that folds can hold out, else predicted.

            A predicted cell holds p(truth) of the images so called, where it is 0.1 or more; what images give to classes below \
            that is the column (spread). Its rows are as long as ever, and its headline is a mean confidence, not an accuracy.

            As a table up to 20 classes are shown as a matrix, and more as a list of the fullest confusions; CSV and JSON \
            hold every cell that is not empty.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(help: "predicted, out-of-fold, audit or answer-key; by default the best-founded one.")
    var source: MatrixSource?

    @Option(help: "An answer key: a CSV file with the columns path and class.", completion: .file(extensions: ["csv"]))
    var truth: String?

    @Option(help: "A head by its name, or active.")
    var head: HeadName = .active

    @Flag(
        help:
            "Print accuracy, false alarms, misses, precision and recall, overall and per source, instead of the matrix."
    )
    var sources = false

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard !sources || source != .predicted else {
            throw ValidationError(
                "--sources counts images whose truth is known: add --source audit, out-of-fold or answer-key")
        }
        guard (truth != nil) == (source == .answerKey) else {
            throw ValidationError("--source answer-key and --truth belong together")
        }
    }

    /// A head of the table, or the one in use.
    struct HeadName: ExpressibleByArgument, Equatable {
        private static let nameOfActive = "active"

        static let active = HeadName(head: nil)
        static let zeroShot = HeadName(head: .zeroShot)
        static let allValueStrings = [nameOfActive] + Head.simplestFirst.map(\.rawValue)
        static let defaultCompletionKind = CompletionKind.list(allValueStrings)

        /// Nil: the one in use.
        let head: Head?

        private init(head: Head?) {
            self.head = head
        }

        init?(argument: String) {
            guard argument != Self.nameOfActive else {
                self = .active
                return
            }
            guard let head = Head(rawValue: argument) else { return nil }
            self.init(head: head)
        }

        var defaultValueDescription: String { head?.rawValue ?? Self.nameOfActive }
    }

    private static let classesShownAsMatrix = 20
    private static let confusionsListed = 30

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let key = try truth.map { try bench.answerKey($0) }
        let pool = try bench.pool()
        let words = self.words
        let folds = ProgressLine(.outOfFold, words)
        let labelled = try bench.labelledRows(pool)
        let source = try source ?? bench.bestFoundedSource(pool, labelled, hasAnswerKey: false)
        guard !sources || source != .predicted else {
            throw Failing(.projectState) { $0.noTruthKnown }
        }
        let scores = try bench.latestScores(pool, progress: folds.reportShare)
        let isKnown = head.head.map { (scores?.known ?? [.zeroShot]).contains($0) } ?? true
        if !isKnown, source != .outOfFold { throw StudyError.headNotTrained(head: head.defaultValueDescription) }
        let report = try bench.matrixFigures(
            source, head: head.head, pool: pool, scores: scores, labelled: labelled, key: key,
            progress: folds.reportShare)
        folds.finish()
        let isZeroShot = head == .zeroShot || report.head == nil
        let matrix = isZeroShot ? report.zeroShot : report.active ?? report.zeroShot
        var table = DataTable(source: facts(bench, report, isZeroShot), columns: [], rows: [])
        let noteWords = format.format.notes(words)
        if sources {
            InspectionTable.fill(&table, report.inspections, noteWords)
        } else if format.format.isForPeople, pool.classes.count <= Self.classesShownAsMatrix {
            fillMatrix(&table, matrix, pool.classes, isBelief: source == .predicted)
        } else {
            fillCells(&table, matrix, pool.classes, isBelief: source == .predicted)
            let listed = (Self.confusionsListed, matrix.confusions.count)
            if format.format.isForPeople, listed.1 > listed.0 {
                table.notes.append(noteWords.say("matrix-notes.fullest", ["shown": listed.0, "total": listed.1]))
            }
        }
        table.notes += try bench.roundOfOtherClasses().map { [noteWords.notUsed($0)] } ?? []
        table.notes += notes(report, bench.classNames, noteWords)
        try table.print(as: format.format)
    }

    private func facts(_ bench: Workbench, _ report: MatrixFigures, _ isZeroShot: Bool) -> [DataTable.Fact] {
        let shown = isZeroShot ? nil : report.head
        let matrix = shown?.matrix ?? report.zeroShot
        var facts: [DataTable.Fact] = [
            .init("project", .text(bench.name)), .init("source", .text(report.source.rawValue)),
            .init("head", .text(shown?.head.rawValue ?? Head.zeroShot.rawValue)),
            .init("mode", .text(shown?.mode?.rawValue)), .init("images", .integer(report.imageCount)),
        ]
        switch report.source {
        case .predicted:
            let tempering = shown?.tempering ?? report.zeroShotTempering
            facts += [
                .init("mean_confidence", .decimal(shown?.confidence ?? report.zeroShotConfidence, digits: 4)),
                .init("calibrated", .truth(tempering?.isCalibrated == true)),
                .init("temperature", .decimal(tempering.map { Double($0.temperature) }, digits: 3)),
                .init("trust", .decimal(tempering.map { Double($0.trust) }, digits: 3)),
                .init("tempered_by_labels", .integer(tempering?.count ?? 0)),
            ]
        case .outOfFold, .audit, .answerKey:
            facts.append(.init("accuracy", .decimal(matrix.accuracy, digits: 4)))
        }
        if let audit = report.audit {
            facts += [
                .init("reserve", .integer(audit.reserveCount)), .init("reserve_left_out", .integer(audit.leaking)),
            ]
        }
        if let shots = report.shotsPerFold {
            facts.append(.init("shots_per_class_in_folds", .text("\(shots.lowerBound)–\(shots.upperBound)")))
        }
        return facts
    }

    private func notes(_ report: MatrixFigures, _ names: [ClassID: String], _ words: Words) -> [String] {
        var notes: [String] = []
        switch report.source {
        case .predicted:
            let percent = DataTable.Value.decimal(ConfusionMatrix.smallestClaim * 100, digits: 0).plain
            notes.append(words.say("matrix-notes.belief"))
            notes.append(words.say("matrix-notes.spread", ["column": Self.spread, "percent": percent]))
        case .outOfFold:
            notes.append(words.say("matrix-notes.picked"))
        case .audit:
            if let audit = report.audit {
                notes.append(
                    words.say(
                        "matrix-notes.audit",
                        [
                            "answers": words.counted("audit-answer", audit.answered), "reserve": audit.reserveCount,
                            "unknown": audit.unknown, "none": audit.noneOfThese,
                        ]))
                notes += [words.leaks(audit)].compactMap(\.self)
            }
        case .answerKey: notes.append(words.say("matrix-notes.answer-key", ["path": truth ?? ""]))
        }
        if let head = report.head, let reason = head.reason {
            notes.append(words.sentence(head.head, reason))
        }
        if !report.notEstimable.isEmpty {
            notes.append(words.notEstimable(report.notEstimable.compactMap { names[$0] }))
        }
        return notes
    }

    /// In brackets, so that no class is called so.
    private static let spread = "(spread)"

    private func fillMatrix(
        _ table: inout DataTable, _ matrix: ConfusionMatrix, _ classes: [LabelClass], isBelief: Bool
    ) {
        let digits = isBelief ? 1 : 0
        table.columns = [.text("truth")] + classes.map { .number($0.name.truncated(to: 10)) }
        if isBelief { table.columns.append(.number(Self.spread)) }
        table.rows = classes.indices.map { truth in
            [.text(classes[truth].name)]
                + classes.indices.map { .decimal(matrix[truth: truth, predicted: $0], digits: digits) }
                + (isBelief ? [.decimal(matrix.spread[truth], digits: digits)] : [])
        }
    }

    private func fillCells(
        _ table: inout DataTable, _ matrix: ConfusionMatrix, _ classes: [LabelClass], isBelief: Bool
    ) {
        table.columns = [.text("truth"), .text("predicted"), .number("count"), .number("share_of_row")]
        var cells = matrix.confusions
        if format.format.isForPeople {
            cells = Array(cells.prefix(Self.confusionsListed))
        } else {
            cells += classes.indices.compactMap { index in
                let count = matrix[truth: index, predicted: index]
                return count > 0 ? (index, index, count) : nil
            }
            cells.sort { ($0.truth, $0.predicted) < ($1.truth, $1.predicted) }
        }
        func row(_ truth: Int, _ column: String, _ count: Double) -> [DataTable.Value] {
            let total = matrix.rowTotal(truth)
            return [
                .text(classes[truth].name), .text(column), .decimal(count, digits: isBelief ? 2 : 0),
                .decimal(total > 0 ? count / total : nil, digits: 3),
            ]
        }
        table.rows = cells.map { row($0.truth, classes[$0.predicted].name, $0.count) }
        guard isBelief, !format.format.isForPeople else { return }
        table.rows += classes.indices.compactMap { truth in
            matrix.spread[truth] > 0 ? row(truth, Self.spread, matrix.spread[truth]) : nil
        }
    }
}
