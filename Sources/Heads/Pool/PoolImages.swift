package import LinearAlgebra

/// The images of a pool that a head may learn from, labelled or not: fetched in blocks, since they may lie in a file far larger than
/// the memory.
///
/// What depends on the images alone is found out once, when a head first asks.
package final class PoolImages: Sendable {
    package let count: Int
    /// C.
    package let classCount: Int
    /// How they lie: the scale of the closed-form heads.
    package let geometry: PoolGeometry
    /// Unit embeddings of the images at some places, (places, D).
    let embeddings: @Sendable ([Int]) -> Matrix
    /// CLIP's own logits of them, (places, C).
    let zeroShot: @Sendable ([Int]) -> Matrix
    private let spread: Deferred<PoolSpread>
    private let expected: Deferred<Double>

    /// - Parameters:
    ///   - embeddings: unit embeddings of the images at some places, (places, D).
    ///   - zeroShot: CLIP's own logits of them, (places, C).
    package init(
        count: Int, classCount: Int, geometry: PoolGeometry, embeddings: @escaping @Sendable ([Int]) -> Matrix,
        zeroShot: @escaping @Sendable ([Int]) -> Matrix
    ) {
        self.count = count
        self.classCount = classCount
        self.geometry = geometry
        self.embeddings = embeddings
        self.zeroShot = zeroShot
        let width = geometry.mean.count
        spread = Deferred { PoolSpread(count, width: width, embeddings) }
        expected = Deferred { Self.medianExpected(count, classes: classCount, zeroShot) }
    }

    /// Images that lie in memory.
    package convenience init(embeddings: Matrix, zeroShot: Matrix, geometry: PoolGeometry) {
        precondition(embeddings.rows == zeroShot.rows, "an embedding and logits for each image")
        self.init(
            count: embeddings.rows, classCount: zeroShot.columns, geometry: geometry,
            embeddings: { embeddings.gatheringRows($0) }, zeroShot: { zeroShot.gatheringRows($0) })
    }

    /// The mean embedding: D values.
    var mean: [Float] { spread.value.mean }
    /// Σ (x − x̄)(x − x̄)ᵀ over all images: (D, D).
    var scatter: Matrix { spread.value.scatter }
    /// Images that plain CLIP expects of the class that has as many below it as above.
    package var medianExpected: Double { expected.value }

    private static func medianExpected(
        _ count: Int, classes: Int, _ zeroShot: @Sendable ([Int]) -> Matrix
    ) -> Double {
        let total = PoolBlocks(count).sum(
            into: { Matrix(rows: 1, columns: classes) },
            of: { block, expected in expected.addRows(of: zeroShot(Array(block)).softmax()) },
            joining: { $0.add($1) })
        let sorted = total.elements.sorted().map(Double.init)
        guard !sorted.isEmpty else { return 0 }
        let half = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    }

    /// Places drawn at random, always the same, with those that must be among them, in rising order; all where there are no more.
    /// Pictures lie in the order of classes, days or cameras: every fifth might all be of one kind.
    func drawn(_ most: Int, with needed: [Int]) -> [Int] {
        guard count > most else { return Array(0..<count) }
        var generator = SeededGenerator(seed: Self.seed)
        return Set(generator.shuffled(0..<count).prefix(most)).union(needed).sorted()
    }

    private static let seed: UInt64 = 1

    /// Σ (x − x̄)(x − x̄)ᵀ over some of the images, x̄ the mean of all: (D, D).
    func scatter(of places: [Int]) -> Matrix {
        guard places.count < count else { return scatter }
        return PoolSpread.scatter(of: places, around: mean, embeddings)
    }
}

/// How the embeddings of a pool lie around their mean.
private struct PoolSpread: Sendable {
    let mean: [Float]
    let scatter: Matrix

    init(_ count: Int, width: Int, _ embeddings: @Sendable ([Int]) -> Matrix) {
        let sum = PoolBlocks(count).sum(
            into: { Matrix(rows: 1, columns: width) },
            of: { block, sum in sum.addRows(of: embeddings(Array(block))) }, joining: { $0.add($1) })
        let mean = sum.elements.map { $0 / Float(max(1, count)) }
        self.mean = mean
        scatter = Self.scatter(of: Array(0..<count), around: mean, embeddings)
    }

    static func scatter(of places: [Int], around mean: [Float], _ embeddings: @Sendable ([Int]) -> Matrix) -> Matrix {
        PoolBlocks(places.count).sum(
            into: { Matrix(rows: mean.count, columns: mean.count) },
            of: { block, scatter in
                var centred = embeddings(Array(places[block]))
                centred.subtract(row: mean)
                scatter.add(centred, transposedTimes: centred)
            }, joining: { $0.add($1) })
    }
}

/// Sums over the images of a pool, block by block on all processors.
///
/// The blocks are divided among a few lanes by their number alone, and the lanes are joined in order: the sum is the same, bit for
/// bit, on any number of processors.
struct PoolBlocks {
    private let count: Int

    /// Images that are fetched at once: the block, its products and its answers stay in the cache.
    static let rows = 1_024
    private static let lanes = 8

    init(_ count: Int) { self.count = count }

    func sum<Sum>(
        into empty: () -> Sum, of add: (_ block: Range<Int>, _ sum: inout Sum) -> Void,
        joining join: (_ sum: inout Sum, _ other: Sum) -> Void
    ) -> Sum {
        let blocks = blocks(count, of: Self.rows)
        let lanes = max(1, min(Self.lanes, blocks.count))
        let sums = concurrentMap(lanes, together: 1) { lane in
            var sum = empty()
            for block in blocks[lane * blocks.count / lanes..<(lane + 1) * blocks.count / lanes] { add(block, &sum) }
            return sum
        }
        var total = sums[0]
        for sum in sums.dropFirst() { join(&total, sum) }
        return total
    }
}
