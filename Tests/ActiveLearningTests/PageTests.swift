import LinearAlgebra
import ProjectModel
import Testing

@testable import ActiveLearning

@Suite("Pages of questions")
struct PageTests {
    /// Every order, trained and not, over pools with everything in them.
    static let cases: [(order: RankingOrder, isTrained: Bool, seed: UInt64)] = RankingOrder.all.flatMap { order in
        [true, false].flatMap { isTrained in (1...4).map { (order, isTrained, UInt64($0)) } }
    }

    private static let reviews: [Int: Review] = [
        1: .labelled(ClassID(0)), 2: .unsure, 3: .skipped, 4: .noneOfThese, 6: .unusable, 17: .skipped,
    ]
    private static let reserve: Set<Int> = [5, 10, 15, 20, 25, 30, 35]

    @Test("a page never asks the reserve or what is answered, nor shows an image twice", arguments: cases)
    func whoIsAsked(order: RankingOrder, isTrained: Bool, seed: UInt64) {
        let pool = SmallPool.random(
            images: 60, classes: 5, isTrained: isTrained, seed: seed, reviews: Self.reviews, reserve: Self.reserve)
        let page = pool.page(order, count: 12, seed: seed)
        #expect(page.order == order)
        #expect(!page.pairs.isEmpty && page.pairs.count <= 12)
        let shown = page.pairs.flatMap(\.rows)
        #expect(Set(shown).count == shown.count, "an image stands on a page once")
        #expect(Set(shown).isDisjoint(with: Self.reserve))
        for pair in page.pairs {
            #expect(pool.isAskable(pair.askedRow))
            #expect(pair.asked.own == pool.classes[pool.zeroShotTop[pair.askedRow]])
            #expect(pair.asked.other != pair.asked.own)
            guard let partner = pair.partner, let row = pair.partnerRow else { continue }
            #expect(partner.own == pair.asked.other && partner.other == pair.asked.own)
            #expect(pool.classes[pool.zeroShotTop[row]] == pair.asked.other)
            #expect(pair.similarity.map { abs($0 - cosine(pool, pair.askedRow, row)) < 1e-5 } == true)
        }
        for left in shown.indices {
            for right in shown.indices where right < left {
                #expect(cosine(pool, shown[left], shown[right]) <= ScoredPool.nearDuplicateCosine)
            }
        }
        let score: RankingScore =
            switch order {
            case .suggested, .confusions: isTrained ? .deltaS : .zeroShotMargin
            case .suspectedErrors: isTrained ? .suspectedError : .zeroShotMargin
            default: order.strategy.readsDeltaS && !isTrained ? .zeroShotMargin : .strategy
            }
        #expect(page.score == score)
    }

    @Test("skipped images come after all others, best first within each part", arguments: cases)
    func skippedLast(order: RankingOrder, isTrained: Bool, seed: UInt64) {
        var reviews: [Int: Review] = [:]
        for row in stride(from: 0, to: 40, by: 2) { reviews[row] = .skipped }
        let pool = SmallPool.random(images: 40, classes: 4, isTrained: isTrained, seed: seed, reviews: reviews)
        let page = pool.page(order, count: 40, seed: seed)
        let isSkipped = page.pairs.map { pool.reviews[$0.askedRow] == .skipped }
        #expect(isSkipped.contains(true) && isSkipped.contains(false))
        #expect(isSkipped == isSkipped.sorted { !$0 && $1 })
        for part in [false, true] {
            let scores = zip(page.pairs, isSkipped).filter { $0.1 == part }.map(\.0.score)
            // What the balance kept out follows at the end of a long page of the single-score orders.
            guard order == .suggested || order == .confusions, isTrained || order == .suggested else { continue }
            #expect(scores == scores.sorted(by: >))
        }
    }

    @Test("the order of confusions is the one that an exhaustive search finds", arguments: 1...12)
    func confusions(seed: UInt64) throws {
        let pool = SmallPool.random(
            images: 70, classes: 4, width: 4, seed: seed, reviews: [1: .unsure, 2: .labelled(ClassID(1))],
            reserve: [7, 8, 9])
        let page = pool.page(.confusions, count: 10, seed: 1)
        let expected = try Exhaustive(pool).page(10)
        #expect(page.pairs.map(\.rows) == expected.map(\.rows))
        for (pair, wanted) in zip(page.pairs, expected) { #expect(abs(pair.score - wanted.score) < 1e-4) }
        #expect(page.hasMore)
    }

    @Test("one class pair fills a quarter of a page at most, unless nothing else is left")
    func balance() {
        // Twelve images between classes 0 and 1 with a large confusion, four between 2 and 3 with a small one.
        var zeroShot: [Float] = []
        var deltaS: [Float] = []
        for row in 0..<16 {
            let (own, other, pull): (Int, Int, Float) =
                row < 12 ? (row % 2, 1 - row % 2, 5) : (2 + row % 2, 3 - row % 2, 1)
            var logits = [Float](repeating: 0, count: 4)
            var delta = [Float](repeating: 0, count: 4)
            (logits[own], logits[other]) = (9, 8)
            (delta[own], delta[other]) = (pull, -0.1 * Float(row))
            zeroShot += logits
            deltaS += delta
        }
        let embeddings = Matrix(
            rows: 16, columns: 16, elements: (0..<256).map { $0 / 16 == $0 % 16 ? 1 : 0.05 }
        ).normalizedRows()
        let pool = SmallPool.pool(
            zeroShot: Matrix(rows: 16, columns: 4, elements: zeroShot),
            deltaS: Matrix(rows: 16, columns: 4, elements: deltaS), embeddings: embeddings)
        let narrow = pool.page(.confusions, count: 4, seed: 1)
        // A page of four: one of 0/1, one of 2/3, and then what there is.
        #expect(Set(narrow.pairs.map(\.classPair)).count == 2)
        let wide = pool.page(.confusions, count: 8, seed: 1)
        let counts = Dictionary(grouping: wide.pairs, by: \.classPair).mapValues(\.count)
        #expect(counts[[ClassID(2), ClassID(3)]] == 2, "all of the small class pair come in: \(counts)")
        #expect(wide.pairs.count == 8, "a page is filled where there is something to fill it with")
    }

    @Test("near-duplicates count as one image")
    func nearDuplicates() {
        var generator = SeededGenerator(seed: 3)
        let directions = Matrix(
            rows: 6, columns: 8, elements: (0..<48).map { _ in Float(generator.nextUnit() - 0.5) }
        ).normalizedRows()
        // Thirty images in six heaps of five that differ by a hair.
        var elements: [Float] = []
        for image in 0..<30 {
            elements += directions[row: image % 6].map { $0 + Float(generator.nextUnit() - 0.5) * 0.01 }
        }
        let embeddings = Matrix(rows: 30, columns: 8, elements: elements).normalizedRows()
        for order in RankingOrder.all {
            let pool = SmallPool.random(images: 30, classes: 3, seed: 8, embeddings: embeddings)
            let shown = pool.page(order, count: 30, seed: 1).pairs.flatMap(\.rows).map { $0 % 6 }
            #expect(Set(shown).count == shown.count, "\(order.name) shows a heap twice")
            #expect(shown.count >= 4)
        }
    }

    @Test("a page is filled although most images look like another one", arguments: [false, true])
    func heaps(isTrained: Bool) {
        var generator = SeededGenerator(seed: 5)
        let heaps = 24
        let directions = Matrix(
            rows: heaps, columns: 16, elements: (0..<heaps * 16).map { _ in Float(generator.nextUnit() - 0.5) }
        ).normalizedRows()
        var elements: [Float] = []
        // Nearly all look like one another, and each of them says something about all of these.
        for image in 0..<360 {
            let heap = image < 300 ? 0 : 1 + image % (heaps - 1)
            elements += directions[row: heap].map { $0 + Float(generator.nextUnit() - 0.5) * 0.095 }
        }
        let embeddings = Matrix(rows: 360, columns: 16, elements: elements).normalizedRows()
        let pool = SmallPool.random(
            images: 360, classes: 4, isTrained: isTrained, seed: 2, embeddings: embeddings)
        #expect(pool.page(.suggested, count: 10, seed: 1).pairs.count == 10)
    }
}

/// The order of confusions, as the design describes it and without any short cut.
private struct Exhaustive {
    let pool: ScoredPool

    init(_ pool: ScoredPool) { self.pool = pool }

    struct Found {
        var rows: [Int]
        var score: Float
    }

    func page(_ count: Int) throws -> [Found] {
        let deltaS = try #require(pool.deltaS)
        struct Candidate {
            var row: Int
            var own: Int
            var other: Int
            var partners: [Int]
            var score: Float
        }
        func score(_ row: Int, _ own: Int, _ other: Int) -> Float {
            deltaS[row, own] - deltaS[row, other] - (pool.zeroShot[row, own] - pool.zeroShot[row, other])
        }
        var candidates: [Candidate] = []
        for row in pool.images.indices where !pool.isReserve[row] && !pool.reviews[row].isAnswered {
            let own = pool.zeroShotTop[row]
            let corrected = Array(pool.correctedProbabilities?[row: row] ?? [])
            let other = try #require(corrected.indices.filter { $0 != own }.max { corrected[$0] < corrected[$1] })
            let partners = pool.images.indices.filter { candidate in
                guard !pool.isReserve[candidate], pool.zeroShotTop[candidate] == other else { return false }
                let isFree =
                    !pool.reviews[candidate].isAnswered || pool.reviews[candidate] == .labelled(pool.classes[other])
                return isFree && cosine(pool, row, candidate) <= ScoredPool.nearDuplicateCosine
            }.sorted { cosine(pool, row, $0) > cosine(pool, row, $1) }
            candidates.append(
                Candidate(
                    row: row, own: own, other: other, partners: Array(partners.prefix(8)),
                    score: score(row, own, other)))
        }
        candidates.sort { $0.score > $1.score }
        var used: [Int] = []
        var shares: [Set<Int>: Int] = [:]
        var found: [Found] = []
        func isTaken(_ row: Int) -> Bool {
            used.contains { $0 == row || cosine(pool, $0, row) > ScoredPool.nearDuplicateCosine }
        }
        for ignoresBalance in [false, true] {
            for candidate in candidates where found.count < count && !isTaken(candidate.row) {
                let classPair: Set = [candidate.own, candidate.other]
                guard ignoresBalance || shares[classPair, default: 0] < max(1, count / 4) else { continue }
                let partner = candidate.partners.first { !isTaken($0) }
                used += [candidate.row] + (partner.map { [$0] } ?? [])
                shares[classPair, default: 0] += 1
                found.append(
                    Found(
                        rows: [candidate.row] + (partner.map { [$0] } ?? []),
                        score: score(candidate.row, candidate.own, candidate.other)))
            }
        }
        return found.sorted { $0.score > $1.score }
    }
}
