import ArgumentParser
import Evaluation
import FeatureExtraction
import Foundation
import Heads
import Languages
import ProjectModel
import ProjectStore
import Workbench

struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what the project's encoder and estimator make of pictures, in the project or not.",
        discussion: """
            One row per picture: the class of the head in use with its probability, the answer of every head, and the size of the \
            estimated confusion Δs. Without pictures the paths are read from standard input, one per line, and with --format csv \
            each batch is answered as it comes. A path that leads to no file is understood as that of an \
            image of the project. A file that is not a picture gets a row that says so, and the exit code 3.
            """)

    @OptionGroup var project: ProjectArgument

    @Argument(help: "PNG or JPEG files; without any, their paths are read from standard input.", completion: .file())
    var images: [String] = []

    @OptionGroup var paths: PathOptions

    @Flag(help: "One row per picture and class: every head's probability, and Δs in logits.")
    var details = false

    @OptionGroup var format: FormatOption

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let (words, values) = (self.words, format.format.data(self.words))
        let folds = ProgressLine(.outOfFold, words)
        let predictor = try Predictor(bench, strippingPrefix: paths.stripPrefix, progress: folds.reportShare)
        folds.finish()
        var table = DataTable(
            source: [
                .init("project", .text(bench.name)), .init("head", .text(predictor.head.rawValue)),
                .init("mode", .text(predictor.round?.mode.rawValue)),
                .init("round", predictor.round.map { .integer(Int($0.id.rawValue)) } ?? .missing),
                .init("calibrated", .truth(predictor.heads.tempering.isCalibrated)),
            ],
            columns: details ? Self.detailColumns : Self.columns, rows: [])
        var unusable = 0
        var isFirst = true
        let lines = AnySequence(sequence(state: ()) { _ in readLine() }).lazy.filter { !$0.isEmpty }
        let given = images.isEmpty ? AnySequence(lines) : AnySequence(images)
        try predictor.predict(given) { predictions in
            unusable += predictions.count { $0.problem != nil }
            table.rows += predictions.flatMap {
                details ? detailRows($0, bench, values) : [row($0, predictor, bench, values)]
            }
            guard format.format == .csv else { return }
            let text = table.printed(as: .csv, isForTerminal: StandardOutput.isTerminal)
            // The header once.
            let body = isFirst ? text[...] : text.drop { $0 != "\n" }.dropFirst()
            try StandardOutput.write(exactly: String(body))
            isFirst = false
            table.rows.removeAll()
        }
        if format.format != .csv || isFirst {
            if predictor.round == nil {
                let notes = format.format.notes(words)
                let stale = try bench.roundOfOtherClasses()
                table.notes.append(
                    stale.map { notes.say("predict.other-classes", ["not-used": notes.notUsed($0)]) }
                        ?? notes.sentence(predictor.heads.choice))
            }
            try table.print(as: format.format)
        }
        if unusable > 0 { throw Failing(.input) { [unusable] in $0.unusablePictures(unusable) } }
    }

    private static func columnName(_ head: Head) -> String { head.rawValue.replacing("-", with: "_") }

    private static var columns: [DataTable.Column] {
        var columns: [DataTable.Column] = [.text("path"), .text("class"), .number("probability")]
        for head in Head.all {
            columns.append(.text(columnName(head)))
            columns.append(.number("p_" + columnName(head)))
        }
        columns += [.number("delta_s_magnitude"), .number("alpha"), .text("problem")]
        return columns
    }

    private static var detailColumns: [DataTable.Column] {
        var columns: [DataTable.Column] = [.text("path"), .text("class")]
        for head in Head.all { columns.append(.number("p_" + columnName(head))) }
        columns.append(.number("delta_s"))
        return columns
    }

    private func row(
        _ prediction: Prediction, _ predictor: Predictor, _ bench: Workbench, _ words: Words
    ) -> [DataTable.Value] {
        func answer(_ head: Head) -> [DataTable.Value] {
            guard let found = prediction.heads?.first(where: { $0.head == head }) else { return [.missing, .missing] }
            return [.text(bench.classes[found.best].name), .decimal(found.probabilities[found.best], digits: 4)]
        }
        var row: [DataTable.Value] = [.text(prediction.path)]
        row += answer(predictor.head)
        for head in Head.all { row += answer(head) }
        row.append(.decimal(prediction.magnitude.map { Double($0) }, digits: 3))
        row.append(.decimal(prediction.gate.map { Double($0) }, digits: 3))
        row.append(.text(prediction.problem.map(words.words)))
        return row
    }

    private func detailRows(
        _ prediction: Prediction, _ bench: Workbench, _ words: Words
    ) -> [[DataTable.Value]] {
        var rows: [[DataTable.Value]] = []
        guard let heads = prediction.heads else {
            var row: [DataTable.Value] = [.text(prediction.path), .text(prediction.problem.map(words.words))]
            for _ in 0...Head.all.count { row.append(.missing) }
            return [row]
        }
        for (column, label) in bench.classes.enumerated() {
            var row: [DataTable.Value] = [.text(prediction.path), .text(label.name)]
            for head in Head.all {
                let probability = heads.first { $0.head == head }?.probabilities[column]
                row.append(.decimal(probability.map { Double($0) }, digits: 4))
            }
            row.append(.decimal(prediction.deltaS.map { Double($0[column]) }, digits: 3))
            rows.append(row)
        }
        return rows
    }
}
