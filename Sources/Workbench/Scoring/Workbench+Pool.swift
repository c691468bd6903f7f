internal import ActiveLearning
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore

extension Workbench {
    /// Rows whose logits are computed at once.
    private static let blockRows = 4_096

    private func featuresInUse() throws -> FeatureTable {
        do {
            return try store.features()
        } catch {
            guard case .noFeatures = error else { throw error }
            throw WorkbenchError.noFeatures(project: folder.project)
        }
    }

    /// Opens the features in use and computes the zero-shot logits: s = exp(logit_scale) · ẑ·t̂.
    package func pool() throws -> Pool {
        let table = try featuresInUse()
        let known = Set(table.images(with: .image))
        let images = try store.images().filter { known.contains($0.id) }
        guard !images.isEmpty else { throw WorkbenchError.noFeatures(project: folder.project) }
        let identifiers = images.map(\.id)
        let text = try table.text(for: classes.map { TextRow(className: $0.name) })
        var logits: [Float] = []
        logits.reserveCapacity(images.count * classes.count)
        let scale = Float(table.set.logitScale)
        for start in stride(from: 0, to: images.count, by: Self.blockRows) {
            let block = Array(identifiers[start..<min(start + Self.blockRows, images.count)])
            let cosines = try table.embeddings(of: block).times(transposed: text)
            for cosine in cosines.elements { logits.append(cosine * scale) }
        }
        return Pool(
            images: images, classes: classes,
            zeroShot: Matrix(rows: images.count, columns: classes.count, elements: logits),
            embeddings: EmbeddingSource(width: table.set.width) { rows in
                Self.rows { try table.embeddings(of: rows.map { identifiers[$0] }) }
            },
            levels: try levels(of: table, identifiers), featureKey: table.set.key,
            encoderKey: try EncoderKey.of(table, text: text))
    }

    private func levels(of table: FeatureTable, _ images: [ImageID]) throws -> LevelSource {
        guard let first = table.set.pooledLevels.first else { return .embedding(width: table.set.width) }
        // A level that only some images have is an error here, once, rather than in the middle of a training.
        for (kind, levels) in [(FeatureKind.pooled, table.set.pooledLevels), (.tokens, table.set.tokenLevels)]
        where !levels.isEmpty {
            let missing = table.missing(kind, of: images)
            guard missing.isEmpty else {
                throw StoreError.featureRowsMissing(
                    kind: kind, count: missing.count, examples: Array(missing.prefix(3)))
            }
        }
        guard let projection = try table.projection() else { throw WorkbenchError.projectionMissing }
        func gatherer(_ mode: FeatureMode) -> @Sendable ([Int]) -> [Matrix] {
            { rows in Self.rows { try table.levels(mode, of: rows.map { images[$0] }) } }
        }
        return .stored(
            LevelSource.StoredLevels(
                count: table.set.pooledLevels.count, width: first.width, projection: projection,
                pooled: gatherer(.pooled), tokens: table.set.tokenLevels.isEmpty ? nil : gatherer(.tokens)))
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
