internal import Deconfusion
internal import Evaluation
internal import Foundation
internal import Heads
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
        static let losses = "losses"
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

    /// Names which of the scored images stay together.
    private static func groupsName(_ pool: Pool, _ rows: [Int]) -> String {
        ContentHash.of(Array(pool.foldGroups(rows).map(String.init).joined(separator: " ").utf8))
    }

    /// Reads the figures of these labels; nil where there are none, where they were made otherwise, or where the file is not what
    /// was written: they are made again then.
    init?(path: String, pool: Pool, labelsHash: String, mode: FeatureMode, weights: LossWeights) {
        guard let file = try? SafetensorsFile(path: path), file.metadata[Key.labels] == labelsHash,
            file.metadata[Key.mode] == mode.rawValue, file.metadata[Key.features] == pool.featureKey,
            file.metadata[Key.method] == Self.method(weights),
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
        for head in Head.all {
            guard let values = try? file.tensor(named: head.rawValue, shape: shape).floats() else { return nil }
            logits[head] = Matrix(rows: shape[0], columns: shape[1], elements: values)
        }
        guard file.metadata[Key.groups] == Self.groupsName(pool, rows),
            file.metadata[Key.checksum]
                == Self.checksum(file.metadata, [identifiers, truth.map { Int64($0) }], logits)
        else { return nil }
        self.init(
            labelsHash: labelsHash, mode: mode, rows: rows, truth: truth, logits: logits,
            notEstimable: notEstimable.filter(pool.classes.indices.contains), shotsPerFold: shots[0]...shots[1],
            smallestClass: smallest)
    }

    /// What was measured of these labels, from the header alone; nil where there are no figures, or where they were made otherwise.
    fileprivate static func losses(
        path: String, labelsHash: String, mode: FeatureMode, weights: LossWeights
    ) -> [HeadChoice.Loss]? {
        guard let file = try? SafetensorsFile(path: path), file.metadata[Key.labels] == labelsHash,
            file.metadata[Key.mode] == mode.rawValue, file.metadata[Key.method] == method(weights)
        else { return nil }
        return file.metadata[Key.losses]?.split(separator: " ").compactMap { entry in
            let parts = entry.split(separator: "=")
            guard parts.count == 2, let head = Head(rawValue: String(parts[0])), let loss = Double(parts[1]) else {
                return nil
            }
            return HeadChoice.Loss(head: head, logLoss: loss)
        }
    }

    func write(to path: String, pool: Pool, weights: LossWeights) throws(TensorFileError) {
        var metadata = [
            Key.labels: labelsHash, Key.mode: mode.rawValue, Key.features: pool.featureKey,
            Key.method: Self.method(weights), Key.classes: Self.numbers(of: pool),
            Key.notEstimable: notEstimable.map(String.init).joined(separator: " "),
            Key.shots: "\(shotsPerFold.lowerBound) \(shotsPerFold.upperBound)", Key.smallestClass: "\(smallestClass)",
            Key.groups: Self.groupsName(pool, rows),
            Key.losses: losses.map { "\($0.head.rawValue)=\($0.logLoss)" }.joined(separator: " "),
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
    private static let outOfFoldName = "out-of-fold"
    /// Digits of the hash that name a file.
    private static let hashDigits = 16

    private func outOfFoldFile(_ labelsHash: String) -> String {
        "\(folder.estimators)/\(Self.outOfFoldName)-\(labelsHash.prefix(Self.hashDigits)).safetensors"
    }

    /// Where figures of these labels may lie: 0.1.0 kept those of the latest labels alone.
    private func outOfFoldFiles(_ labelsHash: String) -> [String] {
        [outOfFoldFile(labelsHash), "\(folder.estimators)/\(Self.outOfFoldName).safetensors"]
    }

    /// The stored figures of these labels, if there are any.
    package func storedOutOfFold(_ pool: Pool, labelsHash: String, mode: FeatureMode) -> OutOfFold? {
        outOfFoldFiles(labelsHash).lazy.compactMap {
            OutOfFold(path: $0, pool: pool, labelsHash: labelsHash, mode: mode, weights: lossWeights)
        }.first
    }

    /// What the figures of a round's labels came to, without opening the features.
    func recordedLosses(of round: EstimatorRound) -> [HeadChoice.Loss]? {
        outOfFoldFiles(round.labelsHash).lazy.compactMap {
            OutOfFold.losses(path: $0, labelsHash: round.labelsHash, mode: round.mode, weights: lossWeights)
        }.first
    }

    /// The figures of these labels: stored ones, or new ones, which are stored where the folder can be written.
    package func currentOutOfFold(
        _ pool: Pool, _ labelled: LabelledRows, mode: FeatureMode, progress: (Double) -> Void = { _ in }
    ) throws -> OutOfFold {
        if let stored = storedOutOfFold(pool, labelsHash: labelled.hash, mode: mode) { return stored }
        let fresh = try outOfFold(pool, labelled, mode: mode, progress: progress)
        // Without the cache the next reader trains again, and finds the same.
        try? fresh.write(to: outOfFoldFile(labelled.hash), pool: pool, weights: lossWeights)
        removeOldFigures(keeping: labelled.hash)
        return fresh
    }

    /// Figures are kept of the present labels and of those that a kept round was trained on: they decided its head.
    private func removeOldFigures(keeping labelsHash: String) {
        let rounds = (try? store.estimators()) ?? []
        let kept = Set((rounds.suffix(ProjectStore.keptEstimators).map(\.labelsHash) + [labelsHash]).map(outOfFoldFile))
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.estimators)) ?? []
        for name in names where name.hasPrefix(Self.outOfFoldName + "-") {
            let path = folder.estimators + "/" + name
            // A file that is in the way costs space, nothing else.
            if !kept.contains(path) { try? FileManager.default.removeItem(atPath: path) }
        }
    }
}
