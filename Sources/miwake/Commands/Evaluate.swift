import ArgumentParser
import Evaluation
import ProjectModel
import ProjectStore
import Workbench

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare every head with an answer key, or with the labels that it did not see.",
        discussion:
            """
            With --truth: on the images that are not labelled; uses the latest round where it was trained from scratch on the \
            present labels, and trains one otherwise. Without: out-of-fold, each labelled image as predicted by a model that \
            did not train on it, with calibration before and after one temperature, and the labels that look wrong.

            gain is the accuracy minus plain CLIP's on the same images, with its paired bootstrap interval (by group where \
            images have one), given from 30 images on and 5 of which exactly one of the two is right; p is exact McNemar's. hidden: the gate and the MLP are not shown by the screens below three \
            labels a class.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(
        help: "A CSV file with the columns path and class, or the word folders.", completion: .file(extensions: ["csv"])
    )
    var truth: String?

    @Option(help: "Only rows of this split.")
    var split: String?

    @Flag(help: "Print right, false alarms, misses, precision and recall of the head in use, in all and per source.")
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
        let progress = ProgressLine(title: "Training")
        let (scores, isFresh) = try bench.scoresFromScratch(pool) { progress.report($0.step, $0.totalSteps) }
        progress.finish()
        let key: Workbench.Truth = truth == "folders" ? .folders : .csv(truth, split: split)
        let evaluation = try bench.evaluation(key, pool: pool, scores: scores)
        var table = DataTable(
            source: Provenance.of(bench, scores) + [
                .init("truth", .text(truth)), .init("split", .text(split)),
                .init("images", .integer(evaluation.imageCount)), .init("given_away", .integer(evaluation.givenAway)),
            ],
            columns: Self.columns, rows: evaluation.rows.map(Self.fields))
        table.notes.append(
            "Images that are not labelled, by the key; low and high bound the 95 % Wilson interval."
                + (evaluation.labelledAndLeftOut > 0
                    ? " \(counted(evaluation.labelledAndLeftOut, "labelled image")) left out." : "")
                + (evaluation.givenAway > 0
                    ? " Of \(counted(evaluation.givenAway, "image")) one of the same group, with the same content or nearly so, is "
                        + "labelled: these flatter the trained heads." : "")
                + (evaluation.unknownPaths > 0
                    ? " \(counted(evaluation.unknownPaths, "row")) of images without features here." : ""))
        if scores == nil {
            table.notes.append("Not trained: too few labels for an estimator.")
        } else if isFresh {
            table.notes.append("Trained from scratch on the present labels for this evaluation; nothing was kept.")
        }
        if let scores { table.notes.append(scores.choice.sentence) }
        if sources { InspectionTable.fill(&table, evaluation.inspections) }
        table.print(as: format.format)
    }

    private static let columns: [DataTable.Column] = [
        .text("head"), .text("state"), .number("accuracy"), .number("low"), .number("high"), .number("correct"),
        .number("images"), .number("gain"), .number("gain_low"), .number("gain_high"), .number("p"),
        .number("log_loss"), .number("brier"), .number("ece"),
    ]

    private static func fields(_ row: TruthEvaluation.HeadAccuracy) -> [DataTable.Value] {
        [
            .text(row.head.rawValue), .text(row.isActive ? "active" : row.isShown ? "shown" : "hidden"),
            .decimal(row.accuracy.share, digits: 4), .decimal(row.accuracy.lower, digits: 4),
            .decimal(row.accuracy.upper, digits: 4), .integer(row.accuracy.successes), .integer(row.accuracy.count),
            .decimal(row.comparison?.difference.value, digits: 4),
            .decimal(row.comparison?.interval?.lower, digits: 4),
            .decimal(row.comparison?.interval?.upper, digits: 4), .decimal(row.comparison?.mcNemarP, digits: 4),
            .decimal(row.logLoss, digits: 4), .decimal(row.brier, digits: 4),
            .decimal(row.expectedCalibrationError, digits: 4),
        ]
    }

    // MARK: Without a key

    private static let suspiciousListed = 20

    private func printHeldOut(_ bench: Workbench, _ pool: Pool) throws {
        let mode = try bench.store.latestEstimator()?.mode ?? .pooled
        let folds = ProgressLine(title: "Out-of-fold")
        let evaluation = try bench.heldOutEvaluation(pool, mode: mode) { folds.report(Int($0 * 100), 100) }
        folds.finish()
        let figures = evaluation.figures
        var table = DataTable(
            source: [
                .init("project", .text(bench.name)), .init("source", .text(MatrixSource.outOfFold.rawValue)),
                .init("mode", .text(mode.rawValue)), .init("images", .integer(figures.truth.count)),
                .init(
                    "shots_per_class_in_folds",
                    .text("\(figures.shotsPerFold.lowerBound)–\(figures.shotsPerFold.upperBound)")),
            ],
            columns: Self.columns + [
                .number("temperature"), .number("log_loss_after"), .number("brier_after"), .number("ece_after"),
            ],
            rows: zip(evaluation.rows, evaluation.calibrations).map { row, calibration in
                Self.fields(row) + [
                    .decimal(calibration.map { Double($0.temperature) }, digits: 3),
                    .decimal(calibration?.after.logLoss, digits: 4), .decimal(calibration?.after.brier, digits: 4),
                    .decimal(calibration?.after.expectedCalibrationError, digits: 4),
                ]
            })
        table.notes = [
            "Labelled images were picked because they were confusing: these figures flatter the corrected heads and are no "
                + "basis of a verdict. After: with a temperature fitted on other images.", figures.choice.sentence,
        ]
        if !figures.notEstimable.isEmpty {
            table.notes.append("Not estimable: \(listed(figures.notEstimable.map { pool.classes[$0].name })).")
        }
        for (label, image) in evaluation.suspicious.prefix(Self.suspiciousListed) {
            func percent(_ share: Double) -> String { DataTable.Value.decimal(share * 100, digits: 0).plain }
            table.notes.append(
                "To look at again: “\(image.path)” is labelled “\(pool.classes[label.label].name)” "
                    + "(\(percent(label.confidence)) %) and looks like “\(pool.classes[label.suggested].name)” "
                    + "(\(percent(label.suggestedConfidence)) %).")
        }
        if evaluation.suspicious.count > Self.suspiciousListed {
            table.notes.append("The \(Self.suspiciousListed) most suspicious of \(evaluation.suspicious.count) labels.")
        }
        if sources {
            table.source.append(.init("head", .text(figures.choice.head.rawValue)))
            InspectionTable.fill(&table, evaluation.inspections)
        }
        table.print(as: format.format)
    }
}
