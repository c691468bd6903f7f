import Interchange

extension Failure {
    /// “file”, line, key, and what to do.
    static func sentence(for error: ProjectFileError, path: String) -> String {
        let line = error.place.map { " line \($0.line)" } ?? ""
        let key = error.keyPath.description
        if case .unreadable(let defect) = error.problem {
            return "“\(path)”\(line): \(words(for: defect, path: path))."
        }
        return "“\(path)”\(line)\(key.isEmpty ? "" : ", \(key)"): \(words(for: error.problem))."
    }

    private static func words(for problem: ProjectFileError.Problem) -> String {
        switch problem {
        case .syntax(let reason): "not YAML (\(reason))"
        case .unreadable: "no text that can be read"
        case .unknownTag(let tag): "the type “\(tag)” is not read here; write the plain value"
        case .tooLarge(let bytes, let limit): "\(bytes) bytes are more than the \(limit) allowed"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .tooManyAliases(let limit): "more than \(limit) aliases"
        case .severalDocuments: "more than one YAML document; keep the first"
        case .empty: "the file is empty; `miwake new` writes a fresh one"
        case .newerVersion(let found, let newest):
            "version \(found) is newer than the \(newest) that this Miwake reads; install a newer Miwake"
        case .missingKey(let key): "the key “\(key)” is missing"
        case .unknownKey(let key, let known): "“\(key)” is no key here; the keys are \(listed(known, most: 20))"
        case .repeatedKey(let key): "“\(key)” stands twice"
        case .wrongType(let expected, let found): "\(article(expected)) is needed here, not \(article(found))"
        case .notOneOf(let words, let found): "“\(found)” is none of \(listed(words, most: 20))"
        case .outOfRange(let found, let lowest, let highest):
            "\(found) is outside \(number(lowest))" + (highest.map { "…\(number($0))" } ?? " and above")
        case .noClasses: "two classes are needed"
        case .emptyText: "the text is empty"
        case .controlCharacter: "the text holds a control character"
        case .sameName(let name, let first): "“\(name)” is the name of \(first) already; give each class its own"
        case .sameKey(let key, let first): "the key \(key) belongs to \(first) already; give each class its own"
        case .notADigit(let key): "“\(key)” is no digit; a class key is one of 0 to 9"
        case .templateWithoutPlace(let template): "“\(template)” must hold {} exactly once, where the class goes"
        case .unknownClass(let name): "there is no class “\(name)”"
        case .missingClass(let name): "the class “\(name)” is left out"
        case .priorsDoNotSumToOne(let sum): "the priors sum to \(sum), not to 1"
        case .badExclude(.empty): "the pattern is empty"
        case .badExclude(.outsideTheFolder): "a pattern is a name, or a path from the image folder"
        case .badExclude(.tooLong(let limit)): "the pattern is longer than \(limit) letters"
        case .badPattern(let defect): "the pattern cannot be read: \(words(for: defect))"
        case .eitherCheckpointOrImported: "name either a checkpoint or imported features"
        case .notAColor(let text):
            (text.isEmpty ? "nothing stands here" : "“\(text)” is no colour")
                + "; write \"#RRGGBB\" in quotes, a number from 0 to 255, or default"
        case .unknownColor(let name, let known):
            "there is no colour “\(name)”; colors names \(listed(known, most: 20))"
        case .emptyList: "the list is empty"
        }
    }

    private static func words(for defect: PathPattern.Defect) -> String {
        switch defect {
        case .placeCount(let count): "it has \(count) places in braces where one is needed"
        case .unbalancedBrace: "a brace is not closed"
        case .empty: "it is empty"
        case .tooLong(let limit): "it is longer than \(limit) bytes"
        }
    }

    private static func article(_ kind: ProjectFileError.Kind) -> String {
        switch kind {
        case .text: "a text"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .nothing: "nothing"
        case .list: "a list"
        case .mapping: "a mapping of keys"
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
