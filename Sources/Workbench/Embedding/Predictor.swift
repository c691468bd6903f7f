internal import CLIPEncoding
internal import Deconfusion
package import Evaluation
internal import Imaging
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
package import ProjectStore

/// What the project's encoder and its latest estimator say about pictures that need not belong to the project.
package struct Prediction: Sendable, Equatable {
    package var path: String
    /// nil: the file is no usable picture.
    package var heads: [HeadPrediction]?
    package var problem: ImageProblem?

    package struct HeadPrediction: Sendable, Equatable {
        package var head: Head
        /// p(class), in project order; uncalibrated but for the active head where it has a temperature.
        package var probabilities: [Float]

        package var best: Int { probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0 }
    }

    /// Δs(x) in logits, in project order; nil before the first training.
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
    /// The round whose estimator answers; nil: plain CLIP.
    package let round: EstimatorRound?
    /// The head in use, and why.
    package let choice: HeadChoice
    package let temperature: Float?
    private let encoder: ProjectEncoder
    private let usesDoubtful: Bool
    private let estimator: Estimator?
    private let classifier: Classifier
    private let bench: Workbench
    private let images: [ImageItem]
    private let index: ImagePathIndex

    /// - Parameter prefix: what paths of images of the project begin with that the project's do not.
    package init(_ bench: Workbench, strippingPrefix prefix: String? = nil) throws {
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
        guard let round else {
            estimator = nil
            choice = HeadChoice(smallestClass: 0, losses: [])
            temperature = nil
            return
        }
        estimator = try bench.estimator(of: round, for: pool)
        let labelled = try bench.labelledRows(pool)
        if let figures = bench.storedOutOfFold(pool, labelled, mode: round.mode) {
            choice = figures.choice
            temperature = figures.temperature(of: figures.choice.head)
        } else {
            choice = HeadChoice(smallestClass: labelled.smallestClass(classes: bench.classes.count), losses: [])
            temperature = nil
        }
    }

    /// The head that answers: plain CLIP before the first training.
    package var head: Head { round == nil ? .zeroShot : choice.head }

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
        let logits = classifier.logits(features.embeddings.normalizedRows())
        let outputs = estimator?.outputs(for: FeatureBatch(logits: logits, levels: features.levels))
        func probabilities(_ head: Head, _ values: Matrix) -> Matrix {
            values.softmax(temperature: head == self.head ? temperature ?? 1 : 1)
        }
        var heads: [(Head, Matrix)] = [(.zeroShot, probabilities(.zeroShot, logits))]
        if let outputs {
            heads += [
                (.maf, probabilities(.maf, outputs.maf)), (.icd, probabilities(.icd, outputs.icd)),
                (.alf, probabilities(.alf, outputs.alf)),
            ]
        }
        for (row, item) in squares.enumerated() {
            results[item.index].heads = heads.map {
                Prediction.HeadPrediction(head: $0.0, probabilities: Array($0.1[row: row]))
            }
            results[item.index].deltaS = outputs.map { Array($0.deltaS[row: row]) }
            results[item.index].gate = outputs.map { $0.gate[row] }
        }
        return results
    }
}
