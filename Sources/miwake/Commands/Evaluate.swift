import ArgumentParser
import Evaluation
import ProjectModel
import ProjectStore
import Workbench

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare every head with an answer key, on the images that are not labelled.",
        discussion:
            "Uses the latest round where it was trained from scratch on the present labels, and trains one otherwise.")

    @OptionGroup var project: ProjectArgument

    @Option(
        help: "A CSV file with the columns path and class, or the word folders.", completion: .file(extensions: ["csv"])
    )
    var truth: String

    @Option(help: "Only rows of this split.")
    var split: String?

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard split == nil || truth != "folders" else {
            throw ValidationError("--split reads a column of the CSV file")
        }
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let pool = try bench.pool()
        let progress = ProgressLine(title: "Training")
        let (scores, isFresh) = try bench.scoresFromScratch(pool) { progress.report($0.step, $0.totalSteps) }
        progress.finish()
        let key: Workbench.Truth = truth == "folders" ? .folders : .csv(truth, split: split)
        let evaluation = try bench.evaluation(key, pool: pool, scores: scores)
        var table = DataTable(
            source: Provenance.of(bench, scores) + [
                .init("truth", .text(truth)), .init("split", .text(split)),
                .init("images", .integer(evaluation.imageCount)),
            ],
            columns: [
                .text("head"), .text("active"), .number("accuracy"), .number("low"), .number("high"),
                .number("correct"), .number("images"), .number("log_loss"),
            ],
            rows: evaluation.rows.map { row in
                [
                    .text(row.head.rawValue), .truth(row.isActive), .decimal(row.accuracy.share, digits: 4),
                    .decimal(row.accuracy.lower, digits: 4), .decimal(row.accuracy.upper, digits: 4),
                    .integer(row.accuracy.successes), .integer(row.accuracy.count),
                    .decimal(row.logLoss, digits: 4),
                ]
            })
        table.notes.append(
            "Images that are not labelled, by the key; low and high bound the 95 % Wilson interval."
                + (evaluation.labelledAndLeftOut > 0
                    ? " \(counted(evaluation.labelledAndLeftOut, "labelled image")) left out." : "")
                + (evaluation.unknownPaths > 0
                    ? " \(counted(evaluation.unknownPaths, "row")) of images without features here." : ""))
        if scores == nil {
            table.notes.append("Not trained: too few labels for an estimator.")
        } else if isFresh {
            table.notes.append("Trained from scratch on the present labels for this evaluation; nothing was kept.")
        }
        if let scores { table.notes.append(scores.choice.sentence) }
        table.print(as: format.format)
    }
}
