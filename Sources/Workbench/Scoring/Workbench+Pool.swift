internal import ActiveLearning
internal import Deconfusion
internal import Foundation
internal import Interchange
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore

extension Workbench {
    /// Rows whose logits are computed at once.
    private static let blockRows = 4_096

    private func featuresInUse() throws -> FeatureTable {
        do {
            let table = try store.features()
            try checkEncoder(of: table.set)
            return table
        } catch StoreError.noFeatures {
            throw WorkbenchError.noFeatures(project: folder.project)
        }
    }

    /// Features made by another checkpoint than the one that miwake.yaml names would mislead every figure. A checkpoint that is
    /// gone is no obstacle: its features are still here.
    private func checkEncoder(of set: FeatureSet) throws {
        guard set.origin == .encoder, let path = checkpointPaths?.checkpoint else { return }
        let known = try store.value(of: .weightsHash).flatMap { WeightsHash($0) }
        let real = URL(filePath: path).standardizedFileURL.path
        if let known, known.path == real || known.path.hasPrefix(real + "/"), set.key.contains(known.shortHash) {
            let stamp = FileStamp(path: known.path)
            if stamp == nil || stamp == known.stamp { return }
        }
        let expected = try encoder().key
        guard expected == set.key else {
            throw WorkbenchError.otherEncoder(path: path, expected: expected, found: set.key)
        }
    }

    /// Opens the features in use and computes the zero-shot logits: s = exp(logit_scale) · ẑ·t̂.
    package func pool() throws -> Pool {
        let table = try featuresInUse()
        let known = Set(table.images(with: .image))
        let all = try images()
        let obstacles = try obstacles(to: all)
        let reviews = try store.reviews()
        // A file that is gone or excluded cannot be asked about; a label that was given to it still teaches.
        let images = all.filter { image in
            known.contains(image.id)
                && (reviews[image.id]?.isAnswered == true
                    || (obstacles[image.id] == nil && !file.exclude.exclude(image.path)))
        }
        guard !images.isEmpty else { throw WorkbenchError.noFeatures(project: folder.project) }
        let identifiers = images.map(\.id)
        let text = try table.text(for: textRows(of: table.set))
        var logits: [Float] = []
        logits.reserveCapacity(images.count * classes.count)
        let classifier = Classifier(text: text, scale: Float(table.set.logitScale))
        for start in stride(from: 0, to: images.count, by: Self.blockRows) {
            let block = Array(identifiers[start..<min(start + Self.blockRows, images.count)])
            logits += classifier.logits(try table.embeddings(of: block)).elements
        }
        return Pool(
            images: images, classes: classes,
            zeroShot: Matrix(rows: images.count, columns: classes.count, elements: logits),
            embeddings: EmbeddingSource(width: table.set.width) { rows in
                Self.rows { try table.embeddings(of: rows.map { identifiers[$0] }) }
            },
            levels: try levels(of: table, identifiers), featureKey: table.set.key,
            encoderKey: try EncoderKey.of(table, text: text),
            classifier: table.set.origin == .encoder ? classifier : nil)
    }

    private func levels(of table: FeatureTable, _ images: [ImageID]) throws -> LevelSource {
        guard !table.set.pooledLevels.isEmpty else { return .embedding(width: table.set.width) }
        // A level that only some images have is an error here, once, rather than in the middle of a training. Some of an encoder's
        // tokens may still be on their way: until they are all here there are none.
        func isWhole(_ kind: FeatureKind, mayBeMissing: Bool) throws -> Bool {
            guard !table.set.levels(kind).isEmpty else { return false }
            let missing = table.missing(kind, of: images)
            guard missing.isEmpty || mayBeMissing else {
                throw StoreError.featureRowsMissing(
                    kind: kind, count: missing.count, examples: Array(missing.prefix(3)))
            }
            return missing.isEmpty
        }
        _ = try isWhole(.pooled, mayBeMissing: false)
        let hasTokens = try isWhole(.tokens, mayBeMissing: table.set.origin == .encoder)
        guard let projection = try table.frozenProjection() else { throw WorkbenchError.projectionMissing }
        func gatherer(_ mode: FeatureMode) -> @Sendable ([Int]) throws -> [Matrix] {
            { rows in try table.levels(mode, of: rows.map { images[$0] }) }
        }
        return .stored(
            LevelSource.StoredLevels(
                widths: table.set.pooledLevels.map(\.width), projection: projection,
                pooled: gatherer(.pooled), tokens: hasTokens ? gatherer(.tokens) : nil))
    }

    /// Rows that were found when the pool was opened, from files that stay mapped.
    private static func rows<Value>(_ body: () throws -> Value) -> Value {
        do {
            return try body()
        } catch {
            preconditionFailure("a row that was there when the pool was opened is gone: \(error)")
        }
    }
}
