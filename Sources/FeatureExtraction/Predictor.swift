internal import CLIPEncoding
internal import Deconfusion
internal import Evaluation
internal import FileContents
internal import Heads
internal import Imaging
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
package import ProjectStore
package import Workbench

/// What the project's encoder and its latest estimator say about pictures that need not belong to the project.
package struct Prediction: Sendable, Equatable {
    package var path: String
    /// nil: the file is no usable picture.
    package var heads: [HeadPrediction]?
    package var problem: ImageProblem?

    package struct HeadPrediction: Sendable, Equatable {
        package var head: Head
        /// p(class), in project order, tempered as everywhere.
        package var probabilities: [Float]

        package var best: Int { probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0 }
    }

    /// Δs(x) in logits, in project order, the pool's or the estimator's; nil where there is neither.
    package var deltaS: [Float]?
    /// α(x).
    package var gate: Float?

    /// ‖Δs − mean Δs‖₂.
    package var magnitude: Float? {
        deltaS.map { values in
            let mean = values.reduce(0, +) / Float(max(1, values.count))
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
        }
    }
}

package struct Predictor {
    /// The round whose estimator answers; nil before the first training.
    package let round: EstimatorRound?
    /// Which head is in use, and what tempers each.
    package let heads: TemperedHeads
    /// Whether the pool has a Δs of its own.
    private let poolSaysSomething: Bool
    private let encoder: ProjectEncoder
    private let usesDoubtful: Bool
    private let estimator: Estimator?
    private let classifier: Classifier
    private let bench: Workbench
    private let images: [ImageItem]
    private let index: ImagePathIndex

    /// - Parameters:
    ///   - prefix: what paths of images of the project begin with that the project's do not.
    ///   - progress: of figures that the choice of the head needs, where they are still to be made.
    package init(
        _ bench: Workbench, strippingPrefix prefix: String? = nil, progress: (Double) -> Void = { _ in }
    ) throws {
        self.bench = bench
        images = try bench.store.images()
        index = bench.pathIndex(of: images, strippingPrefix: prefix)
        let pool = try bench.pool()
        encoder = try bench.encoder()
        usesDoubtful = bench.file.usesAnyway(nil)
        guard encoder.key == pool.featureKey else {
            throw WorkbenchError.otherEncoder(
                path: bench.checkpointPaths?.checkpoint ?? "", expected: encoder.key, found: pool.featureKey)
        }
        let table = try bench.store.features(expecting: encoder.key)
        classifier = Classifier(
            text: try table.text(for: bench.textRows(of: table.set)), scale: Float(table.set.logitScale))
        round = try bench.usableRound()
        estimator = try round.map { try bench.estimator(of: $0, for: pool) }
        heads = try bench.headInUse(pool, progress: progress)
        poolSaysSomething = pool.saysSomething
    }

    /// The head that answers.
    package var head: Head { heads.choice.head }

    /// Predicts pictures as they come, a batch at a time, in their order.
    package func predict(
        _ paths: some Sequence<String>, body: ([Prediction]) throws -> Void
    ) rethrows {
        // Before the first training nobody reads levels.
        let levels: LevelDetail = round.map { $0.mode == .tokens ? .tokens : .pooled } ?? .none
        let images = ImageEncoder(checkpoint: encoder.checkpoint, levels: levels)
        var batch: [String] = []
        for path in paths {
            batch.append(path)
            guard batch.count == EncodingLoop.batch else { continue }
            try body(predictions(batch, images))
            batch.removeAll()
        }
        if !batch.isEmpty { try body(predictions(batch, images)) }
    }

    /// The file that a path means: itself where it is there, else the image of the project that is called so.
    private func file(_ path: String) -> String {
        guard FileIdentity(path: path) == nil, case .found(let image) = index.find(path) else { return path }
        return bench.picturePath(of: images[image]) ?? path
    }

    private func predictions(_ paths: [String], _ images: ImageEncoder) -> [Prediction] {
        var results = paths.map { Prediction(path: $0) }
        let files = paths.map(file)
        var squares: [(index: Int, square: PixelImage)] = []
        for (index, path) in files.enumerated() {
            let order = PictureFeed.Order(
                id: ImageID(Int64(index)), path: path, contentHash: nil, usesDoubtful: usesDoubtful)
            switch PictureFeed.prepared(order, encoder.checkpoint.preprocessing).result {
            case .squares(let found): squares += found.map { (index, $0) }
            case .problem where path.unicodeScalars.contains("\u{FFFD}") && FileIdentity(path: path) == nil:
                // What the command line or a list said was no text, and became this sign.
                results[index].problem = ImageProblem(.unreadable, detail: "its name is not UTF-8; rename the file")
            case .problem(let problem): results[index].problem = problem
            case .changed: results[index].problem = ImageProblem(.unreadable, detail: "it is being written to")
            }
        }
        guard !squares.isEmpty else { return results }
        let features = images.encode(squares.map(\.square))
        let embeddings = features.embeddings.normalizedRows()
        let zeroShot = classifier.logits(embeddings)
        let outputs = estimator?.outputs(for: FeatureBatch(logits: zeroShot, levels: features.levels))
        let scored = heads.fits.answers(embeddings, zeroShot: zeroShot, trained: outputs?.answers)
        let answers = Head.all.filter { outputs != nil || !$0.isTrained }.map {
            ($0, heads.probabilities(of: $0, scored))
        }
        let deltaS: Matrix? =
            if heads.takesDeltaSFromPool(isTrained: outputs != nil) {
                poolSaysSomething ? scored.poolDeltaS : nil
            } else {
                outputs?.deltaS
            }
        for (row, item) in squares.enumerated() {
            results[item.index].heads = answers.map {
                Prediction.HeadPrediction(head: $0.0, probabilities: Array($0.1[row: row]))
            }
            results[item.index].deltaS = deltaS.map { Array($0[row: row]) }
            results[item.index].gate = outputs.map { $0.gate[row] }
        }
        return results
    }
}
