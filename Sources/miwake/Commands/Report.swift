import ArgumentParser
import Evaluation
import Figures
import Heads
import Languages
import ProjectModel
import ProjectStore
import Studies
import Workbench

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Say what a roll-out would bring: errors, false alarms, misses, cost, and whether the evidence suffices.",
        discussion: """
            From answers to the audit reserve only. The verdict is read once, when as many answers are there as were fixed \
            beforehand: the whole reserve, or --decide-at. False alarms and misses need a verdict for the classes, and costs \
            need priors (and a cost for each confusion; without, every error costs 1) in miwake.yaml.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(help: "Audit answers at which the verdict is read; choose it before looking.")
    var decideAt: Int?

    @Option(
        help:
            "What one look by a person costs, in the currency of the costs: adds the curve of sending risky parts to one."
    )
    var personCost: Double?

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard decideAt ?? 1 > 0, personCost ?? 0 >= 0 else {
            throw ValidationError("--decide-at takes a positive number, --person-cost one that is not negative")
        }
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let pool = try bench.pool()
        let words = self.words
        let folds = ProgressLine(.outOfFold, words)
        let found = try bench.latestScores(pool, progress: folds.reportShare)
        folds.finish()
        guard let scores = found, let trained = scores.trained else { throw try bench.notTrained() }
        let report = try bench.rollOutReport(pool, scores: scores, decidesAt: decideAt, personCost: personCost)
        var table = DataTable(
            source: [
                .init("project", .text(bench.name)), .init("source", .text(MatrixSource.audit.rawValue)),
                .init("head", .text(report.head.rawValue)), .init("mode", .text(report.mode.rawValue)),
                .init("round", .integer(Int(report.round.rawValue))),
                .init("labels_trained_on", .integer(report.labelsTrainedOn)),
                .init("audit_answers", .integer(report.audit.answered)),
                .init("reserve", .integer(report.audit.reserveCount)),
                .init("reserve_left_out", .integer(report.audit.leaking)),
            ] + Provenance.of(trained.lossWeights),
            columns: [
                .text("figure"), .text("head"), .number("value"), .number("low"), .number("high"), .number("count"),
                .number("of"),
            ], rows: [])
        fill(&table, report)
        let noteWords = format.format.notes(words)
        table.notes = [noteWords.verdict(report)] + notes(report, bench.classNames, noteWords)
        table.notes += [noteWords.leaks(report.audit)].compactMap(\.self)
        guard format.format != .markdown else {
            let title = words.say("report.title", ["project": bench.name])
            return try StandardOutput.print(page: table.markdown(title: title))
        }
        try table.print(as: format.format)
    }

    private func fill(_ table: inout DataTable, _ report: RollOutReport) {
        let heads = [(Head.zeroShot.rawValue, report.zeroShot), (report.head.rawValue, report.active)]
        for (name, figures) in heads { table.rows.append(row("accuracy", name, figures.accuracy)) }
        let difference = report.comparison.difference
        table.rows.append([
            .text("accuracy_gain"), .text(report.head.rawValue), .decimal(difference.value, digits: 4),
            .decimal(report.comparison.interval?.lower, digits: 4),
            .decimal(report.comparison.interval?.upper, digits: 4),
            .integer(report.comparison.won - report.comparison.lost), .integer(report.comparison.count),
        ])
        let sure = report.overCorrection.sureAndRight
        func turned(_ head: Head, _ count: Int) -> [DataTable.Value] {
            row("sure_and_right_turned", head.rawValue, sure > 0 ? WilsonInterval(successes: count, of: sure) : nil)
        }
        table.rows.append(turned(.icd, report.overCorrection.turned.count))
        if report.head != .icd { table.rows.append(turned(report.head, report.overCorrected.count)) }
        for (name, figures) in heads { table.rows.append(row("false_alarms", name, figures.rates.falseAlarms)) }
        for (name, figures) in heads { table.rows.append(row("misses", name, figures.rates.misses)) }
        for (name, figures) in heads { table.rows.append(row("cost_per_1000", name, figures.cost, report)) }
        table.rows.append(row("cost_per_1000_least_risk", report.head.rawValue, report.leastRiskCost, report))
        for point in report.referral ?? [] {
            table.rows.append([
                .text("to_a_person_above_risk_\(DataTable.Value.decimal(point.threshold, digits: 3).plain)"),
                .text(report.head.rawValue), .decimal(point.totalCost, digits: 1), .missing, .missing,
                .decimal(point.referred, digits: 0), .integer(1000),
            ])
        }
        for (part, plain) in zip(report.inspections, report.zeroShotInspections) {
            let place = part.source.map { "@" + ($0.isEmpty ? "(none)" : $0) } ?? ""
            if part.source != nil {
                table.rows.append(row("accuracy" + place, Head.zeroShot.rawValue, plain.accuracy))
                table.rows.append(row("accuracy" + place, report.head.rawValue, part.accuracy))
                table.rows.append(row("false_alarms" + place, report.head.rawValue, part.rates.falseAlarms))
                table.rows.append(row("misses" + place, report.head.rawValue, part.rates.misses))
            }
            // A class of which a source has neither an image nor an answer says nothing there.
            for label in part.classes where part.source == nil || label.recall != nil || label.precision != nil {
                table.rows.append(row("recall:\(label.name)" + place, report.head.rawValue, label.recall))
                table.rows.append(row("precision:\(label.name)" + place, report.head.rawValue, label.precision))
            }
        }
    }

    private func row(_ figure: String, _ head: String, _ interval: WilsonInterval?) -> [DataTable.Value] {
        [
            .text(figure), .text(head), .decimal(interval?.share, digits: 4), .decimal(interval?.lower, digits: 4),
            .decimal(interval?.upper, digits: 4), interval.map { .integer($0.successes) } ?? .missing,
            interval.map { .integer($0.count) } ?? .missing,
        ]
    }

    private func row(
        _ figure: String, _ head: String, _ estimate: Estimate?, _ report: RollOutReport
    ) -> [DataTable.Value] {
        let bounds = report.comparison.count >= PairedComparison.fewestForInterval ? estimate : nil
        return [
            .text(figure), .text(head), .decimal(estimate?.value, digits: 1), .decimal(bounds?.lower, digits: 1),
            .decimal(bounds?.upper, digits: 1), .missing,
            estimate == nil ? .missing : .integer(report.comparison.count),
        ]
    }

    private func notes(_ report: RollOutReport, _ names: [ClassID: String], _ words: Words) -> [String] {
        var notes = [words.say("report.intervals")]
        if report.comparison.interval == nil { notes.append(words.noInterval(report.comparison)) }
        let audit = report.audit
        if audit.unknown + audit.noneOfThese > 0 {
            notes.append(words.say("report.unknown", ["unknown": audit.unknown, "none": audit.noneOfThese]))
        }
        if !report.hasVerdicts { notes.append(words.say("report.no-verdicts")) }
        if !report.uncounted.isEmpty {
            notes.append(words.say("report.uncounted", ["names": words.listed(report.uncounted.map(\.name))]))
        } else if report.active.cost == nil {
            notes.append(words.say("report.no-priors"))
        } else if !report.hasCosts {
            notes.append(words.say("report.no-costs"))
        }
        notes += words.sentences(report.overCorrection, names)
        if report.head != .icd, !report.overCorrected.isEmpty {
            let paths = words.listed(report.overCorrected.map(\.path), most: 10)
            notes.append(words.say("report.turned-by-head", ["head": report.head.rawValue, "paths": paths]))
        }
        return notes
    }
}
