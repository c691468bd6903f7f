import Interchange
import Languages
import Themes

extension Words {
    /// “file”, line, key, and what to do.
    func sentence(for error: ProjectFileError, path: String) -> String {
        let place =
            error.place.map { say("project-file.line", ["path": path, "line": $0.line]) } ?? quoted(path)
        let key = error.keyPath.description
        if case .unreadable(let defect) = error.problem {
            return say("project-file.problem", ["place": place, "problem": words(for: defect, path: path)])
        }
        return say(
            "project-file.problem",
            ["place": key.isEmpty ? place : "\(place), \(key)", "problem": words(for: error.problem)])
    }

    private func words(for problem: ProjectFileError.Problem) -> String {
        switch problem {
        case .syntax(let reason): say("project-file.syntax", ["reason": reason])
        case .unreadable: say("project-file.unreadable")
        case .unknownTag(let tag): say("project-file.unknown-tag", ["tag": tag])
        case .tooLarge(let bytes, let limit): say("project-file.too-large", ["bytes": bytes, "limit": limit])
        case .tooDeep(let limit): say("project-file.too-deep", ["limit": limit])
        case .tooManyAliases(let limit): say("project-file.too-many-aliases", ["limit": limit])
        case .severalDocuments: say("project-file.several-documents")
        case .empty: say("project-file.empty")
        case .newerVersion(let found, let newest):
            say("project-file.newer-version", ["found": found, "newest": newest])
        case .missingKey(let key): say("project-file.missing-key", ["key": key])
        case .unknownKey(let key, let known):
            say("project-file.unknown-key", ["key": key, "known": listed(known, most: 20)])
        case .repeatedKey(let key): say("project-file.repeated-key", ["key": key])
        case .wrongType(let expected, let found):
            say("project-file.wrong-type", ["expected": article(expected), "found": article(found)])
        case .notOneOf(let words, let found):
            say("project-file.not-one-of", ["found": found, "words": listed(words, most: 20)])
        case .outOfRange(let found, let lowest, let highest):
            if let highest {
                say(
                    "project-file.out-of-range", ["found": found, "lowest": number(lowest), "highest": number(highest)])
            } else {
                say("project-file.out-of-range.above", ["found": found, "lowest": number(lowest)])
            }
        case .noClasses: say("project-file.no-classes")
        case .emptyText: say("project-file.empty-text")
        case .controlCharacter: say("project-file.control-character")
        case .sameName(let name, let first): say("project-file.same-name", ["name": name, "first": first])
        case .sameKey(let key, let first): say("project-file.same-key", ["key": key, "first": first])
        case .notADigit(let key): say("project-file.not-a-digit", ["key": key])
        case .templateWithoutPlace(let template): say("project-file.template-without-place", ["template": template])
        case .unknownClass(let name): say("project-file.unknown-class", ["name": name])
        case .missingClass(let name): say("project-file.missing-class", ["name": name])
        case .priorsDoNotSumToOne(let sum): say("project-file.priors-do-not-sum-to-one", ["sum": sum])
        case .badExclude(.empty): say("project-file.bad-exclude.empty")
        case .badExclude(.outsideTheFolder): say("project-file.bad-exclude.outside-the-folder")
        case .badExclude(.tooLong(let limit)): say("project-file.bad-exclude.too-long", ["limit": limit])
        case .badPattern(let defect): say("project-file.bad-pattern", ["defect": words(for: defect)])
        case .eitherCheckpointOrImported: say("project-file.either-checkpoint-or-imported")
        case .notAColor(let text):
            text.isEmpty
                ? say("project-file.no-color")
                : say("project-file.not-a-color", ["text": text])
        case .unknownColor(let name, let known):
            say("project-file.unknown-color", ["name": name, "known": listed(known, most: 20)])
        case .emptyList: say("project-file.empty-list")
        }
    }

    private func words(for defect: PathPattern.Defect) -> String {
        switch defect {
        case .placeCount(let count): say("project-file.pattern.place-count", ["count": count])
        case .unbalancedBrace: say("project-file.pattern.unbalanced-brace")
        case .empty: say("project-file.pattern.empty")
        case .tooLong(let limit): say("project-file.pattern.too-long", ["limit": limit])
        }
    }

    private func article(_ kind: ProjectFileError.Kind) -> String {
        switch kind {
        case .text: say("project-file.kind.text")
        case .integer: say("project-file.kind.integer")
        case .number: say("project-file.kind.number")
        case .boolean: say("project-file.kind.boolean")
        case .nothing: say("project-file.kind.nothing")
        case .list: say("project-file.kind.list")
        case .mapping: say("project-file.kind.mapping")
        }
    }

    private func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}

// MARK: Themes, which are YAML too

extension Words {
    func failure(_ error: ThemeError) -> Failure {
        switch error {
        case .unknown(let name, let known):
            return Failure(say("theme.unknown", ["name": name, "known": listed(known, most: 20)]), .input)
        case .badFile(let path, let defect): return Failure(sentence(for: defect, path: path), .input)
        case .unreadable(let path, let reason):
            return Failure(say("theme.unreadable", ["path": path, "reason": reason]), .input)
        case .unknownBase(let path, let base, let known):
            return Failure(
                say("theme.unknown-base", ["path": path, "base": base, "known": listed(known, most: 20)]), .input)
        case .baseLoop(let path, let base):
            return Failure(say("theme.base-loop", ["path": path, "base": base]), .input)
        }
    }
}
