package import FileContents

/// What is wrong in a project or theme file, and where.
package struct ProjectFileError: Error, Sendable, Equatable {
    /// nil when the value did not come from a text.
    package var place: TextPlace?
    /// Such as `classes[2].key`; empty for the file as a whole.
    package var keyPath: YAMLPath
    package var problem: Problem

    package enum Problem: Sendable, Equatable {
        /// Not YAML; the sentence is the parser's.
        case syntax(String)
        /// No text, or one of another encoding.
        case unreadable(TextDefect)
        case tooLarge(bytes: Int, limit: Int)
        case tooDeep(limit: Int)
        case tooManyAliases(limit: Int)
        /// A value of a type that YAML itself does not have, such as `!!python/object`.
        case unknownTag(String)
        case severalDocuments
        case empty
        case newerVersion(found: Int, newest: Int)
        case missingKey(String)
        case unknownKey(String, known: [String])
        case repeatedKey(String)
        case wrongType(expected: Kind, found: Kind)
        /// A word that is none of the allowed ones.
        case notOneOf([String], found: String)
        /// A number outside its range; the bounds are inclusive.
        case outOfRange(found: String, lowest: Double, highest: Double?)
        case noClasses
        case emptyText
        case controlCharacter
        /// Two classes with one name, after Unicode normalisation and trimming.
        case sameName(String, first: YAMLPath)
        /// Two classes with one key.
        case sameKey(Character, first: YAMLPath)
        /// A class key that is not a single digit.
        case notADigit(String)
        /// A template must hold `{}` exactly once.
        case templateWithoutPlace(String)
        case unknownClass(String)
        /// A cost row or the priors leave a class out.
        case missingClass(String)
        case priorsDoNotSumToOne(Double)
        case badPattern(PathPattern.Defect)
        case badExclude(ExcludePattern.Defect)
        /// `features` names both a checkpoint and imported features, or neither.
        case eitherCheckpointOrImported
        /// Neither "#RRGGBB", a number of the palette, nor `default`; empty where nothing was written.
        case notAColor(String)
        /// A role names a colour that `colors` does not.
        case unknownColor(String, known: [String])
        case emptyList
    }

    /// The kinds of value that YAML knows.
    package enum Kind: String, Sendable, Equatable {
        case text
        case integer
        case number
        case boolean
        case nothing
        case list
        case mapping
    }

    package init(_ problem: Problem, at keyPath: YAMLPath = YAMLPath(), place: TextPlace? = nil) {
        self.problem = problem
        self.keyPath = keyPath
        self.place = place
    }
}

/// A position in a text file, counted from 1.
package struct TextPlace: Sendable, Equatable {
    package var line: Int
    /// In Unicode scalars.
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// Where a value stands in a YAML document.
package struct YAMLPath: Sendable, Hashable, CustomStringConvertible {
    package enum Step: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    package var steps: [Step]

    package init(_ steps: [Step] = []) {
        self.steps = steps
    }

    package func key(_ name: String) -> YAMLPath { YAMLPath(steps + [.key(name)]) }

    package func index(_ index: Int) -> YAMLPath { YAMLPath(steps + [.index(index)]) }

    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let name): text += (text.isEmpty ? "" : ".") + name
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
