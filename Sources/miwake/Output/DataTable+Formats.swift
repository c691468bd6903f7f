import ArgumentParser
import Foundation
import TextUI

/// How a command prints its data.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
    case csv
}

extension DataTable {
    /// Prints the table on standard output. In CSV the provenance and the notes go to standard error, so that every reader
    /// can read the data and no figure comes without its source.
    func print(as format: OutputFormat) {
        Swift.print(printed(as: format), terminator: "")
        guard format == .csv else { return }
        let lines = [sourceLine].compactMap(\.self) + notes
        if !lines.isEmpty { FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8)) }
    }

    private var sourceLine: String? {
        guard !source.isEmpty else { return nil }
        return source.map { "\($0.name.replacing("_", with: " ")): \($0.value.plain)" }.joined(separator: " · ")
    }

    func printed(as format: OutputFormat) -> String {
        switch format {
        case .table: alignedText
        case .json: json
        case .csv: csv
        }
    }

    // MARK: Aligned text

    private var alignedText: String {
        var lines = [sourceLine].compactMap(\.self)
        let headings = columns.map { $0.name.replacing("_", with: " ") }
        let body = rows.map { $0.map(\.plain) }
        let widths = columns.indices.map { column in
            ([headings[column]] + body.map { $0[column] }).map(\.columns).max() ?? 0
        }
        if !columns.isEmpty {
            lines.append(alignedLine(headings, widths))
            lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
        }
        lines += body.map { alignedLine($0, widths) }
        lines += notes
        return lines.joined(separator: "\n") + "\n"
    }

    private func alignedLine(_ fields: [String], _ widths: [Int]) -> String {
        let padded = columns.indices.map { column in
            let field = fields[column]
            let padding = String(repeating: " ", count: widths[column] - field.columns)
            return columns[column].alignment == .left ? field + padding : padding + field
        }
        return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }

    // MARK: CSV

    /// RFC 4180 with LF line ends; the provenance stays out of the file, so that every reader can read it.
    private var csv: String {
        let header = columns.map(\.name).map(Self.csvField).joined(separator: ",")
        let body = rows.map { $0.map { Self.csvField($0.machine) }.joined(separator: ",") }
        return ([header] + body).joined(separator: "\n") + "\n"
    }

    private static func csvField(_ text: String) -> String {
        let hasEdgeSpace = text.first?.isWhitespace == true || text.last?.isWhitespace == true
        guard hasEdgeSpace || text.contains(where: { ",\"\n\r".contains($0) || $0 == "\r\n" }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    // MARK: JSON

    /// `{"version": 1, "source": {…}, "rows": [{…}, …], "notes": […]}`, one row a line.
    private var json: String {
        let facts = source.map { "\(Self.jsonString($0.name)): \($0.value.json)" }.joined(separator: ", ")
        let body = rows.map { row in
            let fields = zip(columns, row).map { "\(Self.jsonString($0.name)): \($1.json)" }
            return "    {" + fields.joined(separator: ", ") + "}"
        }
        let array = body.isEmpty ? "[]" : "[\n" + body.joined(separator: ",\n") + "\n  ]"
        let sentences = notes.map(Self.jsonString).joined(separator: ", ")
        return "{\n  \"version\": 1,\n  \"source\": {\(facts)},\n  \"rows\": \(array),\n"
            + "  \"notes\": [\(sentences)]\n}\n"
    }

    static func jsonString(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                quoted += "\\u" + String(scalar.value + 0x10000, radix: 16).dropFirst()
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension DataTable.Value {
    /// For people.
    var plain: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .decimal(let number, let digits):
            Self.rounded(number, digits: digits) ?? (number.isInfinite ? "\(number)" : "–")
        case .truth(let flag): flag ? "yes" : "no"
        case .missing: "–"
        }
    }

    /// With so many digits after the point; nil where it is no number, or infinite.
    private static func rounded(_ number: Double, digits: Int) -> String? {
        guard number.isFinite else { return nil }
        let text = String(format: "%.\(digits)f", number)
        // −0.00 is nothing below nothing.
        return text.hasPrefix("-") && !text.contains(where: { "123456789".contains($0) })
            ? String(text.dropFirst()) : text
    }

    /// For CSV: the same digits, an empty field for what is unknown.
    var machine: String {
        switch self {
        case .decimal(let number, let digits):
            Self.rounded(number, digits: digits) ?? (number.isInfinite ? "\(number)" : "")
        case .truth(let flag): flag ? "true" : "false"
        case .missing: ""
        default: plain
        }
    }

    var json: String {
        switch self {
        case .text(let text): DataTable.jsonString(text)
        case .integer(let number): String(number)
        case .decimal(let number, let digits): Self.rounded(number, digits: digits) ?? "null"
        case .truth(let flag): flag ? "true" : "false"
        case .missing: "null"
        }
    }
}

extension DataTable {
    /// A page for people: the notes, then the table.
    func markdown(title: String) -> String {
        func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
        var lines = ["# \(title)", ""]
        lines.append(source.map { "\($0.name.replacing("_", with: " ")): \($0.value.plain)" }.joined(separator: " · "))
        lines += notes.flatMap { ["", $0] }
        lines += ["", "| " + columns.map { cell($0.name.replacing("_", with: " ")) }.joined(separator: " | ") + " |"]
        lines.append("|" + columns.map { $0.alignment == .left ? "---|" : "---:|" }.joined())
        lines += rows.map { "| " + $0.map { cell($0.plain) }.joined(separator: " | ") + " |" }
        return lines.joined(separator: "\n") + "\n"
    }
}
