import ArgumentParser
import Evaluation
import Interchange
import Languages
import ProjectModel
import ProjectStore
import Studies
import Workbench

struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say from the first labels how many more a target accuracy will take.",
        discussion: """
            The kernel ridge is fitted to subsets of the labels, its errors are counted on audit answers (from 30 on, else on \
            labelled images that the fit did not see), and a power law is carried on. An extrapolation: the interval says how \
            far the images counted pin it down, not whether the law holds. Where the interval has no upper end, or more labels \
            were needed than the pool has images left, no number is printed but how many labels to give before asking again.

            gain: what ten labels more, and as many again, would bring in points of accuracy, foreseen from what random halves \
            of the labels and all but ten of them lose on the audit answers; from 20 labels in training and 30 audit answers on.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(help: "Accuracies to reach, in per cent, separated by commas.")
    var target = "80,90,95"

    @OptionGroup var seed: SeedOption
    @OptionGroup var format: FormatOption

    func validate() throws { _ = try targets() }

    private func targets() throws -> [Double] {
        let values = target.split(separator: ",").map { Double($0) }
        let found = values.compactMap(\.self)
        guard !values.isEmpty, found.count == values.count, found.allSatisfy({ $0 > 0 && $0 < 100 }) else {
            throw ValidationError("--target takes percentages between 0 and 100, separated by commas")
        }
        return found.map { $0 / 100 }
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let pool = try bench.pool()
        let (values, notes) = (format.format.data(words), format.format.notes(words))
        let plan = try bench.labelPlan(pool, targets: try targets(), seed: seed.seed ?? bench.file.seed)
        let basis: (name: String, images: Int) =
            switch plan.basis {
            case .audit(let images): ("audit", images)
            case .labelled(let images): (values.say("plan.held-out"), images)
            }
        var table = DataTable(
            source: [
                .init("project", .text(bench.name)), .init("head", .text(plan.head.rawValue)),
                .init("errors_counted_on", .text(basis.name)), .init("images", .integer(basis.images)),
                .init("labels_in_training", .integer(plan.labels)),
            ],
            columns: [
                .text("row"), .number("accuracy"), .number("labels"), .number("low"), .number("high"),
                .number("more_labels"), .number("gain"), .number("gain_low"), .number("gain_high"),
            ], rows: [])
        let noGain: [DataTable.Value] = [.missing, .missing, .missing]
        for point in plan.points {
            table.rows.append(
                [
                    .text("measured"), .decimal((1 - point.error) * 100, digits: 1), .integer(point.labels), .missing,
                    .missing, .missing,
                ] + noGain)
        }
        let advice = try bench.stoppingAdvice(pool, seed: seed.seed ?? bench.file.seed)
        if case .foreseen(let few, let double, let labels, _) = advice.outlook {
            for (more, gain) in [(StoppingAdvice.few, few), (labels, double)] {
                table.rows.append([
                    .text("gain"), .missing, .integer(labels + more), .missing, .missing, .integer(more),
                    .decimal(gain.value * 100, digits: 2), .decimal(gain.lower * 100, digits: 2),
                    .decimal(gain.upper * 100, digits: 2),
                ])
            }
        }
        for target in plan.targets {
            let accuracy = DataTable.Value.decimal(target.accuracy * 100, digits: 1)
            switch target.outlook {
            case .foreseen(let labels, let lower, let upper):
                table.rows.append(
                    [
                        .text("target"), accuracy, .integer(labels), .integer(lower), .integer(upper),
                        .integer(max(0, labels - plan.labels)),
                    ] + noGain)
            case .unbounded, .beyondPool:
                table.rows.append([.text("target"), accuracy, .missing, .missing, .missing, .missing] + noGain)
                table.notes.append(notes.refusal(target, plan))
            }
        }
        if let law = plan.law {
            let formula =
                "error(n) = \(DataTable.Value.decimal(law.scale, digits: 3).plain)·(n + "
                + "\(DataTable.Value.decimal(law.offset, digits: 0).plain))^−"
                + "\(DataTable.Value.decimal(law.exponent, digits: 3).plain)"
            table.notes.append(notes.say("plan.law", ["formula": formula]))
        }
        if case .labelled = plan.basis {
            table.notes.append(notes.say("plan.biased", ["answers": LabelPlan.auditAnswersNeeded]))
        }
        table.notes += notes.sentences(advice)
        try table.print(as: format.format)
    }
}

extension Words {
    /// Why a target has no number, and what would help.
    fileprivate func refusal(_ target: LabelPlan.Target, _ plan: LabelPlan) -> String {
        let reason =
            target.outlook == .beyondPool
            ? say("plan.beyond-pool", ["images": counted("unlabelled-image", plan.unlabelled)])
            : say("plan.unbounded")
        let remedy =
            plan.labelsToAskAgain > 0
            ? say("plan.ask-again", ["labels": plan.labelsToAskAgain]) : say("plan.all-labelled")
        // As it was asked for: a target of 99.99 is not 100.
        let accuracy = (target.accuracy * 1e5).rounded() / 1e3
        return say("plan.refusal", ["accuracy": accuracy, "reason": reason, "remedy": remedy])
    }
}
