import ArgumentParser
import Evaluation
import Figures
import Heads
import ProjectModel
import ProjectStore
import Studies
import Workbench

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a roll-out would bring: errors, false alarms, misses, cost, and whether it is shown.",
        discussion: """
            From answers to the audit reserve only. The verdict is read once, when as many answers are there as were fixed \
            beforehand: the whole reserve, or --decide-at. False alarms and misses need a verdict for the classes, and costs \
            need priors (and a cost for each confusion; without, every error costs 1) in miwake.yaml.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv, markdown
    }

    @OptionGroup var project: ProjectArgument

    @Option(help: "Audit answers at which the verdict is read; name it before looking.")
    var decideAt: Int?

    @Option(
        help:
            "What one look by a person costs, in the currency of the costs: adds the curve of sending risky parts to one."
    )
    var personCost: Double?

    @Option(help: "How to print: table, json, csv or markdown.")
    var format: Format = .table

    func validate() throws {
        guard decideAt ?? 1 > 0, personCost ?? 0 >= 0 else {
            throw ValidationError("--decide-at takes a positive number, --person-cost one that is not negative")
        }
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let pool = try bench.pool()
        let folds = ProgressLine(title: "Out-of-fold")
        let found = try bench.latestScores(pool) { folds.report(Int($0 * 100), 100) }
        folds.finish()
        guard let scores = found else { throw try bench.notTrained() }
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
            ] + Provenance.of(scores.lossWeights),
            columns: [
                .text("figure"), .text("head"), .number("value"), .number("low"), .number("high"), .number("count"),
                .number("of"),
            ], rows: [])
        fill(&table, report)
        table.notes = [report.verdictSentence] + notes(report, bench.classNames)
        if let leaks = report.audit.leakSentence {
            table.notes.append(leaks)
        }
        switch format {
        case .table: try table.print(as: .table)
        case .json: try table.print(as: .json)
        case .csv: try table.print(as: .csv)
        case .markdown: try StandardOutput.print(page: table.markdown(title: "Roll-out report: \(bench.name)"))
        }
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

    private func notes(_ report: RollOutReport, _ names: [ClassID: String]) -> [String] {
        var notes = [
            "Audit images only; low and high bound the 95 % interval (Wilson for shares, bootstrap for gains and costs)."
        ]
        if report.comparison.interval == nil {
            notes.append(report.comparison.noIntervalSentence)
        }
        if report.audit.unknown + report.audit.noneOfThese > 0 {
            notes.append(
                "\(report.audit.unknown) unsure or unusable widen the accuracies' intervals; \(report.audit.noneOfThese) none of the "
                    + "classes count as errors.")
        }
        if !report.hasVerdicts {
            notes.append(
                "False alarms and misses need classes with verdict: accept and verdict: reject in miwake.yaml.")
        }
        if !report.uncounted.isEmpty {
            notes.append(
                "No cost can be given: no audit image of \(listed(report.uncounted.map(\.name))), which the line has.")
        } else if report.active.cost == nil {
            notes.append("Costs need priors: in miwake.yaml, how often each class occurs on the line.")
        } else if !report.hasCosts {
            notes.append("Without costs: in miwake.yaml every error costs 1.")
        }
        notes += report.overCorrection.sentences(names)
        if report.head != .icd, !report.overCorrected.isEmpty {
            notes.append(
                "Turned by \(report.head.rawValue), the head in use: "
                    + "\(listed(report.overCorrected.map(\.path), most: 10)).")
        }
        return notes
    }
}

extension PairedComparison {
    /// Why the gain has no interval.
    var noIntervalSentence: String {
        "Not enough evidence for an interval of the gain: a bootstrap needs \(Self.fewestForInterval) images (or groups) and "
            + "\(Self.fewestDiscordant) of which exactly one of the two is right; there are \(count) images, \(won + lost) so."
    }
}

extension RollOutReport {
    /// The verdict in one sentence.
    var verdictSentence: String {
        let p = DataTable.Value.decimal(comparison.mcNemarP, digits: 3).plain
        let split = "right where CLIP is wrong on \(comparison.won), wrong where it is right on \(comparison.lost)"
        let counted = "of \(comparison.count) audit images"
        let needed =
            self.needed.map { " A difference of this size needs about \($0) audit answers." }
            ?? " No difference was seen at all."
        switch verdict {
        case .notYet(let answered, let of):
            return "No verdict yet: \(answered) of the \(of) audit answers fixed beforehand are there." + needed
        case .decided(.better):
            return "\(head.rawValue) is better than plain CLIP (\(split) \(counted); exact McNemar p = \(p))."
        case .decided(.worse):
            return
                "\(head.rawValue) is worse than plain CLIP (\(split) \(counted); exact McNemar p = \(p)): do not roll out."
        case .decided(.notEnoughEvidence):
            return
                "Not enough evidence that \(head.rawValue) differs from plain CLIP (\(split) \(counted); exact McNemar "
                + "p = \(p)).\(needed)"
        }
    }
}
