import ArgumentParser
import Foundation
import Interchange
import TextUI

/// How a command prints its data.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case markdown
    case json
    case csv

    /// Whether people read it, rather than programs.
    var isForPeople: Bool { self == .table || self == .markdown }
}

extension DataTable {
    /// Prints the table on standard output. In CSV the provenance and the notes go to standard error, so that every reader
    /// can read the data and no figure comes without its source.
    func print(as format: OutputFormat) throws {
        try StandardOutput.write(exactly: printed(as: format, isForTerminal: StandardOutput.isTerminal))
        guard format == .csv else { return }
        StandardError.print([sourceLine].compactMap(\.self) + notes)
    }

    private var sourceLine: String? {
        guard !source.isEmpty else { return nil }
        return source.map { "\($0.name.replacing("_", with: " ")): \($0.value.plain)" }.joined(separator: " · ")
    }

    /// - Parameter isForTerminal: programs get CSV fields as they are, a terminal gets what would command it written out.
    func printed(as format: OutputFormat, isForTerminal: Bool = false) -> String {
        switch format {
        case .table: alignedText
        case .markdown: markdown()
        case .json: json
        case .csv: csv(isForTerminal: isForTerminal)
        }
    }

    // MARK: Aligned text

    private var alignedText: String {
        var lines = [sourceLine].compactMap(\.self).map(EscapedText.line)
        // A heading may be the name of a class.
        let headings = columns.map { EscapedText.line($0.name.replacing("_", with: " ")) }
        let body = rows.map { $0.map { EscapedText.line($0.plain) } }
        let widths = columns.indices.map { column in
            ([headings[column]] + body.map { $0[column] }).map(\.columns).max() ?? 0
        }
        if !columns.isEmpty {
            lines.append(alignedLine(headings, widths))
            lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
        }
        lines += body.map { alignedLine($0, widths) }
        lines += notes.map(EscapedText.line)
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
    private func csv(isForTerminal: Bool) -> String {
        func text(_ text: String) -> String { CSVField.written(isForTerminal ? EscapedText.line(text) : text) }
        func field(_ value: Value) -> String {
            if case .text(let words) = value { text(words) } else { CSVField.quoted(value.machine) }
        }
        let header = columns.map { text($0.name) }.joined(separator: ",")
        let body = rows.map { $0.map(field).joined(separator: ",") }
        return ([header] + body).joined(separator: "\n") + "\n"
    }

    // MARK: JSON

    /// `{"version": 1, "source": {…}, "rows": [{…}, …], "notes": […]}`, one row per line.
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
            case _ where scalar.commandsTerminals:
                for unit in String(scalar).utf16 {
                    quoted += "\\u" + String(Int(unit) + 0x10000, radix: 16).dropFirst()
                }
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
    /// Where the figures come from, the table and the notes, for readers of Markdown with tables, as GitHub's.
    ///
    /// - Parameter title: of a page of its own, which says what a person should know before it shows the table.
    func markdown(title: String? = nil) -> String {
        func cell(_ text: String) -> String { EscapedText.line(text).replacing("|", with: "\\|") }
        var parts = [title.map { "# " + EscapedText.line($0) }, sourceLine.map(EscapedText.line)].compactMap(\.self)
        let sentences = notes.map(EscapedText.line)
        if title != nil { parts += sentences }
        if !columns.isEmpty {
            let header = [
                "| " + columns.map { cell($0.name.replacing("_", with: " ")) }.joined(separator: " | ") + " |",
                "|" + columns.map { $0.alignment == .left ? "---|" : "---:|" }.joined(),
            ]
            let body = rows.map { "| " + $0.map { cell($0.plain) }.joined(separator: " | ") + " |" }
            parts.append((header + body).joined(separator: "\n"))
        }
        if title == nil { parts += sentences }
        return parts.joined(separator: "\n\n") + "\n"
    }
}
