import ActiveLearning
import LinearAlgebra
import ProjectModel
import Testing

@Suite("Query strategies")
struct StrategyTests {
    @Test("a strategy asks about askable images only, each once, as many as wanted", arguments: QueryStrategy.all)
    func askable(strategy: QueryStrategy) {
        let pool = drawnPool()
        let picks = strategy.picks(from: pool, count: 10, seed: 1)
        #expect(Set(picks.map(\.row)).count == picks.count)
        #expect(picks.allSatisfy { pool.isAskable($0.row) })
        // Pairs are as many as the pool has; all others fill the page.
        #expect(strategy == .pairs ? (1...10).contains(picks.count) : picks.count == 10)
    }

    @Test("a seed gives the same images", arguments: QueryStrategy.all)
    func seeded(strategy: QueryStrategy) {
        let pool = drawnPool()
        #expect(strategy.picks(from: pool, count: 8, seed: 5) == strategy.picks(from: pool, count: 8, seed: 5))
    }

    @Test("before the first label and training every strategy still asks", arguments: QueryStrategy.all)
    func coldStart(strategy: QueryStrategy) {
        let pool = drawnPool(labelled: 0, isTrained: false)
        #expect(strategy.picks(from: pool, count: 6, seed: 1).count == 6)
        if strategy.readsDeltaS {
            #expect(
                strategy.picks(from: pool, count: 6, seed: 1)
                    == QueryStrategy.margin.picks(from: pool, count: 6, seed: 1))
        }
    }

    @Test("more than there is gives all there is, and nothing gives nothing", arguments: QueryStrategy.all)
    func ends(strategy: QueryStrategy) {
        let small = drawnPool(9, labelled: 2, reserve: 3)
        let picks = strategy.picks(from: small, count: 50, seed: 1)
        #expect(picks.count <= 4 && !picks.isEmpty)
        let empty = drawnPool(5, labelled: 5, reserve: 0)
        #expect(strategy.picks(from: empty, count: 5, seed: 1).isEmpty)
    }

    @Test("uncertainty is sorted by its formula")
    func formulas() {
        let pool = drawnPool()
        func rows(_ value: ([Float]) -> Float) -> [Int] {
            pool.askableRows.sorted { left, right in
                let (first, second) = (
                    value(Array(pool.probabilities[row: left])), value(Array(pool.probabilities[row: right]))
                )
                return first != second ? first > second : left < right
            }
        }
        func top(_ strategy: QueryStrategy) -> [Int] { strategy.picks(from: pool, count: 12, seed: 1).map(\.row) }
        #expect(top(.leastConfidence) == Array(rows { 1 - ($0.max() ?? 0) }.prefix(12)))
        #expect(
            top(.margin)
                == Array(
                    rows { row in
                        let sorted = row.sorted(by: >)
                        return 1 - (sorted[0] - sorted[1])
                    }.prefix(12)))
    }

    @Test("k-centre takes the image farthest from every label, by brute force")
    func coreSet() throws {
        let pool = drawnPool()
        let first = try #require(QueryStrategy.coreSet.picks(from: pool, count: 3, seed: 1).first)
        let embeddings = pool.embeddings.rows(Array(pool.images.indices))
        func distance(_ left: Int, _ right: Int) -> Float {
            zip(embeddings[row: left], embeddings[row: right]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        let labelled = pool.images.indices.filter { pool.reviews[$0].labelledClass != nil && !pool.isReserve[$0] }
        let nearest = { (row: Int) in labelled.map { distance(row, $0) }.min() ?? 0 }
        let farthest = try #require(pool.askableRows.max { nearest($0) < nearest($1) })
        #expect(first.row == farthest)
        #expect(abs(first.score - nearest(farthest)) < 1e-4)
    }

    @Test("classes in turn: the first picks are of different predicted classes")
    func balanced() {
        let pool = drawnPool(labelled: 0)
        let answers = pool.probabilities.argmax()
        let picks = QueryStrategy.balancedMargin.picks(from: pool, count: 4, seed: 1)
        #expect(Set(picks.map { answers[$0.row] }).count == 4)
    }

    @Test("every strategy stands in the table of orders, described, under its own name")
    func registered() {
        for strategy in QueryStrategy.all {
            let order = RankingOrder.named(strategy.name)
            #expect(order?.strategy == strategy)
        }
        #expect(Set(RankingOrder.all.map(\.name)).count == RankingOrder.all.count)
        #expect(Set(QueryStrategy.all.map(\.place)).count == QueryStrategy.all.count)
        #expect(Set(RankingOrder.all.map(\.strategy)) == Set(QueryStrategy.all))
        for order in RankingOrder.all {
            let told = order.guidance
            #expect(!told.formula.isEmpty && !told.direction.isEmpty && !told.purpose.isEmpty && !told.evidence.isEmpty)
        }
        #expect(RankingOrder.all.first == .suggested)
    }

    @Test("every order fills a page, each image once", arguments: RankingOrder.all.map(\.name))
    func pages(name: String) throws {
        let pool = drawnPool(80)
        let order = try #require(RankingOrder.named(name))
        let page = pool.page(order, count: 10, seed: 1)
        #expect(page.pairs.count == 10)
        #expect(Set(page.pairs.map(\.asked.image)).count == 10)
    }
}
