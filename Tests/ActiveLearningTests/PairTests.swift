import LinearAlgebra
import ProjectModel
import Testing

@testable import ActiveLearning

@Suite("Confused pairs")
struct PairTests {
    @Test("the pull is a difference of Δs, and a shift common to all classes changes neither it nor the magnitude")
    func pull() throws {
        let deltaS = Matrix(rows: 1, columns: 3, elements: [2, -1, 0.5])
        let shifted = Matrix(rows: 1, columns: 3, elements: [12, 9, 10.5])
        let zeroShot = Matrix(rows: 1, columns: 3, elements: [1, 2, 3])
        let embedding = Matrix(rows: 1, columns: 1, elements: [1])
        for values in [deltaS, shifted] {
            let pool = SmallPool.pool(zeroShot: zeroShot, deltaS: values, embeddings: embedding)
            #expect(pool.pull(0, 0, over: 1) == 3)
            #expect(pool.pull(0, 1, over: 0) == -3)
            // The mean is 0.5: the deviations are 1.5, −1.5 and 0.
            #expect(abs(try #require(pool.magnitude(0)) - 4.5.squareRoot().float) < 1e-5)
        }
        let untrained = SmallPool.pool(zeroShot: zeroShot, deltaS: nil, embeddings: embedding)
        #expect(untrained.pull(0, 0, over: 1) == nil)
        #expect(untrained.magnitude(0) == nil)
    }

    @Test("an image is confused with the best other class of the corrected logits", arguments: 1...20)
    func confusion(seed: UInt64) throws {
        let pool = SmallPool.random(images: 30, classes: 9, seed: seed)
        let deltaS = try #require(pool.deltaS)
        let corrected = try #require(pool.correctedProbabilities)
        for row in 0..<30 {
            let logits = Array(pool.zeroShot[row: row])
            let own = try #require(logits.indices.max { logits[$0] < logits[$1] })
            let expected = try #require((0..<9).filter { $0 != own }.max { corrected[row, $0] < corrected[row, $1] })
            let found = pool.confusion(of: row)
            #expect(found.own == own)
            #expect(found.other == expected)
            #expect(found.pull == deltaS[row, own] - deltaS[row, expected])
        }
    }

    @Test("without Δs the other class is the runner-up of plain CLIP")
    func runnerUp() {
        let pool = SmallPool.pool(
            zeroShot: Matrix(rows: 2, columns: 3, elements: [1, 5, 3, 2, 2, 2]), deltaS: nil,
            embeddings: Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 1]))
        #expect(pool.confusion(of: 0) == Confusion(row: 0, own: 1, other: 2, pull: nil))
        #expect(pool.confusion(of: 1) == Confusion(row: 1, own: 0, other: 1, pull: nil))
    }

    @Test("the score is how far the pull outweighs the lead of CLIP's answer: positive where the answer is overturned")
    func score() {
        func score(deltaS: [Float]) -> Float {
            let pool = SmallPool.pool(
                zeroShot: Matrix(rows: 1, columns: 3, elements: [2, 1, 0]),
                deltaS: Matrix(rows: 1, columns: 3, elements: deltaS),
                embeddings: Matrix(rows: 1, columns: 2, elements: [1, 0]))
            return pool.correctedLead(pool.confusion(of: 0))
        }
        #expect(score(deltaS: [3, 0, 0]) == 2)
        #expect(score(deltaS: [1, 0, 0]) == 0)
        #expect(score(deltaS: [0, 0, 0]) == -1)
        // The third class comes second once Δs is taken away: 2 − 0 before, 3 − 0.5 after.
        #expect(score(deltaS: [0.5, 4, -3]) == 1.5)
    }

    @Test("the margin is the distance between the two most probable classes")
    func marginOfProbabilities() {
        #expect(abs(margin(of: [0.2, 0.5, 0.3] as [Float]) - 0.2) < 1e-6)
        #expect(margin(of: [0.5, 0.5] as [Float]) == 0)
        #expect(margin(of: [1, 0] as [Float]) == 1)
    }

    @Test("look-alikes are the nearest images that are seen as the other class", arguments: 1...10)
    func lookAlikes(seed: UInt64) {
        let reviews: [Int: Review] = [
            3: .unsure, 5: .noneOfThese, 7: .unusable, 9: .skipped, 11: .labelled(ClassID(0)),
            12: .labelled(ClassID(1)), 13: .labelled(ClassID(2)),
        ]
        let reserve: Set<Int> = [0, 4, 8]
        let pool = SmallPool.random(images: 40, classes: 3, width: 3, seed: seed, reviews: reviews, reserve: reserve)
        let lookAlikes = LookAlikes(pool)
        for label in 0..<3 {
            let candidates = (0..<40).filter { row in
                guard !reserve.contains(row), pool.zeroShotTop[row] == label else { return false }
                switch reviews[row] {
                case .unsure, .noneOfThese, .unusable: return false
                case .labelled(let id): return id.rawValue == Int64(label)
                default: return true
                }
            }
            let found = lookAlikes.nearest(to: Array(0..<40), seenAs: label)
            for row in 0..<40 {
                let expected = candidates.filter { cosine(pool, row, $0) <= ScoredPool.nearDuplicateCosine }
                    .sorted { cosine(pool, row, $0) > cosine(pool, row, $1) }.prefix(8)
                #expect(found[row].map(\.row) == Array(expected), "of \(row), seen as \(label)")
            }
        }
    }
}

extension Double {
    fileprivate var float: Float { Float(self) }
}
