internal import CLIPEncoding
internal import FileContents
internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore
internal import Workbench

/// One of the equal shares into which the images of a project are divided, so that several machines can encode them.
package struct Shard: Sendable, Hashable {
    /// From 1.
    package var index: Int
    package var count: Int

    package init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }

    /// Whether an image belongs to this share. It depends on the path alone, so that every machine answers alike, and new images
    /// move no other. FNV-1a.
    func contains(_ path: String) -> Bool {
        let hash = path.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Int(hash % UInt64(max(1, count))) == index - 1
    }
}

/// Encodes one share of a project's images into parts, without opening the store: many machines may do so at once.
package struct ShardEmbedding: Sendable {
    package let shard: Shard
    private let folder: StoreFolder
    private let file: ProjectFile
    private let encoder: ProjectEncoder
    private let imageFolder: String
    /// Relative, of this share, not encoded yet; an order's number is its index.
    private let waiting: [String]
    private let kept: Int

    package struct Outcome: Sendable, Equatable {
        package var encoderName: String
        package var share: Int
        package var kept: Int
        package var encoded = 0
        package var seconds = 0.0
        package var problems: [Embedding.Outcome.Problem] = []
    }

    /// Parts are larger than the store's segments: nobody looks at them before they are merged.
    private static let longestWait = Duration.seconds(5)

    package init(project: String, shard: Shard) throws {
        folder = StoreFolder(project: project)
        file = try Workbench.projectFile(in: project)
        guard let imageFolder = file.imageFolder(of: folder) else { throw WorkbenchError.noPictures(project: project) }
        guard let paths = file.checkpointPaths(of: folder) else { throw WorkbenchError.noCheckpoint(project: project) }
        encoder = try Workbench.encoder(checkpoint: paths.checkpoint, vocabulary: paths.vocabulary, store: nil)
        self.shard = shard
        self.imageFolder = imageFolder
        let share = try ImageScan(folder: imageFolder, excluding: file.exclude).paths.filter(shard.contains)
        var known: [ImagePath: FileStamp] = [:]
        for part in try EmbeddingPart.all(in: folder.parts, key: encoder.key) where part.shard == shard {
            for (index, entry) in part.entries.enumerated() {
                // What was in doubt may be used by now.
                let waits =
                    index >= part.encodedCount && entry.problem?.kind == .doubtful && file.usesAnyway(entry.path)
                let isOutdated = part.isOutdated(entry, ofFile: imageFolder + "/" + entry.path)
                known[ImagePath(entry.path)] = waits || isOutdated ? nil : entry.stamp
            }
        }
        let imagePath = imageFolder
        waiting = share.filter { path in
            known[ImagePath(path)].map { $0 != FileStamp(path: imagePath + "/" + path) } ?? true
        }
        kept = share.count - waiting.count
    }

    package func run(report: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Outcome {
        var outcome = Outcome(encoderName: encoder.checkpoint.encoderName, share: waiting.count + kept, kept: kept)
        do {
            try FileManager.default.createDirectory(atPath: folder.parts, withIntermediateDirectories: true)
        } catch {
            throw WorkbenchError.fileUnwritable(path: folder.parts, reason: systemReason(of: error))
        }
        let set = encoder.featureSet(now: Date())
        let queue = EmbeddingQueue(
            waiting.enumerated().map {
                .init(
                    id: ImageID(Int64($0)), path: imageFolder + "/" + $1, contentHash: nil,
                    usesDoubtful: file.usesAnyway($1))
            })
        var loop = EncodingLoop(checkpoint: encoder.checkpoint, queue: queue, priority: .prompt)
        loop.longestWait = Self.longestWait
        report(0, waiting.count)
        var done = 0
        let began = ContinuousClock.now
        try loop.run(isCancelled: { false }) { encoded in
            var images: [(entry: EmbeddingPart.Entry, embedding: [Float], levels: [Float])] = []
            var problems: [EmbeddingPart.Entry] = []
            for image in encoded {
                let path = waiting[Int(image.order.id.rawValue)]
                var entry = EmbeddingPart.Entry(
                    path: path, contentHash: image.contentHash ?? "",
                    stamp: FileStamp(path: image.order.path) ?? FileStamp(bytes: 0, modified: 0))
                switch image.result {
                case .features(let embedding, let levels, _):
                    entry.problem = image.remark
                    images.append((entry, embedding, levels))
                case .problem(let problem):
                    entry.problem = problem
                    problems.append(entry)
                    outcome.problems.append(.init(path: path, problem: problem))
                case .changed: continue
                }
            }
            try EmbeddingPart.write(
                images, problems: problems, shard: shard, isLast: false, set: set, folder: folder.parts)
            outcome.encoded += images.count
            done += encoded.count
            report(done, waiting.count)
        }
        outcome.seconds = (ContinuousClock.now - began) / .seconds(1)
        try EmbeddingPart.write([], problems: [], shard: shard, isLast: true, set: set, folder: folder.parts)
        return outcome
    }
}
