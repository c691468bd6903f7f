internal import CLIPEncoding
internal import Imaging
internal import LinearAlgebra
internal import ProjectModel
internal import Workbench

/// What became of one image.
struct EncodedImage: Sendable {
    var order: PictureFeed.Order
    /// SHA-256 of what was read; nil where nothing could be.
    var contentHash: String?
    /// What is to be known of a file although its picture is used.
    var remark: ImageProblem?
    var result: Result

    enum Result: Sendable {
        /// D floats, and the pooled levels one after the other; of views each of the two for one view after the other. Tokens level
        /// after level, where they are wanted.
        case features(embedding: [Float], levels: [Float], tokens: [Float])
        case problem(ImageProblem)
        /// The file was written to meanwhile.
        case changed
    }

    init(_ prepared: PictureFeed.Prepared, _ result: Result) {
        order = prepared.order
        contentHash = prepared.contentHash
        remark = prepared.remark
        self.result = result
    }
}

/// Decoding beside encoding: pictures are prepared on threads of their own while the calling thread encodes batches and hands
/// what it has to a sink, a batch at a time.
struct EncodingLoop: Sendable {
    let checkpoint: Checkpoint
    let queue: EmbeddingQueue
    let priority: ComputeThread.Priority
    /// Whether tokens are wanted, too.
    var makesTokens = false

    /// Pictures that the image tower sees at once: from here on more bring no more images per second, only later answers.
    static let batch = max(8, workerCount)
    /// Batches of pictures that are prepared ahead.
    private static let batchesAhead = 2
    /// What is encoded waits no longer than this to be written: a crash costs a batch, or what a fast encoder does in this time.
    var longestWait = Duration.milliseconds(250)

    /// - Parameters:
    ///   - sink: Makes results durable; called on the calling thread.
    ///   - isCancelled: Asked before each batch.
    func run(isCancelled: () -> Bool, sink: ([EncodedImage]) throws -> Void) throws {
        let encoder = ImageEncoder(checkpoint: checkpoint, levels: makesTokens ? .tokens : .pooled)
        let pooledRows = checkpoint.pooledLevels.map(\.rows)
        let queue = queue
        let feed = PictureFeed(
            preprocessing: checkpoint.preprocessing, capacity: Self.batch * Self.batchesAhead, threads: workerCount,
            priority: priority, next: { queue.next() })
        defer { feed.stop() }
        var waiting: [EncodedImage] = []
        var isLast = false
        var written = ContinuousClock.now
        while !isLast {
            if isCancelled() { break }
            var batch: [(prepared: PictureFeed.Prepared, squares: Range<Int>)] = []
            var squares: [PixelImage] = []
            while squares.count < Self.batch {
                guard let prepared = feed.take() else {
                    isLast = true
                    break
                }
                switch prepared.result {
                case .squares(let found):
                    batch.append((prepared, squares.count..<squares.count + found.count))
                    squares += found
                case .problem(let problem): waiting.append(EncodedImage(prepared, .problem(problem)))
                case .changed: waiting.append(EncodedImage(prepared, .changed))
                }
            }
            if !batch.isEmpty {
                let features = encoder.encode(squares)
                let pooled =
                    makesTokens
                    ? features.pooled(toRows: pooledRows, pictures: squares.count) : features.levels
                func part(_ levels: [Matrix], _ square: Int) -> [Float] {
                    levels.flatMap { level in
                        let length = level.elements.count / squares.count
                        return level.elements[square * length..<(square + 1) * length]
                    }
                }
                for item in batch {
                    let wantsTokens = makesTokens && !item.prepared.order.detail.isViews
                    waiting.append(
                        EncodedImage(
                            item.prepared,
                            .features(
                                embedding: item.squares.flatMap { features.embeddings[row: $0] },
                                levels: item.squares.flatMap { part(pooled, $0) },
                                tokens: wantsTokens ? part(features.levels, item.squares.lowerBound) : [])))
                }
            }
            if isLast || ContinuousClock.now - written >= longestWait, !waiting.isEmpty {
                try sink(waiting)
                waiting.removeAll(keepingCapacity: true)
                written = .now
            }
        }
        if !waiting.isEmpty { try sink(waiting) }
    }
}
