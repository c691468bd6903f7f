internal import LinearAlgebra

/// Expectation-maximisation over a pool: where the classes lie says what the images are, and what they are where the classes lie.
///
/// An image that nobody labelled counts β with its answers softmax(l + τ·G), a labelled one counts 1 with its label. l is the base
/// head's log-odds and τ how far the images are believed.
struct PoolFit {
    let pool: PoolImages
    /// l of unit embeddings, (images, D), and CLIP's own logits of them, (images, C); nil where it is plain CLIP.
    let base: Base?
    /// Places of labelled images in the pool and the class of each.
    let labels: [Int: Int]
    let trust: Float

    typealias Base = @Sendable (_ embeddings: Matrix, _ zeroShot: Matrix) -> Matrix

    /// β: what an image counts that nobody labelled.
    private static let unlabelledWeight: Float = 0.5
    /// Rounds from the base's answers on; three to twelve come to the same within half a point.
    private static let rounds = 6
    /// In large pools the rounds see so many of the images, enough to find where the classes lie, and the last one all of them.
    private static let firstImages = 20_000

    init(_ pool: PoolImages, base: Base?, places: [Int], labels: [Int], trust: Float) {
        self.pool = pool
        self.base = base
        self.labels = Dictionary(zip(places, labels), uniquingKeysWith: { first, _ in first })
        self.trust = trust
    }

    /// τ = 0.3·m / (m + 15), m the images that the median class can expect: with few images a class, little trust.
    static func trust(expected: Double) -> Float { Float(0.3 * expected / (expected + 15)) }

    /// From the base's answers on: never from an earlier fit, whose errors would stay, so that the order of the labels does not matter.
    ///
    /// - Parameters:
    ///   - rounds: fewer do where only a temperature is read off the answers.
    ///   - most: images that are looked at, at most, beside the labelled ones.
    func model(rounds: Int = PoolFit.rounds, most: Int = .max) -> TwoCovariance {
        let places = pool.drawn(most, with: Array(labels.keys))
        let isLarge = places.count > 2 * Self.firstImages && rounds > 1
        var model = isLarge ? self.model(rounds: rounds - 1, most: Self.firstImages) : nil
        let prior = base.map { base in baseScores(base, places) }
        let scatter = weightedScatter(places)
        for _ in 0..<(isLarge ? 1 : rounds) {
            model = fitted(to: classes(places, prior, model), scatter, count: places.count)
        }
        guard let model else { preconditionFailure("there is a round") }
        return model
    }

    /// l over the chosen images: the one matrix of (images, C) that a fit keeps.
    private func baseScores(_ base: Base, _ places: [Int]) -> Matrix {
        var scores = Matrix.uninitialized(rows: places.count, columns: pool.classCount)
        let width = pool.classCount
        scores.withMutableRows { rows in
            let blocks = blocks(places.count, of: PoolBlocks.rows)
            concurrently(blocks.count) { block, _ in
                let own = blocks[block]
                let chosen = Array(places[own])
                let part = base(pool.embeddings(chosen), pool.zeroShot(chosen))
                part.withRows { rows[row: own.lowerBound].update(from: $0.base, count: own.count * width) }
            }
        }
        return scores
    }

    /// The expectation: what the images come to by the answers of a model; by the base's alone where there is none.
    private func classes(_ places: [Int], _ prior: Matrix?, _ model: TwoCovariance?) -> TwoCovariance.Classes {
        let (classCount, mean) = (pool.classCount, pool.mean)
        let totals = PoolBlocks(places.count).sum(
            into: {
                (sizes: [Double](repeating: 0, count: classCount), sums: Matrix(rows: classCount, columns: mean.count))
            },
            of: { block, totals in
                let chosen = Array(places[block])
                var centred = pool.embeddings(chosen)
                centred.subtract(row: mean)
                var answers = prior?.gatheringRows(block) ?? pool.zeroShot(chosen)
                model?.add(trust, likelihoodOf: centred, to: &answers)
                answers = answers.softmax()
                for (row, place) in chosen.enumerated() {
                    guard let label = labels[place] else { continue }
                    for column in 0..<classCount { answers[row, column] = 0 }
                    answers[row, label] = 1 / Self.unlabelledWeight
                }
                totals.sums.add(answers, transposedTimes: centred, weight: Self.unlabelledWeight)
                var sizes = Matrix(rows: 1, columns: classCount)
                sizes.addRows(of: answers)
                for column in 0..<classCount { totals.sizes[column] += Double(sizes[0, column]) }
            },
            joining: { total, other in
                total.sums.add(other.sums)
                for column in 0..<classCount { total.sizes[column] += other.sizes[column] }
            })
        return TwoCovariance.Classes(
            sizes: totals.sizes.map { $0 * Double(Self.unlabelledWeight) }, sums: totals.sums)
    }

    /// Σ w·(x − x̄)(x − x̄)ᵀ: (D, D).
    private func weightedScatter(_ places: [Int]) -> Matrix {
        var scatter = pool.scatter(of: places)
        scatter.scale(by: Self.unlabelledWeight)
        let labelled = labels.keys.sorted()
        for block in blocks(labelled.count, of: PoolBlocks.rows) {
            let centred = pool.embeddings(Array(labelled[block])).subtracting(row: pool.mean)
            scatter.add(centred, transposedTimes: centred, weight: 1 - Self.unlabelledWeight)
        }
        return scatter
    }

    /// The maximisation.
    private func fitted(to classes: TwoCovariance.Classes, _ scatter: Matrix, count: Int) -> TwoCovariance {
        let mean = pool.mean
        let trace = (0..<mean.count).reduce(0.0) { $0 + Double(pool.scatter[$1, $1]) }
        let variance = trace / Double(max(1, pool.count * mean.count))
        return TwoCovariance(
            classes, mean: mean, scatter: scatter,
            weight: Double(Self.unlabelledWeight) * Double(count - labels.count) + Double(labels.count),
            // Images that are all alike leave no variance: any will do.
            variance: variance > 0 ? Float(variance) : 1)
    }
}
