internal import CLIPEncoding
internal import Foundation
internal import Interchange
internal import Layers
internal import LinearAlgebra
internal import ProjectModel
package import ProjectStore
internal import TensorFiles

extension Workbench {
    /// What the text rows of a set must be for this project: with their prompts where Miwake embedded them, so that other
    /// prompts are noticed.
    package func textRows(of set: FeatureSet) -> [TextRow] {
        zip(classes, file.classes).map { label, definition in
            TextRow(
                className: label.name,
                prompts: set.origin == .encoder ? file.texts(of: definition).joined(separator: "\n") : "")
        }
    }

    /// Makes the encoder's features the ones in use, with their projection and with text rows of the present prompts. Only classes
    /// whose prompts changed are embedded; all, where the vocabulary is another.
    ///
    /// - Returns: how many classes were embedded.
    package func prepareFeatures(of encoder: ProjectEncoder) throws -> Int {
        let set = encoder.featureSet(now: Date())
        if try store.featureSets().contains(where: { $0.key == set.key }) {
            try store.useFeatures(set.key)
        } else {
            try store.addFeatures(set)
        }
        let table = try store.features(expecting: set.key)
        if try table.frozenProjection() == nil {
            try store.setProjection(encoder.checkpoint.frozenProjection, in: set.key)
        }
        let wanted = textRows(of: set)
        let vocabulary = ContentHash.of(encoder.tokenizer.vocabulary.content)
        var vocabularies = VocabularyHashes(try store.value(of: .vocabularyHashes))
        let isSameVocabulary = vocabularies[set: set.key] == vocabulary
        let known = Dictionary(table.textRows.map { ($0.className, $0) }, uniquingKeysWith: { first, _ in first })
        let stale = wanted.indices.filter { !isSameVocabulary || known[wanted[$0].className] != wanted[$0] }
        guard !stale.isEmpty || table.textRows != wanted else { return 0 }
        let fresh = try TextEncoder(checkpoint: encoder.checkpoint, tokenizer: encoder.tokenizer)
            .encodeClasses(prompts: stale.map { file.texts(of: file.classes[$0]) })
        let kept = wanted.indices.filter { !stale.contains($0) }
        let old = kept.isEmpty ? nil : try table.text(for: kept.map { wanted[$0] })
        var rows = Matrix(rows: wanted.count, columns: set.width)
        for (row, index) in stale.enumerated() {
            for column in 0..<set.width { rows[index, column] = fresh[row, column] }
        }
        for (row, index) in kept.enumerated() {
            for column in 0..<set.width { rows[index, column] = old?[row, column] ?? 0 }
        }
        try store.setText(rows, classes: wanted, in: set.key)
        vocabularies[set: set.key] = vocabulary
        try store.set(.vocabularyHashes, to: vocabularies.text)
        return stale.count
    }
}

/// Which vocabulary the prompts of each set of features were cut with. Other words for the same classes are seen in the prompts
/// themselves; the same words cut into other tokens are seen here. Pictures do not depend on it.
struct VocabularyHashes: Sendable, Equatable {
    private var hashes: [String: String] = [:]

    private static let hashSeparator: Character = " "
    private static let lineSeparator: Character = "\n"

    /// As the store remembers it; nil has none.
    init(_ text: String?) {
        for line in (text ?? "").split(separator: Self.lineSeparator) {
            let fields = line.split(separator: Self.hashSeparator, maxSplits: 1)
            if fields.count == 2 { hashes[String(fields[1])] = String(fields[0]) }
        }
    }

    subscript(set key: String) -> String? {
        get { hashes[key] }
        set { hashes[key] = newValue }
    }

    var text: String {
        hashes.sorted { $0.key < $1.key }.map { $0.value + String(Self.hashSeparator) + $0.key }
            .joined(separator: String(Self.lineSeparator))
    }
}
