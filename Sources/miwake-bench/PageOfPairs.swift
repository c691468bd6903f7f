internal import ActiveLearning
internal import ArgumentParser
internal import Foundation
internal import LinearAlgebra
internal import ProjectModel

struct PageOfPairs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page", abstract: "Makes a page of pairs for 100 000 scored images, in each order.",
        discussion: "The promise is 150 ms for suggested and confusions, the orders of labelling and review.")

    @OptionGroup var options: MeasurementOptions

    @Option(help: "Images of the pool.")
    var images = 100_000

    func run() throws {
        for classes in [10, 100] {
            let pool = PageTask.pool(images: images, classes: classes)
            for order in PageTask.orders {
                let task = PageTask(order: order, classes: classes, images: images)
                guard options.only.isEmpty || task.name.contains(options.only) else { continue }
                print(task.measured(pool, options))
            }
        }
    }
}

/// One order on one pool.
struct PageTask {
    let order: RankingOrder
    let classes: Int
    let images: Int

    /// Seconds that the screens promise for the orders of labelling and review.
    private static let promise = 0.150
    private static let repetitions = 9
    private static let labelled = 300
    private static let reserve = 300
    private static let seed: UInt64 = 3
    /// How far an image strays from its class, in lengths of the class's direction.
    private static let noise: Float = 2

    static let orders =
        [RankingOrder.suggested, .confusions, .suspectedErrors]
        + ["uherding", "margin", "expected-gain"].compactMap(RankingOrder.named)

    var name: String { "page \(images) \(order.name) C=\(classes)" }

    func measured(_ pool: ScoredPool, _ options: MeasurementOptions) -> PageMeasurement {
        var pairs = 0
        let runs = options.repetitions > 0 ? options.repetitions : Self.repetitions
        let seconds = (0..<runs).map { run in
            options.clock.seconds { pairs = pool.page(order, seed: UInt64(run)).pairs.count }
        }
        return PageMeasurement(name: name, seconds: seconds, promise: Self.promise, pairs: pairs)
    }

    /// Images around their class's direction, as CLIP's lie; logits and Δs to match, a few labels.
    static func pool(images: Int, classes: Int) -> ScoredPool {
        var generator = SeededGenerator(seed: seed)
        let width = Workload.embedding
        func noise() -> Float { Float(generator.nextUnit() + generator.nextUnit() + generator.nextUnit()) * 2 - 3 }
        let axes = Matrix(rows: classes, columns: width, elements: (0..<classes * width).map { _ in noise() })
        var embeddings = Matrix(rows: images, columns: width)
        for image in 0..<images {
            for column in 0..<width { embeddings[image, column] = axes[image % classes, column] + Self.noise * noise() }
        }
        embeddings = embeddings.normalizedRows()
        var zeroShot = embeddings.times(transposed: axes.normalizedRows())
        for index in zeroShot.elements.indices { zeroShot.elements[index] = 30 * zeroShot.elements[index] + noise() }
        let deltaS = Matrix(
            rows: images, columns: classes, elements: (0..<images * classes).map { _ in noise() })
        var corrected = zeroShot
        for index in corrected.elements.indices { corrected.elements[index] -= deltaS.elements[index] }
        let probabilities = corrected.softmax()
        let identifiers = (0..<classes).map { ClassID(Int64($0 + 1)) }
        var reviews = [Review](repeating: .unseen, count: images)
        for place in 0..<labelled {
            let row = place * images / labelled
            reviews[row] = .labelled(identifiers[row % classes])
        }
        return ScoredPool(
            images: (0..<images).map { ImageID(Int64($0 + 1)) }, classes: identifiers, zeroShot: zeroShot,
            deltaS: deltaS,
            probabilities: probabilities, correctedProbabilities: probabilities, reviews: reviews,
            isReserve: (0..<images).map { $0 % (images / reserve) == 1 }, embeddings: EmbeddingSource(embeddings),
            estimator: EstimatorID(1))
    }
}

/// The times of one page, beside what was promised.
struct PageMeasurement: CustomStringConvertible {
    let name: String
    let seconds: [Double]
    let promise: Double
    let pairs: Int

    var description: String {
        let sorted = seconds.sorted()
        func milliseconds(_ value: Double) -> String { String(format: "%.0f ms", value * 1_000) }
        return [
            name, "best \(milliseconds(sorted.first ?? 0))", "median \(milliseconds(sorted[sorted.count / 2]))",
            "worst \(milliseconds(sorted.last ?? 0))", "promised \(milliseconds(promise))", "\(pairs) pairs",
            "\(seconds.count) runs",
        ].joined(separator: " | ")
    }
}
