package import LinearAlgebra

/// What a decision costs on the real line: a cost for each truth and decision, and how often each class occurs there.
package struct CostModel: Sendable, Equatable {
    /// (truth, decision), in the project's currency for one part.
    package let costs: [[Double]]
    /// Of the real line, summing to 1: a labelled pool is enriched in defects.
    package let priors: [Double]

    package init(costs: [[Double]], priors: [Double]) {
        precondition(
            costs.count == priors.count && costs.allSatisfy { $0.count == priors.count },
            "a row and a prior for each class")
        precondition(abs(priors.reduce(0, +) - 1) < 1e-6, "priors sum to one")
        self.costs = costs
        self.priors = priors
    }

    /// 1 for a wrong class, 0 for the right one: the cost is then the error rate.
    package static func zeroOne(priors: [Double]) -> CostModel {
        CostModel(
            costs: priors.indices.map { truth in priors.indices.map { $0 == truth ? 0 : 1 } }, priors: priors)
    }

    package static let parts = 1000.0

    /// Classes that occur on the line and of which nothing was counted: without them there is no expected cost.
    package func uncounted(truth: [Int]) -> [Int] {
        let seen = Set(truth)
        return priors.indices.filter { priors[$0] > 0 && !seen.contains($0) }
    }

    /// The expected cost of 1000 parts of the line: each class's mean cost over the images counted, weighted by its prior. Nil
    /// where a class of the line was not counted.
    package func expectedCost(truth: [Int], decisions: [Int]) -> Double? {
        precondition(truth.count == decisions.count, "a decision for each truth")
        guard uncounted(truth: truth).isEmpty else { return nil }
        var sums = [Double](repeating: 0, count: priors.count)
        var counts = [Double](repeating: 0, count: priors.count)
        for (truth, decision) in zip(truth, decisions) {
            sums[truth] += costs[truth][decision]
            counts[truth] += 1
        }
        return Self.parts * priors.indices.reduce(0) { counts[$1] > 0 ? $0 + priors[$1] * sums[$1] / counts[$1] : $0 }
    }

    /// The same with a 95 % bootstrap interval; images are drawn within their class, so that every class stays counted.
    package func expectedCostEstimate(
        truth: [Int], decisions: [Int], resamples: Int = LearningCurves.defaultResamples, seed: UInt64 = 1
    ) -> Estimate? {
        guard let value = expectedCost(truth: truth, decisions: decisions) else { return nil }
        var generator = SeededGenerator(seed: seed)
        let members = Dictionary(grouping: truth.indices, by: { truth[$0] })
        let labels = members.keys.sorted().filter { priors[$0] > 0 }
        var values = (0..<resamples).map { _ in
            labels.reduce(0.0) { total, label in
                let own = members[label] ?? []
                let sum = own.reduce(0.0) { sum, _ in
                    sum + costs[label][decisions[own[generator.nextIndex(below: own.count)]]]
                }
                return total + Self.parts * priors[label] * sum / Double(own.count)
            }
        }
        values.sort()
        return Estimate(
            value: value, lower: values[Int(0.025 * Double(resamples))],
            upper: values[min(resamples - 1, Int(0.975 * Double(resamples)))])
    }

    // MARK: Decisions

    /// Probabilities as they would be under the line's priors: p(t|x)·π_t / q_t, renormalised. Saerens, Latinne, Decaestecker,
    /// Neural Computation 14 (2002).
    ///
    /// - Parameter assumed: q, the priors under which the probabilities were learnt; uniform for CLIP.
    package func adjusted(_ probabilities: Matrix, assumed: [Double]? = nil) -> Matrix {
        var result = probabilities
        let uniform = 1 / Double(priors.count)
        for row in 0..<result.rows {
            var sum: Float = 0
            for column in 0..<result.columns {
                result[row, column] *= Float(priors[column] / max(assumed?[column] ?? uniform, .leastNonzeroMagnitude))
                sum += result[row, column]
            }
            guard sum > 0 else {
                // The line has none of what this looks like: nothing but its priors is left.
                for column in 0..<result.columns { result[row, column] = Float(priors[column]) }
                continue
            }
            for column in 0..<result.columns { result[row, column] /= sum }
        }
        return result
    }

    /// The decision of least risk for each image, d = argmin_d Σ_t p_t·cost(t, d), and that risk. Of equal risks the first class.
    package func leastRisk(_ probabilities: Matrix) -> [(decision: Int, risk: Double)] {
        (0..<probabilities.rows).map { row in
            var best = (decision: 0, risk: Double.infinity)
            for decision in priors.indices {
                let risk = priors.indices.reduce(0.0) { $0 + Double(probabilities[row, $1]) * costs[$1][decision] }
                if risk < best.risk { best = (decision, risk) }
            }
            return best
        }
    }

    /// One point of the curve: what happens when parts whose risk is above a threshold go to a person.
    package struct Referral: Sendable, Equatable {
        /// The risk, as a cost per part, above which a person looks.
        package let threshold: Double
        /// Of 1000 parts of the line, how many a person looks at.
        package let referred: Double
        /// Expected cost of the decisions made without a person, of 1000 parts.
        package let machineCost: Double
        /// The same with the person's own cost.
        package let totalCost: Double
    }

    /// The curve from "a person looks at everything" to "at nothing". Nil where a class of the line was not counted.
    ///
    /// - Parameters:
    ///   - choices: `leastRisk` of each counted image.
    ///   - personCost: of one look; the person is taken to be right.
    ///   - points: about how many points.
    package func referralCurve(
        truth: [Int], choices: [(decision: Int, risk: Double)], personCost: Double, points: Int = 11
    ) -> [Referral]? {
        precondition(truth.count == choices.count && points >= 2, "a choice for each truth, and two ends")
        guard uncounted(truth: truth).isEmpty, !truth.isEmpty else { return nil }
        var counts = [Double](repeating: 0, count: priors.count)
        for label in truth { counts[label] += 1 }
        let risks = choices.map(\.risk).sorted()
        var thresholds = [-Double.infinity]
        for point in 1..<points { thresholds.append(risks[(risks.count - 1) * point / (points - 1)]) }
        return thresholds.reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }.map { threshold in
            var referred = 0.0
            var cost = 0.0
            for (label, choice) in zip(truth, choices) {
                let weight = Self.parts * priors[label] / counts[label]
                if choice.risk > threshold {
                    referred += weight
                } else {
                    cost += weight * costs[label][choice.decision]
                }
            }
            return Referral(
                threshold: max(0, threshold), referred: referred, machineCost: cost,
                totalCost: cost + referred * personCost)
        }
    }
}
