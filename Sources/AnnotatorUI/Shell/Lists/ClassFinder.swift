internal import Foundation
package import ProjectModel

/// Type-ahead over the classes: what is typed and what it finds.
package struct ClassFinder: Sendable, Equatable {
    package private(set) var query = ""
    /// The classes found, best first.
    package private(set) var found: [ClassID]
    package private(set) var selected = 0
    /// All classes in project order with the folded texts they are found by.
    private let entries: [Entry]

    private struct Entry: Sendable, Equatable {
        var id: ClassID
        var texts: [String]
    }

    package init(classes: [LabelClass]) {
        entries = classes.map { label in
            Entry(id: label.id, texts: [label.name, label.promptName].map(ClassFinder.folded))
        }
        found = classes.map(\.id)
    }

    package var selectedClass: ClassID? { found.indices.contains(selected) ? found[selected] : nil }

    package mutating func type(_ character: Character) {
        query.append(character)
        search()
    }

    package mutating func deleteBackward() {
        guard !query.isEmpty else { return }
        query.removeLast()
        search()
    }

    package mutating func moveSelection(by steps: Int) {
        guard !found.isEmpty else { return }
        selected = min(max(selected + steps, 0), found.count - 1)
    }

    /// Names that start with the query, then those with a word that does, then those that contain it.
    private mutating func search() {
        selected = 0
        let wanted = ClassFinder.folded(query)
        guard !wanted.isEmpty else {
            found = entries.map(\.id)
            return
        }
        var ranks: [[ClassID]] = [[], [], []]
        for entry in entries {
            let rank = entry.texts.compactMap { ClassFinder.rank(of: wanted, in: $0) }.min()
            if let rank { ranks[rank].append(entry.id) }
        }
        found = ranks.flatMap(\.self)
    }

    private static func rank(of wanted: String, in text: String) -> Int? {
        if text.hasPrefix(wanted) { return 0 }
        guard text.contains(wanted) else { return nil }
        return text.split(whereSeparator: { $0 == " " || $0 == "_" || $0 == "-" || $0 == "・" })
            .contains { $0.hasPrefix(wanted) } ? 1 : 2
    }

    /// One form for all ways of typing a name: lower case, one width (NFKC), katakana for hiragana.
    private static func folded(_ text: String) -> String {
        let hiragana: ClosedRange<UInt32> = 0x3041...0x3096
        let toKatakana: UInt32 = 0x60
        var scalars = String.UnicodeScalarView()
        for scalar in text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            let katakana = hiragana.contains(scalar.value) ? Unicode.Scalar(scalar.value + toKatakana) : nil
            scalars.append(katakana ?? scalar)
        }
        return String(scalars)
    }
}
