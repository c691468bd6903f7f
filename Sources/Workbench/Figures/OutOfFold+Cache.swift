internal import Deconfusion
internal import Evaluation
internal import Foundation
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
internal import TensorFiles

/// Out-of-fold figures cost five trainings; they are kept beside the estimators and known by the labels they were made from.
extension OutOfFold {
    private static let images = "images"
    private static let truth = "truth"

    /// How the figures are made. Figures of another λ are other figures.
    private static func method(_ weights: LossWeights) -> String {
        let usual = "interactive-2"
        return weights == LossWeights() ? usual : "\(usual) λ \(weights.similarityMAF) \(weights.similarityICD)"
    }

    /// The columns: the same labels in another order of the classes are other figures.
    private static func numbers(of pool: Pool) -> String {
        pool.classes.map { String($0.id.rawValue) }.joined(separator: " ")
    }

    private enum Key {
        static let labels = "labels_hash"
        static let mode = "mode"
        static let features = "feature_key"
        static let classes = "classes"
        static let method = "method"
        static let notEstimable = "not_estimable"
        static let shots = "shots"
        static let smallestClass = "smallest_class"
        /// Which images stayed together: a group that is named later makes other folds.
        static let groups = "groups"
        /// SHA-256 over everything else: the file says itself whether it is what was written.
        static let checksum = "checksum"
    }

    /// Of the metadata without itself and all numbers, in the order of their names.
    private static func checksum(_ metadata: [String: String], _ numbers: [[Int64]], _ logits: [Head: Matrix]) -> String
    {
        var bytes: [UInt8] = []
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where key != Key.checksum {
            bytes += Array(key.utf8) + [0] + Array(value.utf8) + [0]
        }
        for list in numbers { list.withUnsafeBytes { bytes += $0 } }
        for (head, matrix) in logits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            bytes += Array(head.rawValue.utf8)
            matrix.elements.withUnsafeBytes { bytes += $0 }
        }
        return ContentHash.of(bytes)
    }

    /// Reads the figures of these labels; nil where there are none, where they were made otherwise, or where the file is not what
    /// was written: they are made again then.
    ///
    /// - Parameter groups: which labelled images stay in one fold.
    init?(
        path: String, pool: Pool, labels: LabelledRows, groups: String, mode: FeatureMode, weights: LossWeights
    ) {
        guard let file = try? SafetensorsFile(path: path), file.metadata[Key.labels] == labels.hash,
            file.metadata[Key.mode] == mode.rawValue, file.metadata[Key.features] == pool.featureKey,
            file.metadata[Key.method] == Self.method(weights), file.metadata[Key.groups] == groups,
            file.metadata[Key.classes] == Self.numbers(of: pool),
            let identifiers = try? file.tensor(named: Self.images).int64s(),
            let truth = try? file.tensor(named: Self.truth).int64s().map({ Int($0) }), truth.count == identifiers.count,
            truth.allSatisfy({ pool.classes.indices.contains($0) }),
            let notEstimable = file.metadata[Key.notEstimable]?.split(separator: " ").compactMap({ Int($0) }),
            let shots = file.metadata[Key.shots]?.split(separator: " ").compactMap({ Int($0) }), shots.count == 2,
            shots[0] <= shots[1], let smallest = file.metadata[Key.smallestClass].flatMap({ Int($0) })
        else { return nil }
        let rows = identifiers.compactMap { pool.row(of: ImageID($0)) }
        guard rows.count == identifiers.count else { return nil }
        var logits: [Head: Matrix] = [:]
        let shape = [rows.count, pool.classes.count]
        for head in Head.allCases {
            guard let values = try? file.tensor(named: head.rawValue, shape: shape).floats() else { return nil }
            logits[head] = Matrix(rows: shape[0], columns: shape[1], elements: values)
        }
        guard
            file.metadata[Key.checksum]
                == Self.checksum(file.metadata, [identifiers, truth.map { Int64($0) }], logits)
        else { return nil }
        self.init(
            labelsHash: labels.hash, mode: mode, rows: rows, truth: truth, logits: logits,
            notEstimable: notEstimable.filter(pool.classes.indices.contains), shotsPerFold: shots[0]...shots[1],
            smallestClass: smallest)
    }

    func write(to path: String, pool: Pool, groups: String, weights: LossWeights) throws(TensorFileError) {
        var metadata = [
            Key.labels: labelsHash, Key.mode: mode.rawValue, Key.features: pool.featureKey,
            Key.method: Self.method(weights), Key.classes: Self.numbers(of: pool),
            Key.notEstimable: notEstimable.map(String.init).joined(separator: " "),
            Key.shots: "\(shotsPerFold.lowerBound) \(shotsPerFold.upperBound)", Key.smallestClass: "\(smallestClass)",
            Key.groups: groups,
        ]
        let identifiers = rows.map { pool.images[$0].id.rawValue }
        metadata[Key.checksum] = Self.checksum(metadata, [identifiers, truth.map { Int64($0) }], logits)
        let heads = logits.sorted { $0.key.rawValue < $1.key.rawValue }
        var writer = try SafetensorsWriter(
            path: path,
            tensors: [.init(Self.images, .int64, [rows.count]), .init(Self.truth, .int64, [truth.count])]
                + heads.map { .init($0.key.rawValue, .float32, [$0.value.rows, $0.value.columns]) },
            metadata: metadata)
        try writer.append(identifiers)
        try writer.append(truth.map { Int64($0) })
        for head in heads { try writer.append(head.value.elements) }
        try writer.finish()
    }
}

extension Workbench {
    private var outOfFoldFile: String { folder.estimators + "/out-of-fold.safetensors" }

    /// Names which labelled images stay together.
    private func groupsName(_ pool: Pool, _ labelled: LabelledRows) -> String {
        ContentHash.of(Array(foldGroups(pool, labelled).map(String.init).joined(separator: " ").utf8))
    }

    /// The stored figures of these labels, if there are any.
    func storedOutOfFold(_ pool: Pool, _ labelled: LabelledRows, mode: FeatureMode) -> OutOfFold? {
        OutOfFold(
            path: outOfFoldFile, pool: pool, labels: labelled, groups: groupsName(pool, labelled), mode: mode,
            weights: lossWeights)
    }

    /// The figures of these labels: stored ones, or new ones, which are stored where the folder can be written.
    package func currentOutOfFold(
        _ pool: Pool, _ labelled: LabelledRows, mode: FeatureMode, progress: (Double) -> Void = { _ in }
    ) throws -> OutOfFold {
        if let stored = storedOutOfFold(pool, labelled, mode: mode) { return stored }
        let fresh = try outOfFold(pool, labelled, mode: mode, progress: progress)
        // Without the cache the next reader trains again, and finds the same.
        try? fresh.write(to: outOfFoldFile, pool: pool, groups: groupsName(pool, labelled), weights: lossWeights)
        return fresh
    }
}
