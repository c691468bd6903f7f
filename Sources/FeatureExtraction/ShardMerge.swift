internal import CLIPEncoding
internal import Foundation
internal import ProjectModel
package import ProjectStore
internal import TensorFiles
package import Workbench

/// Joins the parts that shards have written to the store's features, and says which are missing.
package struct ShardMerge: Sendable {
    private let bench: Workbench

    package struct Outcome: Sendable, Equatable {
        package var encoderName = ""
        package var parts = 0
        package var joined = 0
        package var known = 0
        /// Images whose file has changed since it was encoded, or is not in the folder any more.
        package var stale = 0
        /// Images without features, when all is joined.
        package var without = 0
        package var problems = 0
        /// From 1.
        package var missing: [Int] = []
        package var incomplete: [Int] = []
        package var count = 0
        /// Images that an older version encoded by other rules of reading.
        package var outdated = 0
        /// Feature files that were lost or not what was written, and are made again.
        package var damages: [FileInspection.Damage] = []
        package var settled = SettledFiles()
        /// Images of the store whose files are as they were and are read otherwise.
        package var rereading = Rereading()
    }

    package init(_ bench: Workbench) {
        self.bench = bench
    }

    package func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Outcome {
        let encoder = try bench.encoder()
        let parts = try EmbeddingPart.all(in: bench.folder.parts, key: encoder.key, verifies: true)
        guard !parts.isEmpty else { throw WorkbenchError.noParts(folder: bench.folder.parts) }
        let counts = Set(parts.map(\.shard.count))
        guard let count = counts.first, counts.count == 1 else {
            throw WorkbenchError.partsOfDifferentDivisions(counts: counts.sorted())
        }
        var remarks = ScanRemarks()
        let changes = try bench.folderChanges(remarks: &remarks)
        if !changes.isEmpty { _ = try bench.store.apply(changes, now: Date()) }
        let rereading = try bench.reread()
        _ = try bench.putReserveAside()
        var outcome = Outcome(encoderName: encoder.checkpoint.encoderName, parts: parts.count, count: count)
        outcome.rereading = rereading
        outcome.damages = try bench.store.forgetDamagedFeatures(of: encoder.key, readsTokens: true)
        outcome.settled = try bench.settleFiles(after: outcome.damages)
        _ = try bench.prepareFeatures(of: encoder)
        let images = Dictionary(
            try bench.store.images().map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
        var known = Set(try bench.store.features(expecting: encoder.key).images(with: .image))
        let set = encoder.featureSet(now: Date())
        var rows = FeatureSegmentWriter(folder: bench.folder, set: set, kind: .image)
        var levels = FeatureSegmentWriter(folder: bench.folder, set: set, kind: .pooled)
        var problems: [ImageID: ImageProblem] = [:]
        var sound: [ImageID] = []
        let total = parts.reduce(0) { $0 + $1.entries.count }
        var done = 0
        // The latest part of an image counts: it was encoded again because its file had changed.
        for part in parts {
            for (row, entry) in part.entries.enumerated() {
                done += 1
                progress(done, total)
                // What could not be read has no content to compare.
                guard let image = images[ImagePath(entry.path)],
                    image.contentHash == entry.contentHash || entry.contentHash.isEmpty
                else {
                    outcome.stale += 1
                    continue
                }
                if let path = bench.picturePath(of: image), part.isOutdated(entry, ofFile: path) {
                    outcome.outdated += 1
                    continue
                }
                guard row < part.encodedCount else {
                    problems[image.id] = entry.problem
                    continue
                }
                guard known.insert(image.id).inserted else {
                    outcome.known += 1
                    continue
                }
                sound.append(image.id)
                problems[image.id] = entry.problem
                let floats = try part.row(row)
                try rows.append(floats.embedding, of: image.id)
                try levels.append(floats.levels, of: image.id)
                outcome.joined += 1
            }
        }
        let segments = try rows.finish() + levels.finish()
        try bench.store.register(segments, in: encoder.key)
        let joined = Set(sound)
        try bench.store.note(
            problems.filter { !known.contains($0.key) || joined.contains($0.key) }, sound: sound, now: Date())
        for kind in [FeatureKind.image, .pooled] { try bench.store.compact(kind, in: encoder.key, whenMoreThan: 1) }
        let wrong = try bench.obstacles(to: Array(images.values))
        outcome.problems = wrong.keys.count { !known.contains($0) }
        outcome.without = images.values.count { !known.contains($0.id) && wrong[$0.id] == nil }
        let present = Set(parts.map(\.shard.index))
        outcome.missing = (1...count).filter { !present.contains($0) }
        let finished = Set(parts.filter(\.isLast).map(\.shard.index))
        outcome.incomplete = present.subtracting(finished).sorted()
        // What is in the store need not lie beside it.
        if outcome.missing.isEmpty, outcome.incomplete.isEmpty {
            for part in parts { try? FileManager.default.removeItem(atPath: part.file.path) }
            // All shards are done: what is unfinished was left by one that was killed.
            for name in (try? FileManager.default.contentsOfDirectory(atPath: bench.folder.parts)) ?? []
            where name.hasSuffix(StoreFolder.unfinishedSuffix) {
                try? FileManager.default.removeItem(atPath: bench.folder.parts + "/" + name)
            }
        }
        return outcome
    }
}
