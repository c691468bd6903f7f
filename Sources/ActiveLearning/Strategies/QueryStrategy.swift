internal import LinearAlgebra
internal import ProjectModel

/// A way to choose which unlabelled images to ask about, with what people are told about it.
///
/// Each is declared in the file that computes it and listed in `QueryStrategy.all`; commands, screens and the manual read that list.
package struct QueryStrategy: Sendable {
    /// As typed, logged and printed.
    package let name: String
    package let guidance: Guidance
    /// Whether it reads Δs, which a small pool does not have before the first training.
    package let readsDeltaS: Bool
    /// Where it stands among the orders that are offered, smallest first; no two have the same.
    package let place: Int
    private let pick: @Sendable (Asked) -> [Pick]

    /// What a strategy is asked: some images of a pool.
    package struct Asked: Sendable {
        package let pool: ScoredPool
        /// Rows that may be asked about, in row order; never none.
        package let askable: [Int]
        /// Images wanted: one at least.
        package let count: Int
        package let seed: UInt64
    }

    /// A row of the pool and the number by which it was picked; larger comes first, and the unit is the strategy's.
    package struct Pick: Sendable, Equatable {
        package let row: Int
        package let score: Float
    }

    /// - Parameter pick: rows out of the askable ones, best first, each once; the same question has the same answer.
    init(
        name: String, title: String, formula: String, direction: String, purpose: String, evidence: String,
        measuredWith: String? = nil, readsDeltaS: Bool = false, place: Int,
        pick: @escaping @Sendable (Asked) -> [Pick]
    ) {
        self.name = name
        guidance = Guidance(
            title: title, formula: formula, direction: direction, purpose: purpose, evidence: evidence,
            measuredWith: measuredWith)
        self.readsDeltaS = readsDeltaS
        self.place = place
        self.pick = pick
    }

    /// Rows to ask about, best first; never the reserve, never an answered image.
    ///
    /// The same pool and seed give the same rows. A strategy that reads Δs ranks by margin where it does not exist; who shows
    /// such a page says so.
    package func picks(from pool: ScoredPool, count: Int, seed: UInt64) -> [Pick] {
        let askable = pool.askableRows
        guard !askable.isEmpty, count > 0 else { return [] }
        let strategy = readsDeltaS && pool.deltaS == nil ? QueryStrategy.margin : self
        return strategy.pick(Asked(pool: pool, askable: askable, count: count, seed: seed))
    }
}

/// What people are told about a way to choose questions: in the list of orders, on the command line and in the manual.
package struct Guidance: Sendable, Equatable {
    package let title: String
    /// What the number of a row is.
    package let formula: String
    /// Which end comes first, and what that means.
    package let direction: String
    package let purpose: String
    /// What was measured about it, here or in the study that the project started from.
    package let evidence: String
    /// What the evidence was measured with, where it is another number than the one that the order shows; nil where it is that one.
    package var measuredWith: String?
}

/// The name is the strategy.
extension QueryStrategy: Hashable, CustomStringConvertible {
    package var description: String { name }

    package static func == (left: QueryStrategy, right: QueryStrategy) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension QueryStrategy {
    /// Every strategy, one row each, in the order in which `simulate` plays them, so that a new one comes last.
    package static let all: [QueryStrategy] = [
        random, margin, entropy, leastConfidence, uncertaintyHerding, narrowHerding, answerHerding, typiClust, badge,
        coreSet, balancedMargin, diverseMargin, varianceReduction, errorReduction, expectedGain, deltaS, pull, pairs,
        suspectedErrors,
    ]

    /// The strategy of a name; nil where there is none.
    package static func named(_ name: String) -> QueryStrategy? { all.first { $0.name == name } }
}

extension ScoredPool {
    /// The rows with the largest values, largest first.
    func highest(_ count: Int, _ rows: [Int], _ values: [Float]) -> [QueryStrategy.Pick] {
        values.withUnsafeBufferPointer { buffer in
            largest(count, of: buffer).map { QueryStrategy.Pick(row: rows[$0], score: buffer[$0]) }
        }
    }
}
