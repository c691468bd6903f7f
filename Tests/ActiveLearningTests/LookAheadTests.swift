import ActiveLearning
import Foundation
import LinearAlgebra
import ProjectModel
import Testing

/// The closed forms of looking one label ahead, against refitting the kernel ridge with that label and adding up.
@Suite("Looking one label ahead")
struct LookAheadTests {
    private static let regularisation = 0.2

    /// Everything that a strategy reads of a pool, in double precision.
    private struct Plain {
        let askable: [Int]
        var labelled: [Int]
        let probabilities: [[Double]]
        let kernel: [[Double]]

        init(_ pool: ScoredPool) {
            let all = Array(pool.images.indices)
            askable = pool.askableRows
            labelled = all.filter { !pool.isReserve[$0] && pool.reviews[$0].labelledClass != nil }
            probabilities = all.map { pool.probabilities[row: $0].map(Double.init) }
            let embeddings = pool.embeddings.rows(all)
            func distance(_ left: Int, _ right: Int) -> Double {
                zip(embeddings[row: left], embeddings[row: right])
                    .reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
            }
            // Few images: the sample of the median distance is all that may be asked.
            var distances: [Double] = []
            for (place, left) in askable.enumerated() {
                for right in askable[..<place] { distances.append(distance(left, right)) }
            }
            distances.sort()
            let gamma = 1 / distances[distances.count / 2]
            kernel = all.map { left in all.map { exp(-gamma * distance(left, $0)) } }
        }

        /// g_x(z): what a residual of 1 at x adds to the answer at z once x is labelled too: the last weight of the refitted ridge.
        func influence(of x: Int, on z: Int) -> Double {
            let rows = labelled + [x]
            var system = rows.map { left in rows.map { kernel[left][$0] + (left == $0 ? regularisation : 0) } }
            var right = [Double](repeating: 0, count: rows.count)
            right[rows.count - 1] = 1
            // Gaussian elimination: the system is positive definite, so no pivot is zero.
            for pivot in rows.indices {
                for row in rows.indices where row > pivot {
                    let factor = system[row][pivot] / system[pivot][pivot]
                    for column in pivot..<rows.count { system[row][column] -= factor * system[pivot][column] }
                    right[row] -= factor * right[pivot]
                }
            }
            var weights = right
            for row in rows.indices.reversed() {
                for column in rows.indices where column > row { weights[row] -= system[row][column] * weights[column] }
                weights[row] /= system[row][row]
            }
            return zip(rows, weights).reduce(0) { $0 + kernel[z][$1.0] * $1.1 }
        }
    }

    private static func pool(_ seed: UInt64) -> ScoredPool {
        drawnPool(30, labelled: 4, reserve: 2, seed: seed)
    }

    // MARK: The scores, term by term

    /// What refitting with the label takes from the variance at every image, weighted by how unsure the head is of it.
    private static func variance(_ plain: Plain, _ x: Int) -> Double {
        // k_L(z, x)² / (λ + k_L(x, x)) = g_x(z)²·(λ + k_L(x, x)), and g_x(x) = k_L(x, x) / (λ + k_L(x, x)).
        let total = regularisation / (1 - plain.influence(of: x, on: x))
        return plain.askable.reduce(0) { sum, z in
            let sorted = plain.probabilities[z].sorted(by: >)
            let reach = plain.influence(of: x, on: z)
            return sum + (1 - sorted[0] + sorted[1]) * reach * reach * total
        }
    }

    /// The rise of the largest probability, over all answers that x may turn out to have.
    private static func error(_ plain: Plain, _ x: Int) -> Double {
        let own = plain.probabilities[x]
        return plain.askable.reduce(0) { sum, z in
            let reach = plain.influence(of: x, on: z)
            let now = plain.probabilities[z]
            let top = now.indices.max { now[$0] < now[$1] } ?? 0
            return sum
                + own.indices.reduce(0) { sum, answer in
                    let after = now.indices.map { now[$0] + reach * (($0 == answer ? 1 : 0) - own[$0]) }
                    // Only the answer itself can overtake the best one.
                    return sum + own[answer] * max(0, after[answer] - after[top])
                }
        }
    }

    /// The mean excess over the margin, by numerical integration of the normal law.
    private static func gain(_ plain: Plain, _ x: Int) -> Double {
        func excess(_ margin: Double, _ deviation: Double) -> Double {
            let step = 0.01
            var sum = 0.0
            for start in stride(from: -8.0, to: 8, by: step) {
                let middle: Double = start + step / 2
                let density: Double = exp(-middle * middle / 2)
                sum += max(0, deviation * middle - margin) * density * step
            }
            return sum / (2 * Double.pi).squareRoot()
        }
        let own = plain.probabilities[x]
        return plain.askable.reduce(0) { sum, z in
            let now = plain.probabilities[z]
            let order = now.indices.sorted { now[$0] > now[$1] }
            let (first, second) = (order[0], order[1])
            // The variance of d_a − d_b, answer by answer that x may turn out to have.
            let differences = own.indices.map { answer in
                ((answer == first ? 1 : 0) - own[first]) - ((answer == second ? 1 : 0) - own[second])
            }
            let variance = zip(own, differences).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
            let reach = abs(plain.influence(of: x, on: z))
            return sum + excess(now[first] - now[second], reach * variance.squareRoot())
        }
    }

    private static func score(_ strategy: QueryStrategy, _ plain: Plain, _ x: Int) -> Double {
        switch strategy {
        case .varianceReduction: variance(plain, x)
        case .errorReduction: error(plain, x)
        default: gain(plain, x)
        }
    }

    @Test(
        "each pick is the best of all by refitting, as if those before it were labelled already",
        arguments: [QueryStrategy.varianceReduction, .errorReduction, .expectedGain], 1...6)
    func exhaustive(strategy: QueryStrategy, seed: UInt64) throws {
        let pool = Self.pool(seed)
        var plain = Plain(pool)
        let picks = strategy.picks(from: pool, count: 3, seed: 1)
        try #require(picks.count == 3)
        for pick in picks {
            let scores = plain.askable.filter { !plain.labelled.contains($0) }.map {
                (row: $0, score: Self.score(strategy, plain, $0))
            }
            let best = try #require(scores.max { $0.score < $1.score })
            #expect(pick.row == best.row)
            #expect(abs(Double(pick.score) - best.score) < 1e-3 * max(0.01, best.score), "\(pick.score), \(best.score)")
            plain.labelled.append(pick.row)
        }
    }

    @Test("where nothing is undecided nothing is expected, and every image is still offered")
    func certain() {
        var zeroShot = Matrix(rows: 12, columns: 3)
        for row in 0..<12 { zeroShot[row, row % 3] = 200 }
        let embeddings = drawnPool(12, labelled: 0, reserve: 0).embeddings.rows(Array(0..<12))
        let pool = SmallPool.pool(zeroShot: zeroShot, deltaS: nil, embeddings: embeddings)
        let picks = QueryStrategy.expectedGain.picks(from: pool, count: 12, seed: 1)
        #expect(picks.count == 12)
        #expect(picks.allSatisfy { $0.score == 0 })
    }
}
