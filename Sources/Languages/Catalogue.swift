/// The messages of one language by their keys, read from its file.
///
/// ```
/// # A comment.
/// [compare]
/// which-class = Which class is this?
/// labels[one] = {count} label in training
/// labels      = {count} labels in training
/// reason      = head {head} until every class has {needed} labels
///             | mean head: {needed} a class
/// ```
///
/// A key is its group and its name with a dot between: `compare.which-class`. A text runs to the end of its line, without the
/// spaces around it; `{…}` is a placeholder. A name in brackets is the form of `{count}`. A line with a bar is a
/// shorter text for the message above it.
package struct Catalogue: Sendable, Equatable {
    package private(set) var messages: [String: Message] = [:]
    /// Keys in the order of the file.
    package private(set) var keys: [String] = []
    package private(set) var pluralRule = PluralRule.none

    package subscript(key: String) -> Message? { messages[key] }

    package static let pluralRuleKey = "language.plural"

    package init(parsing text: String) throws(CatalogueError) {
        var group = ""
        var last: (key: String, form: PluralForm)?
        var number = 0
        for bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let line = Substring(bytes).trimmed
            do throws(CatalogueError.Defect) {
                switch line.utf8.first {
                case nil, UInt8(ascii: "#"): continue
                case UInt8(ascii: "["):
                    guard line.utf8.last == UInt8(ascii: "]"), line.utf8.count > 2 else { throw .unclosedGroup }
                    group = String(line.dropFirst().dropLast()) + "."
                    last = nil
                case UInt8(ascii: "|"):
                    guard let last else { throw .noMessageAbove }
                    messages[last.key]?.add(try Template(parsing: line.dropFirst().trimmed), as: last.form)
                default:
                    guard let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) else { throw .noEqualsSign }
                    let (name, form) = try Catalogue.name(in: line[..<equals].trimmed)
                    let key = group + name
                    try add(Template(parsing: line[line.index(after: equals)...].trimmed), to: key, as: form)
                    last = (key, form)
                }
            } catch { throw CatalogueError(line: number, defect: error) }
        }
        for key in keys where messages[key]?.forms[.other] == nil {
            throw CatalogueError(line: number, defect: .noOtherForm(key))
        }
        guard case .text(let rule) = messages[Self.pluralRuleKey]?.forms[.other]?.first?.pieces.first,
            let pluralRule = PluralRule(rawValue: rule)
        else { throw CatalogueError(line: number, defect: .noPluralRule) }
        self.pluralRule = pluralRule
    }

    private mutating func add(
        _ text: Template, to key: String, as form: PluralForm
    ) throws(CatalogueError.Defect) {
        guard let message = messages[key] else {
            messages[key] = Message(text, as: form)
            keys.append(key)
            return
        }
        guard message.forms[form] == nil else { throw .saidTwice(key) }
        messages[key]?.add(text, as: form)
    }

    /// `labels[one]`: the name and the form.
    private static func name(
        in text: Substring
    ) throws(CatalogueError.Defect) -> (name: String, form: PluralForm) {
        guard let bracket = text.utf8.firstIndex(of: UInt8(ascii: "[")) else { return (String(text), .other) }
        guard text.last == "]", let form = PluralForm(rawValue: String(text[bracket...].dropFirst().dropLast())) else {
            throw .unknownForm(String(text[bracket...]))
        }
        return (String(text[..<bracket]), form)
    }
}

/// What is wrong with a language's file, and where.
package struct CatalogueError: Error, Equatable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    package var defect: Defect

    package init(line: Int, defect: Defect) {
        self.line = line
        self.defect = defect
    }

    package enum Defect: Error, Equatable {
        case unclosedGroup
        case noEqualsSign
        case noMessageAbove
        case unpairedBrace
        case unknownForm(String)
        case saidTwice(String)
        case noOtherForm(String)
        case noPluralRule
    }

    package var description: String {
        let sentence =
            switch defect {
            case .unclosedGroup: "a group's name has no bracket at its end"
            case .noEqualsSign: "neither a comment nor a group nor “name = text”"
            case .noMessageAbove: "a shorter text, but no message above it"
            case .unpairedBrace: "a brace without its partner; write two of them for one"
            case .unknownForm(let form):
                "\(form) is not one of \(PluralForm.allCases.map { "[\($0.rawValue)]" }.joined(separator: ", "))"
            case .saidTwice(let key): "\(key) stands here a second time"
            case .noOtherForm(let key): "\(key) has no text without a form in brackets"
            case .noPluralRule:
                "\(Catalogue.pluralRuleKey) is not one of \(PluralRule.allCases.map(\.rawValue).joined(separator: ", "))"
            }
        return "line \(line): \(sentence)"
    }
}

extension Substring {
    /// Without spaces and tabs around it.
    fileprivate var trimmed: Substring {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = utf8.firstIndex(where: { !isSpace($0) }), let last = utf8.lastIndex(where: { !isSpace($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
