internal import Layers
internal import LinearAlgebra

/// How far a run is.
package struct TrainingProgress: Sendable, Equatable {
    /// Steps taken, from 1.
    package let step: Int
    package let totalSteps: Int
    /// Of the batch, before the step.
    package let losses: Losses
}

/// One training of an estimator: some labelled images, a recipe and a seed. The same three give the same weights, bit for bit.
package struct TrainingRun: Sendable {
    package private(set) var estimator: Estimator
    package let totalSteps: Int
    package private(set) var stepsTaken = 0

    private let features: FeatureBatch
    private let labels: [Int]
    /// Rows of the features that show each image otherwise; empty where there are none.
    private let views: [Range<Int>]
    private let recipe: Recipe
    private let schedule: AdamW
    private let rowsPerImage: [Int]
    /// The batches of the current epoch that are still to come, last first.
    private var pending: [[Int]] = []
    private var generator: SeededGenerator
    /// Both moments, the gradients of norms and the workspace of a batch, in this order; see `Optimizer`.
    private(set) var memory: [Float]

    /// - Parameters:
    ///   - estimator: where to start: a fresh one, or an earlier round's for a warm start.
    ///   - features: the labelled images, and behind them their views.
    ///   - labels: the class of each image.
    ///   - views: the rows behind the images that show each image otherwise: a step draws one of them in its place. An image whose
    ///     range is empty is shown as it is. Steps and epochs count images, however many views there are.
    package init(
        from estimator: Estimator, on features: FeatureBatch, labels: [Int], views: [Range<Int>] = [], recipe: Recipe,
        seed: UInt64
    ) throws(TrainingError) {
        precondition(
            views.isEmpty ? labels.count == features.count : views.count == labels.count,
            "\(labels.count) labels and \(views.count) images with views for \(features.count) rows")
        precondition(
            views.allSatisfy { $0.isEmpty || $0.lowerBound >= labels.count && $0.upperBound <= features.count },
            "views outside the features")
        precondition(labels.allSatisfy { 0..<estimator.shape.classes ~= $0 }, "a label of no class")
        precondition(features.levels.map(\.columns) == estimator.shape.levelWidths, "levels of other widths")
        precondition(features.logits.columns == estimator.shape.classes, "\(features.logits.columns) logits per image")
        guard labels.count >= 2 else { throw .tooFewImages(found: labels.count) }
        var counts = [Int](repeating: 0, count: estimator.shape.classes)
        for label in labels { counts[label] += 1 }
        let populated = counts.count { $0 > 0 }
        guard populated >= 2 else { throw .tooFewClasses(found: populated) }

        let batchSizes = Self.batches(Array(0..<labels.count), size: recipe.batchSize).map(\.count)
        let total = recipe.steps(batches: batchSizes.count, labelsPerClass: counts.min() ?? 0)
        let rowsPerImage = features.levels.indices.map { features.rowsPerImage(level: $0) }
        self.estimator = estimator
        self.features = features
        self.labels = labels
        self.views = views.allSatisfy(\.isEmpty) ? [] : views
        self.recipe = recipe
        self.rowsPerImage = rowsPerImage
        totalSteps = total
        schedule = AdamW(learningRate: recipe.learningRate, weightDecay: recipe.weightDecay, total: total)
        generator = SeededGenerator(seed: seed)
        memory = [Float](
            repeating: 0,
            count: Self.memorySize(estimator, features, images: batchSizes.max() ?? 0, rowsPerImage: rowsPerImage))
    }

    /// The floats that live from step to step, and those of the largest batch.
    private static func memorySize(
        _ estimator: Estimator, _ features: FeatureBatch, images: Int, rowsPerImage: [Int]
    ) -> Int {
        estimator.withNetwork { network in
            Arena.size { arena in
                // Planned only: nothing is written.
                let parameters = arena.rows(0, estimator.layout.parameterCount)
                _ = Optimizer(
                    parameters, matrixCount: estimator.layout.matrixCount, layers: network.layers, &arena)
                for (matrix, rows) in zip([features.logits] + features.levels, [1] + rowsPerImage) {
                    _ = arena.rows(images * rows, matrix.columns)
                }
                _ = Fusion(network, images: images, rowsPerImage: rowsPerImage, &arena)
                _ = LogitHeads(network, images: images, &arena)
            }
        }
    }

    package var isFinished: Bool { stepsTaken >= totalSteps }

    /// Takes one step on the next batch.
    package mutating func step() throws(TrainingError) -> TrainingProgress {
        precondition(!isFinished, "a finished run takes no step")
        if pending.isEmpty {
            let all = Array(0..<labels.count)
            // One batch that holds everything needs no order.
            let order = all.count <= recipe.batchSize ? all : generator.shuffled(all)
            pending = Self.batches(order, size: recipe.batchSize).reversed()
        }
        let losses = step(on: pending.removeLast())
        guard losses.total(recipe.lossWeights).isFinite else { throw .diverged(step: stepsTaken) }
        return TrainingProgress(step: stepsTaken, totalSteps: totalSteps, losses: losses)
    }

    /// Cuts an order into batches; a lone last image joins the batch before it, because BatchNorm needs two.
    static func batches(_ order: [Int], size: Int) -> [[Int]] {
        var cuts = stride(from: 0, to: order.count, by: size).map { Array(order[$0..<min($0 + size, order.count)]) }
        if cuts.count > 1, let last = cuts.last, last.count == 1 {
            cuts.removeLast()
            cuts[cuts.count - 1] += last
        }
        return cuts
    }

    /// Takes one step on these images; returns the losses before it.
    mutating func step(on images: [Int]) -> Losses {
        let coefficients = schedule.step(at: stepsTaken)
        stepsTaken += 1
        return step(on: images, coefficients)
    }

    /// The same with given coefficients: tests read a gradient as the first moment of a step that forgets the past.
    mutating func step(
        on images: [Int], _ coefficients: AdamW.Step, observe: (Fusion, LogitHeads) -> Void = { _, _ in }
    ) -> Losses {
        let (features, rowsPerImage) = (features, rowsPerImage)
        let (shape, layout, projection) = (estimator.shape, estimator.layout, estimator.projection)
        let labels = images.map { self.labels[$0] }
        let shown = views.isEmpty ? images : images.map { drawnView(of: $0) }
        let weights = recipe.lossWeights
        let backwards = stepsTaken.isMultiple(of: 2)
        let isEverything = shown.count == features.count && shown.elementsEqual(0..<features.count)
        return Self.withBuffers(&estimator.values, &memory) { values, arena in
            let network = Network(shape, layout, projection, values: values, .batch)
            let optimizer = Optimizer(
                values.columns(0..<layout.parameterCount), matrixCount: layout.matrixCount, layers: network.layers,
                &arena)
            return withRows(of: [features.logits] + features.levels) { all in
                let inputs =
                    isEverything
                    ? all
                    : zip(all, [1] + rowsPerImage).map { rows, perImage in
                        rows.gathering(shown, rowsPerImage: perImage, &arena)
                    }
                let fusion = Fusion(network, images: images.count, rowsPerImage: rowsPerImage, &arena)
                let heads = LogitHeads(network, images: images.count, &arena)
                let (zeroShot, levels) = (inputs[0], Array(inputs.dropFirst()))
                fusion.forward(levels)
                heads.forward(zeroShot, fusion.enhanced)
                let losses = heads.loss(zeroShot, labels, weights)
                let gradients =
                    heads.backward(zeroShot, fusion.enhanced, into: fusion.enhancedGradient, optimizer)
                    + fusion.backward(levels, optimizer)
                optimizer.update(gradients, coefficients, backwards: backwards)
                observe(fusion, heads)
                return losses
            }
        }
    }

    /// One of an image's views; the image itself where it has none.
    private mutating func drawnView(of image: Int) -> Int {
        let views = views[image]
        return views.isEmpty ? image : views.lowerBound + generator.nextIndex(below: views.count)
    }

    private static func withBuffers<Result>(
        _ values: inout [Float], _ memory: inout [Float], _ body: (_ values: Rows, _ memory: inout Arena) -> Result
    ) -> Result {
        values.withUnsafeMutableBufferPointer { values in
            memory.withUnsafeMutableBufferPointer { memory in
                guard let first = values.baseAddress, let second = memory.baseAddress else {
                    preconditionFailure("an estimator has parameters")
                }
                var arena = Arena(second, capacity: memory.count)
                return body(Rows(first, count: 1, width: values.count), &arena)
            }
        }
    }
}
