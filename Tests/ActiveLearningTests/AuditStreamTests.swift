import ActiveLearning
import LinearAlgebra
import ProjectModel
import Testing

@Suite("The audit stream")
struct AuditStreamTests {
    @Test("a tenth of the prompts come from the reserve, each with the probability it was drawn with")
    func probability() throws {
        var stream = PromptStream(seed: 11)
        let draws = 40_000
        var audits = 0
        for _ in 0..<draws {
            let draw = stream.next(rankingHasMore: true, reserveHasMore: true)
            switch try #require(draw) {
            case .reserve(let probability):
                #expect(probability == 0.1)
                audits += 1
            case .ranking(let probability): #expect(probability == 0.9)
            case .repeated: Issue.record("nothing was there to be repeated")
            }
        }
        // Four standard deviations of a binomial: 4·√(n·0.1·0.9).
        #expect(abs(Double(audits) - 0.1 * Double(draws)) < 4 * (Double(draws) * 0.09).squareRoot())
    }

    @Test("sides are even")
    func sides() {
        var stream = PromptStream(seed: 5)
        let left = (0..<10_000).count { _ in stream.isOnTheLeft() }
        #expect(abs(left - 5_000) < 200)
    }

    @Test("what is left decides: the reserve never takes over, an audit session asks nothing else")
    func whatIsLeft() {
        var stream = PromptStream(seed: 1)
        for _ in 0..<50 {
            let reserveAlone = stream.next(rankingHasMore: false, reserveHasMore: true)
            let nothing = stream.next(rankingHasMore: false, reserveHasMore: false)
            let rankingAlone = stream.next(rankingHasMore: true, reserveHasMore: false)
            #expect(reserveAlone == nil)
            #expect(nothing == nil)
            #expect(rankingAlone == .ranking(probability: 1))
        }
        var audit = PromptStream(seed: 1, isAuditOnly: true)
        let asked = audit.next(rankingHasMore: true, reserveHasMore: true)
        let over = audit.next(rankingHasMore: true, reserveHasMore: false)
        #expect(asked == .reserve(probability: 1))
        #expect(over == nil)
    }

    @Test("a seed is a sequence, and another seed another one")
    func seeds() {
        func draws(_ seed: UInt64) -> [PromptStream.Draw?] {
            var stream = PromptStream(seed: seed)
            return (0..<200).map { _ in stream.next(rankingHasMore: true, reserveHasMore: true) }
        }
        #expect(draws(7) == draws(7))
        #expect(draws(7) != draws(8))
    }

    @Test("the reserve is asked in an order that answers do not change, skipped images last")
    func reserveOrder() {
        let reserve = Set(0..<30)
        let fresh = SmallPool.random(images: 40, classes: 3, seed: 2, reserve: reserve).auditRows(seed: 9)
        #expect(Set(fresh) == reserve)
        #expect(fresh != fresh.sorted())
        let reviews: [Int: Review] = [fresh[0]: .labelled(ClassID(1)), fresh[4]: .unsure, fresh[6]: .skipped]
        let later = SmallPool.random(images: 40, classes: 3, seed: 2, reviews: reviews, reserve: reserve)
            .auditRows(seed: 9)
        let expected = fresh.filter { ![fresh[0], fresh[4], fresh[6]].contains($0) } + [fresh[6]]
        #expect(later == expected)
    }

    @Test("an audit prompt looks like any other")
    func prompt() {
        let pool = SmallPool.random(images: 40, classes: 3, seed: 4, reserve: [0, 1, 2])
        for row in 0..<3 {
            let pair = pool.prompt(forRow: row)
            #expect(pair.askedRow == row)
            #expect(pair.partnerRow.map { $0 > 2 } == true, "its partner is an image of the pool")
            #expect(
                pair.asked.pull == pool.pull(row, Int(pair.asked.own.rawValue), over: Int(pair.asked.other.rawValue)))
        }
    }
}
