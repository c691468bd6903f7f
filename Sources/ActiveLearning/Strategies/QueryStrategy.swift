internal import Glibc
internal import LinearAlgebra

/// Which unlabelled images to ask about. Each is described by its row of `RankingOrder.all`: formula, direction, evidence.
package enum QueryStrategy: String, Sendable, CaseIterable {
    case random
    case margin
    case entropy
    case leastConfidence = "least-confidence"
    case uncertaintyHerding = "uherding"
    case narrowHerding = "uherding-narrow"
    case answerHerding = "uherding-answers"
    case typiClust = "typiclust"
    case badge
    case coreSet = "core-set"
    case balancedMargin = "balanced-margin"
    case diverseMargin = "diverse-margin"
    case varianceReduction = "variance-reduction"
    case errorReduction = "error-reduction"
    case expectedGain = "expected-gain"
    case deltaS = "delta-s"
    case pull
    case pairs
    case suspectedErrors = "suspected-errors"

    /// A row of the pool and the number by which it was picked; larger comes first, and the unit is the strategy's.
    package struct Pick: Sendable, Equatable {
        package let row: Int
        package let score: Float
    }

    /// Whether the strategy reads Δs, which does not exist before the first training.
    package var readsDeltaS: Bool {
        switch self {
        case .deltaS, .pull, .pairs, .suspectedErrors: true
        default: false
        }
    }

    /// Rows to ask about, best first; never the reserve, never an answered image.
    ///
    /// The same pool and seed give the same rows. A strategy that reads Δs ranks by margin before the first training; who
    /// shows such a page says so.
    package func picks(from pool: ScoredPool, count: Int, seed: UInt64) -> [Pick] {
        let askable = pool.askableRows
        guard !askable.isEmpty, count > 0 else { return [] }
        let strategy = readsDeltaS && pool.deltaS == nil ? .margin : self
        switch strategy {
        case .random:
            var generator = SeededGenerator(seed: seed)
            return generator.shuffled(askable).prefix(count).enumerated().map {
                Pick(row: $0.element, score: 1 - Float($0.offset) / Float(askable.count))
            }
        case .margin: return pool.highest(count, askable, Uncertainty.margin.values(pool.probabilities, askable))
        case .entropy: return pool.highest(count, askable, Uncertainty.entropy.values(pool.probabilities, askable))
        case .leastConfidence:
            return pool.highest(count, askable, Uncertainty.leastConfidence.values(pool.probabilities, askable))
        case .uncertaintyHerding: return UncertaintyHerding().picks(from: pool, count: count, seed: seed)
        case .narrowHerding:
            return UncertaintyHerding(widthShare: UncertaintyHerding.narrowWidthShare)
                .picks(from: pool, count: count, seed: seed)
        case .answerHerding:
            return UncertaintyHerding(comparesAnswers: true).picks(from: pool, count: count, seed: seed)
        case .typiClust: return TypicalClusters.picks(from: pool, askable, count: count, seed: seed)
        case .badge: return GradientSpread.picks(from: pool, askable, count: count, seed: seed)
        case .coreSet: return CentreSpread.picks(from: pool, askable, count: count, seed: seed)
        case .balancedMargin: return MarginVariants.balanced(pool, askable, count: count)
        case .diverseMargin: return MarginVariants.diverse(pool, askable, count: count)
        case .varianceReduction:
            return LookAhead(pool, askable, count: count, seed: seed).varianceReduction(count: count)
        case .errorReduction: return LookAhead(pool, askable, count: count, seed: seed).errorReduction(count: count)
        case .expectedGain: return LookAhead(pool, askable, count: count, seed: seed).expectedGain(count: count)
        case .deltaS: return pool.highest(count, askable, askable.map { pool.magnitude($0) ?? 0 })
        case .pull: return pool.highest(count, askable, askable.map { abs(pool.confusion(of: $0).pull ?? 0) })
        case .pairs: return pool.pairPicks(count)
        case .suspectedErrors:
            guard let corrected = pool.correctedProbabilities else {
                preconditionFailure("Δs comes with corrected probabilities")
            }
            return pool.highest(count, askable, askable.map { 1 - corrected[$0, pool.zeroShotTop[$0]] })
        }
    }
}

extension ScoredPool {
    /// The rows with the largest values, largest first.
    func highest(_ count: Int, _ rows: [Int], _ values: [Float]) -> [QueryStrategy.Pick] {
        values.withUnsafeBufferPointer { buffer in
            largest(count, of: buffer).map { QueryStrategy.Pick(row: rows[$0], score: buffer[$0]) }
        }
    }

    /// Both images of the most confused pairs, pair after pair.
    fileprivate func pairPicks(_ count: Int) -> [QueryStrategy.Pick] {
        let rowOf = Dictionary(
            images.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var picks: [QueryStrategy.Pick] = []
        for pair in page(.confusions, count: (count + 1) / 2, seed: 0).pairs {
            for side in [pair.asked, pair.partner].compactMap(\.self) {
                guard let row = rowOf[side.image], isAskable(row), picks.count < count else { continue }
                picks.append(QueryStrategy.Pick(row: row, score: pair.score))
            }
        }
        return picks
    }
}

/// How unsure a head is of its answer, larger is less sure. Settles, "Active learning literature survey", 2009, §3.1.
enum Uncertainty {
    /// 1 − (p₁ − p₂), in [0, 1].
    case margin
    /// −Σ p ln p, in [0, ln C] nats.
    case entropy
    /// 1 − p₁, in [0, 1 − 1/C].
    case leastConfidence

    /// Rows computed by one worker at a time.
    private static let blockRows = 4_096
    /// Below it a class adds less than 1e-7 nats.
    private static let noticeable: Float = 1e-9

    /// The uncertainty of some rows of (images, classes) probabilities.
    func values(_ probabilities: Matrix, _ rows: [Int]) -> [Float] {
        let columns = probabilities.columns
        return probabilities.elements.withUnsafeBufferPointer { values in
            concurrentMap(rows.count, together: Self.blockRows) { place in
                let start = rows[place] * columns
                return value(UnsafeBufferPointer(rebasing: values[start..<start + columns]))
            }
        }
    }

    private func value(_ row: UnsafeBufferPointer<Float>) -> Float {
        switch self {
        case .margin: 1 - ActiveLearning.margin(of: row)
        case .entropy: row.reduce(0) { $1 > Self.noticeable ? $0 - $1 * log($1) : $0 }
        case .leastConfidence: 1 - (row.max() ?? 0)
        }
    }
}
