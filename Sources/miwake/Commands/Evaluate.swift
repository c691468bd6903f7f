import ArgumentParser
import Evaluation
import Languages
import ProjectModel
import ProjectStore
import Studies
import Workbench

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare every head with an answer key, or with the labels that it did not see.",
        discussion:
            """
            With --truth: on the images that are not labelled; uses the latest round where it was trained from scratch on the \
            present labels, and trains one otherwise. Without: out-of-fold, each labelled image as predicted by a model that \
            did not train on it, with calibration before and after tempering, and the labels that look wrong.

            gain is the accuracy minus plain CLIP's on the same images, with its paired bootstrap interval (by group where \
            images have one), given from 30 images on and 5 of which exactly one of the two is right; p is exact McNemar's. hidden: the gate and the MLP are not shown by the screens below three \
            labels per class.

            pairs_resolved: of CLIP's errors within the ten class pairs that it confuses most on these images, the share that the \
            head has right; pairs_broken: images of these classes that CLIP has right and the head has wrong. With --truth: \
            real_by_delta_s and real_by_margin, how many of the first 20 questions ask about a real error of CLIP, in the order of \
            confusions and by CLIP's own margin.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(
        help: "A CSV file with the columns path and class, or the word folders.", completion: .file(extensions: ["csv"])
    )
    var truth: String?

    @Option(help: "Only rows of this split.")
    var split: String?

    @Flag(
        help: "Print accuracy, false alarms, misses, precision and recall of the head in use, overall and per source.")
    var sources = false

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard split == nil || (truth != nil && truth != "folders") else {
            throw ValidationError("--split reads a column of the CSV file")
        }
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let pool = try bench.pool()
        guard let truth else { return try printHeldOut(bench, pool) }
        let words = self.words
        let progress = ProgressLine(.training, words)
        let (scores, isFresh) = try bench.scoresFromScratch(pool) { progress.report($0.step, $0.totalSteps) }
        progress.finish()
        let key: Workbench.Truth = truth == "folders" ? .folders : .csv(truth, split: split)
        let inUse = try bench.headInUse(pool).choice
        let evaluation = try bench.evaluation(key, pool: pool, scores: scores, inUse: inUse.head)
        var table = DataTable(
            source: Provenance.of(bench, scores, inUse: inUse) + [
                .init("truth", .text(truth)), .init("split", .text(split)),
                .init("images", .integer(evaluation.imageCount)), .init("given_away", .integer(evaluation.givenAway)),
                .init("questions", .integer(evaluation.realByMargin.asked)),
                .init("real_by_delta_s", .count(evaluation.realByDeltaS?.real)),
                .init("real_by_margin", .integer(evaluation.realByMargin.real)),
            ],
            columns: Self.columns, rows: evaluation.rows.map(Self.fields))
        let notes = format.format.notes(words)
        table.notes.append(notes.evaluated(evaluation))
        table.notes += notes.confusablePairs(evaluation.confusablePairs, pool.classes)
        table.notes += notes.realConfusions(evaluation)
        if scores == nil {
            table.notes.append(notes.say("evaluate.not-trained"))
        } else if isFresh {
            table.notes.append(notes.say("evaluate.trained-afresh"))
        }
        table.notes.append(notes.sentence(inUse))
        table.notes.append(notes.say("evaluate.tempering"))
        if sources { InspectionTable.fill(&table, evaluation.inspections, notes) }
        try table.print(as: format.format)
    }

    private static let columns: [DataTable.Column] = [
        .text("head"), .text("state"), .number("accuracy"), .number("low"), .number("high"), .number("correct"),
        .number("images"), .number("gain"), .number("gain_low"), .number("gain_high"), .number("p"),
        .number("log_loss"), .number("brier"), .number("ece"), .number("temperature"), .number("trust"),
        .number("log_loss_after"), .number("brier_after"), .number("ece_after"), .number("log_loss_change"),
        .number("change_low"), .number("change_high"), .number("pairs_resolved"), .number("pairs_broken"),
    ]

    private static func fields(_ row: TruthEvaluation.HeadAccuracy) -> [DataTable.Value] {
        [
            .text(row.head.rawValue), .text(row.isActive ? "active" : row.isShown ? "shown" : "hidden"),
            .decimal(row.accuracy.share, digits: 4), .decimal(row.accuracy.lower, digits: 4),
            .decimal(row.accuracy.upper, digits: 4), .integer(row.accuracy.successes), .integer(row.accuracy.count),
            .decimal(row.comparison?.difference.value, digits: 4),
            .decimal(row.comparison?.interval?.lower, digits: 4),
            .decimal(row.comparison?.interval?.upper, digits: 4), .decimal(row.comparison?.mcNemarP, digits: 4),
        ] + scores(row.calibration.before) + [
            .decimal(row.calibration.tempering.temperature, digits: 3),
            .decimal(row.calibration.tempering.trust, digits: 3),
        ] + scores(row.calibration.after) + [
            .decimal(row.logLossChange.value, digits: 4), .decimal(row.logLossChange.lower, digits: 4),
            .decimal(row.logLossChange.upper, digits: 4), .decimal(row.pairs?.resolvedShare, digits: 4),
            .count(row.pairs?.broken),
        ]
    }

    private static func scores(_ scores: Calibration.Scores) -> [DataTable.Value] {
        [
            .decimal(scores.logLoss, digits: 4), .decimal(scores.brier, digits: 4),
            .decimal(scores.expectedCalibrationError, digits: 4),
        ]
    }

    // MARK: Without a key

    private static let suspiciousListed = 20

    private func printHeldOut(_ bench: Workbench, _ pool: Pool) throws {
        let mode = try bench.store.latestEstimator()?.mode ?? .pooled
        let folds = ProgressLine(.outOfFold, words)
        let notes = format.format.notes(words)
        let inUse = try bench.headInUse(pool, progress: folds.reportShare).choice
        let evaluation = try bench.heldOutEvaluation(pool, mode: mode, inUse: inUse, progress: folds.reportShare)
        folds.finish()
        let figures = evaluation.figures
        var table = DataTable(
            source: [
                .init("project", .text(bench.name)), .init("source", .text(MatrixSource.outOfFold.rawValue)),
                .init("head", .text(inUse.head.rawValue)), .init("mode", .text(mode.rawValue)),
                .init("images", .integer(figures.truth.count)),
                .init(
                    "shots_per_class_in_folds",
                    .text("\(figures.shotsPerFold.lowerBound)–\(figures.shotsPerFold.upperBound)")),
            ],
            columns: Self.columns, rows: evaluation.rows.map(Self.fields))
        table.notes = [notes.say("evaluate.held-out")]
        table.notes += notes.confusablePairs(evaluation.confusablePairs, pool.classes)
        table.notes += [notes.sentence(inUse), notes.say("evaluate.tempering")]
        if !figures.notEstimable.isEmpty {
            table.notes.append(notes.notEstimable(figures.notEstimable.map { pool.classes[$0].name }))
        }
        for (label, image) in evaluation.suspicious.prefix(Self.suspiciousListed) {
            func percent(_ share: Double) -> String { DataTable.Value.decimal(share * 100, digits: 0).plain }
            table.notes.append(
                notes.say(
                    "evaluate.suspicious",
                    [
                        "path": image.path, "label": pool.classes[label.label].name,
                        "percent": percent(label.confidence), "other": pool.classes[label.suggested].name,
                        "other-percent": percent(label.suggestedConfidence),
                    ]))
        }
        if evaluation.suspicious.count > Self.suspiciousListed {
            table.notes.append(
                notes.say(
                    "evaluate.most-suspicious",
                    ["shown": Self.suspiciousListed, "total": evaluation.suspicious.count]))
        }
        if sources {
            InspectionTable.fill(&table, evaluation.inspections, notes)
        }
        try table.print(as: format.format)
    }
}

extension Words {
    /// Which images were counted, and which were not.
    fileprivate func evaluated(_ evaluation: TruthEvaluation) -> String {
        var text = say("evaluate.by-the-key")
        func add(_ sentence: String) { text = say("join.sentences", ["first": text, "second": sentence]) }
        if evaluation.labelledAndLeftOut > 0 {
            add(say("evaluate.left-out", ["images": counted("labelled-image", evaluation.labelledAndLeftOut)]))
        }
        if evaluation.givenAway > 0 {
            add(say("evaluate.given-away", ["images": counted("image", evaluation.givenAway)]))
        }
        if evaluation.unknownPaths > 0 { add(withoutFeatures(rows: evaluation.unknownPaths)) }
        return text
    }

    /// Which pairs `pairs_resolved` is about; nothing where CLIP confuses none.
    fileprivate func confusablePairs(_ pairs: [ConfusablePairs.Pair], _ classes: [LabelClass]) -> [String] {
        guard !pairs.isEmpty else { return [] }
        let names = pairs.map { pair in
            say(
                "evaluate.pair",
                ["first": classes[pair.first].name, "second": classes[pair.second].name, "errors": pair.errors])
        }
        return [say("evaluate.pairs", ["errors": pairs.reduce(0) { $0 + $1.errors }, "pairs": joined(names)])]
    }

    /// How many of the first questions ask about real errors; nothing where nothing is asked.
    fileprivate func realConfusions(_ evaluation: TruthEvaluation) -> [String] {
        let margin = evaluation.realByMargin
        guard margin.asked > 0 else { return [] }
        guard let pull = evaluation.realByDeltaS else {
            return [say("evaluate.real-by-margin", ["questions": margin.asked, "margin": margin.real])]
        }
        return [
            say(
                "evaluate.real-confusions",
                ["questions": pull.asked, "pull": pull.real, "of": margin.asked, "margin": margin.real])
        ]
    }

    /// Classes that folds cannot hold out.
    func notEstimable(_ classes: [String]) -> String { say("evaluate.not-estimable", ["names": listed(classes)]) }

    func withoutFeatures(rows: Int) -> String { say("evaluate.without-features", ["rows": counted("row", rows)]) }
}
