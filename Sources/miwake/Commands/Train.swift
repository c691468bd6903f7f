import ArgumentParser
import Deconfusion
import Evaluation
import Interchange
import ProjectModel
import ProjectStore
import Workbench

extension FeatureMode: ExpressibleByArgument {}

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train the estimator from scratch on all labels outside the reserve.",
        discussion: "The same labels, recipe and seed give the same weights. From three labels a class on, out-of-fold "
            + "figures choose the head.")

    @OptionGroup var project: ProjectArgument

    @Option(help: "miwake (interactive) or paper (the published settings).")
    var recipe: RecipeName = .miwake

    @Option(help: "pooled (tokens averaged beforehand) or tokens (all of them, as in the paper).")
    var mode: FeatureMode = .pooled

    @Flag(help: "Continue from the latest round instead of starting from scratch.")
    var warm = false

    @OptionGroup var seed: SeedOption
    @OptionGroup var format: FormatOption

    enum RecipeName: String, CaseIterable, ExpressibleByArgument {
        case miwake
        case paper

        var recipe: Recipe {
            switch self {
            case .miwake: .miwake
            case .paper: .paper
            }
        }
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readWrite)
        let pool = try bench.pool()
        let labelled = try bench.labelledRows(pool)
        var plan = TrainingPlan(recipe: recipe.recipe, mode: mode, seed: seed.seed ?? bench.file.seed)
        if warm {
            guard let latest = try bench.store.latestEstimator() else {
                throw WorkbenchError.notTrained(reason: .noRound)
            }
            plan.warmStart = latest
            plan.recipe = plan.recipe.warm
        }
        let progress = ProgressLine(title: "Training")
        let clock = ContinuousClock()
        let began = clock.now
        var last: TrainingReport?
        let estimator = try bench.train(plan, on: pool, labelled) { report in
            last = report
            progress.report(report.step, report.totalSteps)
        }
        let seconds = began.duration(to: clock.now).seconds
        progress.finish()
        let round = try bench.keep(
            estimator, plan, on: pool, labelled, steps: last?.totalSteps ?? 0, viewedImages: last?.viewedImages ?? 0)
        var choice = HeadChoice(smallestClass: labelled.smallestClass(classes: pool.classes.count), losses: [])
        if labelled.smallestClass(classes: pool.classes.count) >= HeadChoice.labelsToChoose {
            let folds = ProgressLine(title: "Out-of-fold")
            choice = try bench.currentOutOfFold(pool, labelled, mode: mode) { folds.report(Int($0 * 100), 100) }.choice
            folds.finish()
        }
        var table = DataTable(
            source: [.init("project", .text(bench.name))], columns: [.text("name"), .number("value")],
            rows: [
                [.text("round"), .integer(Int(round.id.rawValue))], [.text("recipe"), .text(round.recipe)],
                [.text("mode"), .text(round.mode.rawValue)], [.text("labels"), .integer(round.labels)],
                [.text("smallest_class"), .integer(labelled.smallestClass(classes: pool.classes.count))],
                [.text("images_with_views"), .integer(last?.viewedImages ?? 0)],
                [.text("steps"), .integer(round.steps)], [.text("seed"), .text("\(round.seed)")],
                [.text("last_loss"), .decimal(last?.loss, digits: 4)],
                [.text("seconds"), .decimal(seconds, digits: 2)], [.text("head"), .text(choice.head.rawValue)],
            ])
        table.notes.append(choice.sentence)
        table.print(as: format.format)
    }
}

extension HeadChoice {
    /// Why this head.
    var sentence: String {
        switch reason {
        case .notTrained: "Not trained yet: plain CLIP."
        case .tooFewLabels(let smallest):
            "The head is \(head.rawValue): with \(smallest) labels in the smallest class held-out figures would choose badly."
        case .lowestLogLoss(let losses):
            "The head is \(head.rawValue), by out-of-fold log-loss: "
                + losses.map { "\($0.head.rawValue) \(DataTable.Value.decimal($0.logLoss, digits: 3).plain)" }
                .joined(separator: ", ") + "."
        }
    }
}
