import ArgumentParser
import Deconfusion
import Evaluation
import Figures
import Interchange
import Languages
import ProjectModel
import ProjectStore
import Studies
import Workbench

extension FeatureMode: ExpressibleByArgument {}

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train the estimator from scratch on all labels outside the reserve.",
        discussion: """
            The same labels, recipe and seed give the same weights: where the latest round was made of just these, nothing is \
            trained, and its row is printed; --force trains all the same. From three labels per class on, out-of-fold figures choose \
            the head.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(help: "miwake (interactive) or paper (the published settings).")
    var recipe: RecipeName = .miwake

    @Option(
        help:
            "λ of mean |s_MAF − s|, 0 to 1000: how strongly MAF keeps what CLIP knows; by default that of miwake.yaml."
    )
    var lambdaMaf: Double?

    @Option(help: "λ of mean |ŝ_ICD − s|, the same for ICD.")
    var lambdaIcd: Double?

    @Option(help: "pooled (tokens averaged beforehand) or tokens (all of them, as in the paper).")
    var mode: FeatureMode = .pooled

    @Flag(help: "Continue from the latest round instead of starting from scratch.")
    var warm = false

    @Flag(help: "Train although nothing has changed since the latest round.")
    var force = false

    @OptionGroup var seed: SeedOption
    @OptionGroup var format: FormatOption

    enum RecipeName: String, CaseIterable, ExpressibleByArgument {
        case miwake
        case paper
    }

    func validate() throws {
        for (name, value) in [("--lambda-maf", lambdaMaf), ("--lambda-icd", lambdaIcd)] {
            guard let value else { continue }
            guard (0...ProjectFile.Similarity.largest).contains(value) else {
                throw ValidationError("\(name) lies in 0…\(Int(ProjectFile.Similarity.largest))")
            }
        }
    }

    /// The recipe by name with λ as typed, else as in miwake.yaml; the paper's own λ is 1.
    private func chosenRecipe(_ bench: Workbench) -> Recipe {
        var chosen = recipe == .paper ? .paper : bench.recipe
        if let lambdaMaf { chosen.lossWeights.similarityMAF = Float(lambdaMaf) }
        if let lambdaIcd { chosen.lossWeights.similarityICD = Float(lambdaIcd) }
        return chosen
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readWrite)
        let settled = try bench.settleFiles()
        let pool = try bench.pool()
        let labelled = try bench.labelledRows(pool)
        var plan = TrainingPlan(recipe: chosenRecipe(bench), mode: mode, seed: seed.seed ?? bench.file.seed)
        if warm {
            guard let latest = try bench.usableRound() else { throw try bench.notTrained() }
            plan.warmStart = latest
            plan.recipe = plan.recipe.warm
        }
        let known = force ? nil : try unchangedRound(plan, bench, pool, labelled)
        let (words, notes) = (self.words, format.format.notes(self.words))
        let run = try known ?? trained(plan, bench, pool, labelled, words)
        let round = run.round
        let folds = ProgressLine(.outOfFold, words)
        let choice = try bench.headInUse(pool, progress: folds.reportShare).choice
        folds.finish()
        var table = DataTable(
            source: [.init("project", .text(bench.name))], columns: [.text("name"), .number("value")],
            rows: [
                [.text("trained"), .truth(known == nil)],
                [.text("round"), .integer(Int(round.id.rawValue))], [.text("recipe"), .text(round.recipe)],
                [.text("mode"), .text(round.mode.rawValue)], [.text("labels_trained_on"), .integer(round.labels)],
                [.text("smallest_class"), .integer(labelled.smallestClass(classes: pool.classes.count))],
                [.text("images_with_views"), .count(run.viewedImages)],
                [.text("lambda_maf"), .decimal(Double(plan.recipe.lossWeights.similarityMAF), digits: 3)],
                [.text("lambda_icd"), .decimal(Double(plan.recipe.lossWeights.similarityICD), digits: 3)],
                [.text("steps"), .integer(round.steps)], [.text("seed"), .text("\(round.seed)")],
                [.text("last_loss"), .decimal(run.loss, digits: 4)],
                [.text("seconds"), .decimal(run.seconds, digits: 2)], [.text("head"), .text(choice.head.rawValue)],
            ])
        if known != nil {
            table.notes.append(notes.say("train.unchanged", ["round": round.id.rawValue]))
        }
        table.notes += [notes.sentence(choice), notes.sentence(settled)].compactMap(\.self)
        let effects = try bench.overCorrections(pool, latest: 2)
        if let effect = effects.first {
            table.rows += [
                [.text("audit_images"), .integer(effect.audited)],
                [.text("sure_and_right"), .integer(effect.sureAndRight)],
                [.text("sure_and_right_turned"), .integer(effect.turned.count)],
                [.text("put_right"), .integer(effect.putRight)],
            ]
            table.notes += notes.sentences(effect, bench.classNames)
            if let before = effects.dropFirst().first {
                table.notes.append(
                    notes.say(
                        "train.before",
                        [
                            "round": before.round.rawValue, "lambda": before.lambda, "turned": before.turned.count,
                            "sure": before.sureAndRight, "mended": before.putRight,
                        ]))
            }
        } else {
            table.notes.append(notes.say("train.no-audit-answers"))
        }
        try table.print(as: format.format)
    }

    /// A round with what is known of its making; the rest is nil for one of an earlier call.
    private struct Run {
        var round: EstimatorRound
        var viewedImages: Int?
        var loss: Double?
        var seconds: Double?
    }

    /// The latest round, where it is what this call would make. One that was continued is no round from scratch.
    private func unchangedRound(
        _ plan: TrainingPlan, _ bench: Workbench, _ pool: Pool, _ labelled: LabelledRows
    ) throws -> Run? {
        guard let round = try bench.store.latestEstimator(), warm || round.warmStart == nil,
            try bench.hasLearnt(plan, from: labelled, on: pool, in: round)
        else { return nil }
        return Run(round: round)
    }

    private func trained(
        _ plan: TrainingPlan, _ bench: Workbench, _ pool: Pool, _ labelled: LabelledRows, _ words: Words
    ) throws -> Run {
        let progress = ProgressLine(.training, words)
        let clock = ContinuousClock()
        let began = clock.now
        var last: TrainingReport?
        let estimator = try bench.train(plan, on: pool, labelled) { report in
            last = report
            progress.report(report.step, report.totalSteps)
        }
        let seconds = began.duration(to: clock.now) / .seconds(1)
        progress.finish()
        let round = try bench.keep(
            estimator, plan, on: pool, labelled, steps: last?.totalSteps ?? 0, viewedImages: last?.viewedImages ?? 0)
        return Run(round: round, viewedImages: last?.viewedImages ?? 0, loss: last?.loss, seconds: seconds)
    }
}
