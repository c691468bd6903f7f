import Foundation
import LinearAlgebra
import ProjectModel
import Testing

@testable import ActiveLearning

@Suite("Uncertainty herding")
struct HerdingTests {
    @Test("it picks what an exhaustive greedy search picks", arguments: 1...12)
    func exhaustive(seed: UInt64) {
        let reviews: [Int: Review] = [2: .labelled(ClassID(0)), 9: .labelled(ClassID(2)), 12: .unsure, 14: .skipped]
        let pool = SmallPool.random(images: 45, classes: 3, width: 5, seed: seed, reviews: reviews, reserve: [0, 1])
        let picks = UncertaintyHerding().picks(from: pool, count: 12, seed: seed).map(\.row)
        #expect(picks == greedy(pool, 12))
    }

    @Test("from sixty labels on it looks closer, by the fourth root", arguments: [61, 120, 300])
    func narrowing(labels: Int) {
        var told = 0
        for seed: UInt64 in 1...6 {
            let reviews = Dictionary(
                uniqueKeysWithValues: (0..<labels).map { ($0, Review.labelled(ClassID(Int64($0 % 3)))) })
            let pool = SmallPool.random(images: labels + 50, classes: 3, width: 12, seed: seed, reviews: reviews)
            let picks = UncertaintyHerding().picks(from: pool, count: 15, seed: seed).map(\.row)
            #expect(
                picks == greedy(pool, 15, narrowing: (60 / Double(labels)).squareRoot().squareRoot()), "seed \(seed)")
            if picks != greedy(pool, 15) { told += 1 }
        }
        #expect(labels < 100 || told > 0, "with the full width other images would have been picked")
    }

    /// Σ u(x)·max k(x, s) is evaluated anew, in double precision, for every candidate of every step.
    private func greedy(_ pool: ScoredPool, _ count: Int, narrowing: Double = 1) -> [Int] {
        let all = pool.embeddings.rows(Array(pool.images.indices))
        let cosines = all.times(transposed: all)
        func distance(_ left: Int, _ right: Int) -> Double { max(0, 2 - 2 * Double(cosines[left, right])) }
        let askable = pool.images.indices.filter { !pool.isReserve[$0] && !pool.reviews[$0].isAnswered }
        let labelled = pool.images.indices.filter { !pool.isReserve[$0] && pool.reviews[$0].labelledClass != nil }
        var distances: [Double] = []
        for left in askable { for right in askable where right < left { distances.append(distance(left, right)) } }
        let width = distances.sorted()[distances.count / 2] / 2 * narrowing
        func kernel(_ left: Int, _ right: Int) -> Double { exp(-distance(left, right) / width) }
        func uncertainty(_ row: Int) -> Double {
            let sorted = pool.probabilities[row: row].sorted(by: >)
            return 1 - Double(sorted[0] - sorted[1])
        }
        func value(_ set: [Int]) -> Double {
            askable.reduce(0) { sum, row in
                sum + uncertainty(row) * (set.map { kernel(row, $0) }.max() ?? 0)
            }
        }
        var picked: [Int] = []
        while picked.count < count {
            let left = askable.filter { candidate in
                !picked.contains { cosines[$0, candidate] > ScoredPool.nearDuplicateCosine }
            }
            guard let best = left.max(by: { value(labelled + picked + [$0]) < value(labelled + picked + [$1]) })
            else { break }
            picked.append(best)
        }
        return picked
    }

    @Test("a large pool is covered by a seeded sample: the same seed gives the same picks, all of them askable")
    func largePool() {
        let reserve = Set(stride(from: 0, to: 21_000, by: 7))
        let pool = SmallPool.random(images: 25_000, classes: 3, width: 4, seed: 1, reserve: reserve)
        let picks = UncertaintyHerding().picks(from: pool, count: 40, seed: 3).map(\.row)
        #expect(picks == UncertaintyHerding().picks(from: pool, count: 40, seed: 3).map(\.row))
        #expect(Set(picks).count == 40)
        #expect(picks.allSatisfy(pool.isAskable))
    }

    @Test("nothing left to ask gives nothing")
    func nothingLeft() {
        let pool = SmallPool.random(images: 3, classes: 2, seed: 1, reviews: [0: .unsure, 1: .unusable], reserve: [2])
        #expect(UncertaintyHerding().picks(from: pool, count: 5, seed: 1).isEmpty)
        for order in RankingOrder.all {
            let page = pool.page(order, count: 5, seed: 1)
            #expect(page.pairs.isEmpty && !page.hasMore)
        }
    }
}
