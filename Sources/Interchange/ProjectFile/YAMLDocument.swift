internal import FileContents
internal import Yams

/// A YAML text that is small and shallow enough to be read safely, as one tree.
struct YAMLDocument {
    let root: YAMLValue

    /// A project file with a thousand classes has a tenth of this.
    static let largestText = 1 << 20

    init(parsing bytes: [UInt8]) throws(ProjectFileError) {
        guard bytes.count <= Self.largestText else {
            throw ProjectFileError(.tooLarge(bytes: bytes.count, limit: Self.largestText))
        }
        let text: String
        do {
            text = try PlainText(bytes).text
        } catch {
            throw ProjectFileError(.unreadable(error), place: error.line.map { TextPlace(line: $0, column: 1) })
        }
        try YAMLBounds.check(text)
        do {
            // The encoding is named: otherwise a variable of the environment chooses it, and the library prints that it did.
            guard let node = try compose(yaml: text, .default, .default, .utf8) else { throw ProjectFileError(.empty) }
            root = YAMLValue(node: node, path: YAMLPath())
        } catch let error as ProjectFileError {
            throw error
        } catch let error as YamlError {
            throw Self.translated(error)
        } catch {
            throw ProjectFileError(.syntax("it cannot be parsed"))
        }
        try YAMLBounds.check(root.node)
    }

    private static func translated(_ error: YamlError) -> ProjectFileError {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let sentence = [context?.text, problem].compactMap(\.self).joined(separator: " ")
            return ProjectFileError(.syntax(sentence), place: TextPlace(line: mark.line, column: mark.column))
        case .composer(let context, let problem, let mark, _):
            let place = TextPlace(line: mark.line, column: mark.column)
            return ProjectFileError(context == nil ? .syntax(problem) : .severalDocuments, place: place)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let place = TextPlace(line: context.mark.line, column: context.mark.column)
            return ProjectFileError(.repeatedKey(duplicates.first ?? ""), place: place)
        case .reader(let problem, let offset, _, let text):
            let line = offset.map { PlainText.lineNumber(at: text.utf8.prefix($0)) }
            return ProjectFileError(.syntax(problem), place: line.map { TextPlace(line: $0, column: 1) })
        default:
            return ProjectFileError(.syntax("it cannot be parsed"))
        }
    }
}
