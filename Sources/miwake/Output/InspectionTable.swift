import Evaluation
import Figures
import Languages
import Workbench

/// Right, false alarms, misses, precision and recall, of all images and of each camera or line, as rows of a table.
enum InspectionTable {
    /// Takes the place of what the table showed.
    /// - Parameter words: of the notes.
    static func fill(_ table: inout DataTable, _ figures: [InspectionFigures], _ words: Words) {
        table.columns = columns
        table.rows = rows(figures)
        table.notes.append(words.say("inspection.note"))
    }

    private static let columns: [DataTable.Column] = [
        .text("source"), .text("figure"), .text("class"), .number("value"), .number("low"), .number("high"),
        .number("count"), .number("of"),
    ]

    private static func rows(_ figures: [InspectionFigures]) -> [[DataTable.Value]] {
        figures.flatMap { part in
            let source = part.source.map { $0.isEmpty ? "(none)" : $0 } ?? "(all)"
            func row(_ figure: String, _ label: String?, _ interval: WilsonInterval?) -> [DataTable.Value] {
                [
                    .text(source), .text(figure), .text(label), .decimal(interval?.share, digits: 4),
                    .decimal(interval?.lower, digits: 4), .decimal(interval?.upper, digits: 4),
                    interval.map { .integer($0.successes) } ?? .missing,
                    interval.map { .integer($0.count) } ?? .missing,
                ]
            }
            return [
                row("accuracy", nil, part.accuracy), row("false_alarms", nil, part.rates.falseAlarms),
                row("misses", nil, part.rates.misses),
            ]
                + part.classes.flatMap {
                    [row("recall", $0.name, $0.recall), row("precision", $0.name, $0.precision)]
                }
        }
    }
}
