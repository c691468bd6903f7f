internal import CLIPEncoding
internal import Foundation
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
package import ProjectStore
package import Workbench

/// Brings a project's features in step with its image folder, its checkpoint and its prompts: `miwake embed`, and the same
/// behind the screens.
///
/// Every batch is on the disk before the next one is begun, so that it may be ended at any moment, in any way.
package struct Embedding: Sendable {
    package let bench: Workbench
    package let encoder: ProjectEncoder
    /// The images that wait for the encoder.
    package let queue: EmbeddingQueue
    /// What preparing came to.
    package private(set) var outcome: Outcome
    private let priority: ComputeThread.Priority

    /// How far it has come.
    package struct Report: Sendable, Equatable {
        /// Of this run.
        package var done: Int
        package var total: Int
        /// Images that have features, those of earlier runs among them.
        package var embedded: Int
        /// Images that have none because something is wrong with their file.
        package var problems: Int
    }

    package struct Outcome: Sendable, Equatable {
        package var encoderName = ""
        /// Whether retraining takes several seconds rather than one.
        package var retrainsInSeconds = false
        package var images = 0
        package var added = 0
        package var changed = 0
        /// Images whose files are as they were and are read otherwise.
        package var rereading = Rereading()
        package var moved = 0
        package var missing = 0
        /// Images that had their features already.
        package var kept = 0
        /// Images encoded by this run.
        package var encoded = 0
        /// Labelled images whose random views were encoded by this run.
        package var viewed = 0
        /// Images whose tokens were stored by this run.
        package var tokened = 0
        /// What the tokens of one image take on the disk, in bytes; nil where tokens are not kept.
        package var tokenBytes: Int?
        package var seconds = 0.0
        /// Classes whose prompts were embedded.
        package var classesEmbedded = 0
        /// All images that are not used because something is wrong with their file, by path; those of earlier runs too.
        package var problems: [Problem] = []
        /// Images of this run that are used although something is to be known of their file, by path.
        package var remarks: [Problem] = []
        /// Files that somebody wrote to while they were read.
        package var changing: [String] = []
        /// What was passed over when the folder was looked through.
        package var passedOver = ScanRemarks()
        package var promptWarnings: [PromptWarning] = []
        /// Feature files that were lost or not what was written, and are made again.
        package var damages: [FileInspection.Damage] = []
        package var settled = SettledFiles()

        package struct Problem: Sendable, Equatable {
            package var path: String
            package var problem: ImageProblem
        }
    }

    /// Looks at the folder, opens the checkpoint, embeds prompts that changed, and lays out what is to be encoded: labelled
    /// images first, then their random views, then the rest in an order drawn by the project's seed, so that what is there early
    /// is a fair sample.
    ///
    /// - Parameters:
    ///   - makesViews: whether labelled images get their random views too.
    ///   - storesTokens: whether tokens are kept from now on, of all images; where they are already, they are anyway.
    package init(
        _ bench: Workbench, priority: ComputeThread.Priority = .prompt, makesViews: Bool = true,
        storesTokens: Bool = false, scanning: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        guard let imageFolder = bench.imageFolder else {
            throw WorkbenchError.noPictures(project: bench.folder.project)
        }
        let encoder = try bench.encoder()
        var outcome = Outcome(
            encoderName: encoder.checkpoint.encoderName, retrainsInSeconds: encoder.checkpoint.hasGridLevels)
        let changes = try bench.folderChanges(remarks: &outcome.passedOver, progress: scanning)
        if !changes.isEmpty { outcome.added = try bench.store.apply(changes, now: Date()) }
        outcome.changed = changes.changed.count
        outcome.moved = changes.moved.count
        outcome.missing = changes.missing.count
        outcome.rereading = try bench.reread(progress: scanning)
        _ = try bench.putReserveAside()
        // Behind the screens the largest files, which only a training on tokens reads, are looked at when it does.
        outcome.damages = try bench.store.forgetDamagedFeatures(of: encoder.key, readsTokens: priority == .prompt)
        outcome.settled = try bench.settleFiles(after: outcome.damages)
        outcome.classesEmbedded = try bench.prepareFeatures(of: encoder)
        if storesTokens { try bench.store.addTokenLevels(encoder.tokenLevels, in: encoder.key) }
        outcome.promptWarnings = bench.file.promptWarnings(
            encoder.tokenizer, context: encoder.checkpoint.configuration.text.context)

        let images = try bench.store.images().filter { !bench.file.exclude.exclude($0.path) }
        let obstacles = try bench.obstacles(to: images)
        let table = try bench.store.features(expecting: encoder.key)
        let known = Set(table.images(with: .image))
        let keepsTokens = !table.set.tokenLevels.isEmpty
        outcome.tokenBytes = keepsTokens ? encoder.tokenBytesPerImage : nil
        outcome.images = images.count
        outcome.kept = images.count { known.contains($0.id) }
        outcome.problems = images.compactMap { image in
            obstacles[image.id].flatMap { problem in
                // What the system would not let us read is tried again. A doubt holds for features that are there, too.
                problem.kind == .unreadable || known.contains(image.id) && problem.kind != .doubtful
                    ? nil : .init(path: image.path, problem: problem)
            }
        }
        let labelled = Set(try bench.store.labels(in: .all).map(\.image))
        // Other numbers than those that drew the reserve: by the same ones all of it would come first, and nothing could be asked.
        var generator = SeededGenerator(seed: ~bench.file.seed)
        let waiting = generator.shuffled(
            images.filter { image in
                !known.contains(image.id) && (obstacles[image.id].map { $0.kind == .unreadable } ?? true)
            })
        func orders(_ images: [ImageItem], _ detail: PictureFeed.Detail = .centre) -> [PictureFeed.Order] {
            images.map {
                .init(
                    id: $0.id, path: imageFolder + "/" + $0.path, contentHash: $0.contentHash,
                    usesDoubtful: bench.file.usesAnyway($0.path), detail: detail)
            }
        }
        let withTokens = Set(table.images(with: .tokens))
        let withoutTokens =
            keepsTokens
            ? images.filter { known.contains($0.id) && !withTokens.contains($0.id) && obstacles[$0.id] == nil }
            : []
        let orders =
            orders(waiting.filter { labelled.contains($0.id) })
            + (makesViews ? try bench.viewOrders(in: encoder.key) : [])
            + orders(waiting.filter { !labelled.contains($0.id) })
            + orders(withoutTokens.filter { labelled.contains($0.id) }, .tokens)
            + orders(withoutTokens.filter { !labelled.contains($0.id) }, .tokens)
        self.init(bench, encoder: encoder, priority: priority, orders: orders, outcome: outcome)
    }

    init(
        _ bench: Workbench, encoder: ProjectEncoder, priority: ComputeThread.Priority, orders: [PictureFeed.Order],
        outcome: Outcome
    ) {
        self.bench = bench
        self.encoder = encoder
        self.priority = priority
        self.outcome = outcome
        queue = EmbeddingQueue(orders)
    }

    /// Encodes what waits.
    ///
    /// - Parameter report: called after each batch, when it is on the disk.
    package func run(
        isCancelled: () -> Bool = { false }, report: (Report) -> Void = { _ in }
    ) throws -> Outcome {
        // The index alone: to open the features would map every file of them.
        guard let set = try bench.store.featureSets().first(where: { $0.key == encoder.key }) else {
            throw StoreError.unknownFeatureSet(encoder.key)
        }
        let keepsTokens = !set.tokenLevels.isEmpty
        var outcome = outcome
        let total = queue.count
        var done = 0
        var batches = 0
        let paths = Dictionary(
            try bench.store.images().map { ($0.id, $0.path) }, uniquingKeysWith: { first, _ in first })
        func reportNow() {
            report(
                Report(
                    done: done, total: total, embedded: outcome.kept + outcome.encoded,
                    problems: outcome.problems.count))
        }
        reportNow()
        let began = ContinuousClock.now
        try EncodingLoop(
            checkpoint: encoder.checkpoint, queue: queue, priority: priority,
            makesTokens: keepsTokens && queue.wantsCentres
        ).run(isCancelled: isCancelled) { encoded in
            var writer = FeatureSegmentWriter(folder: bench.folder, set: set, kind: .image)
            var levels = FeatureSegmentWriter(folder: bench.folder, set: set, kind: .pooled)
            var views = FeatureSegmentWriter(folder: bench.folder, set: set, kind: .views)
            var tokenRows: [(image: ImageID, tokens: [Float])] = []
            var problems: [ImageID: ImageProblem] = [:]
            var sound: [ImageID] = []
            var (count, viewed) = (0, 0)
            // A label that is taken back and given again may have asked for its views twice.
            var known =
                encoded.contains { ![.centre, .tokens].contains($0.order.detail) }
                ? Set(try bench.store.views(in: set.key).images) : []
            for image in encoded {
                switch (image.result, image.order.detail) {
                case (.features(let embedding, let pooled, let tokens), .centre):
                    try writer.append(embedding, of: image.order.id)
                    try levels.append(pooled, of: image.order.id)
                    count += 1
                    sound.append(image.order.id)
                    if let remark = image.remark {
                        problems[image.order.id] = remark
                        outcome.remarks.append(.init(path: paths[image.order.id] ?? "", problem: remark))
                    }
                    if keepsTokens { tokenRows.append((image.order.id, tokens)) }
                case (.features(_, _, let tokens), .tokens):
                    tokenRows.append((image.order.id, tokens))
                case (.features(let embeddings, let pooled, _), .views):
                    guard known.insert(image.order.id).inserted else { continue }
                    try views.append(ViewRow.floats(embeddings, pooled, width: set.width), of: image.order.id)
                    viewed += 1
                case (.problem(let problem), .centre):
                    problems[image.order.id] = problem
                    outcome.problems.append(.init(path: paths[image.order.id] ?? "", problem: problem))
                case (.changed, .centre): outcome.changing.append(paths[image.order.id] ?? "")
                // What is wrong with the file is said once, of its centre; views and tokens are tried again.
                case (.problem, .views), (.changed, .views), (.problem, .tokens), (.changed, .tokens): break
                }
            }
            // Files first, then the index: a crash in between leaves files that nobody names, never a row without its file.
            let segments = try writer.finish() + levels.finish() + views.finish() + segments(tokenRows, set)
            try bench.store.register(segments, in: encoder.key)
            try bench.store.note(problems, sound: sound, now: Date())
            outcome.encoded += count
            outcome.viewed += viewed
            outcome.tokened += tokenRows.count
            done += encoded.count
            batches += 1
            if batches.isMultiple(of: Self.batchesBetweenCompactions) { try compact() }
            reportNow()
        }
        outcome.seconds = (ContinuousClock.now - began) / .seconds(1)
        try compact()
        outcome.problems.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        outcome.remarks.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        return outcome
    }

    private func segments(_ rows: [(image: ImageID, tokens: [Float])], _ set: FeatureSet) throws -> [FeatureSegment] {
        guard !rows.isEmpty else { return [] }
        var writer = FeatureSegmentWriter(folder: bench.folder, set: set, kind: .tokens)
        for row in rows { try writer.append(row.tokens, of: row.image) }
        return try writer.finish()
    }

    /// A segment a batch: so many are mapped when a project opens, at most.
    private static let batchesBetweenCompactions = 128
    private static let smallSegmentsLeft = 8

    /// Rows of hundreds of kilobytes: joining them costs more than opening them.
    private static let largeSegmentsLeft = 64

    private func compact() throws {
        for kind in [FeatureKind.image, .pooled] {
            try bench.store.compact(kind, in: encoder.key, whenMoreThan: Self.smallSegmentsLeft)
        }
        for kind in [FeatureKind.views, .tokens] {
            try bench.store.compact(kind, in: encoder.key, whenMoreThan: Self.largeSegmentsLeft)
        }
    }
}
