internal import LinearAlgebra

/// The least of Σ −ln p(y_i) + (λ/2)·‖U‖² over U, (C, D), where ln p(x) = s(x) + U·(x − x̄) − ln Z.
///
/// Conjugate gradients after Polak and Ribière, the step along each by Newton's method: the two products of a step are with the
/// embeddings, so that the step's length costs passes over (n, C) scores alone. Nocedal and Wright, "Numerical optimization", 2006,
/// §5.2. What a fixed step must fear, the steepest curvature that a softmax can have, is ten times and more what it has where
/// most answers are sure: a search finds that out, and ten or twenty steps do the work of hundreds.
struct ProbeDescent {
    private let labelled: LabelledFeatures
    private let mean: [Float]
    private let regularisation: Float

    /// The sum of squares is (λ/2)·‖U‖², so that U is within ‖gradient‖ / λ of the minimum. Of unit vectors no logit is then off
    /// by more than this.
    private static let tolerance = 0.02
    /// Enough for the tolerance wherever it was tried; see the page of the head.
    private static let mostSteps = 60
    /// The search along a direction ends where the slope is this share of the slope at its start.
    private static let flatEnough = 0.1
    private static let mostSearches = 8
    /// A step of the search goes no further than this many times the last one.
    private static let boldest = 10.0
    /// Rows whose slopes are held at once.
    private static let blockRows = 4_096

    init(_ labelled: LabelledFeatures, mean: [Float], regularisation: Float) {
        self.labelled = labelled
        self.mean = mean
        self.regularisation = regularisation
    }

    /// U; without labels 0.
    func minimum(from start: Matrix) -> Matrix {
        guard labelled.count > 0 else { return Matrix(rows: start.rows, columns: start.columns) }
        var weights = start
        var scores = labelled.zeroShot
        scores.addScores(of: weights, to: labelled.embeddings, mean: mean)
        var last: (gradient: Matrix, squared: Double, direction: Matrix)?
        for _ in 0..<Self.mostSteps {
            let gradient = gradient(at: scores, weights)
            let squared = gradient.dot(gradient)
            guard squared.squareRoot() > Double(regularisation) * Self.tolerance else { break }
            var direction = Matrix(rows: gradient.rows, columns: gradient.columns)
            direction.add(gradient, times: -1)
            var slope = -squared
            if let last {
                let share = max(0, (squared - gradient.dot(last.gradient)) / last.squared)
                let turned = slope + share * gradient.dot(last.direction)
                if turned < 0 {
                    direction.add(last.direction, times: Float(share))
                    slope = turned
                }
            }
            var along = Matrix(rows: scores.rows, columns: scores.columns)
            along.addScores(of: direction, to: labelled.embeddings, mean: mean)
            let step = length(from: scores, along, weights, direction, slope: slope)
            weights.add(direction, times: step)
            scores.add(along, times: step)
            last = (gradient, squared, direction)
        }
        return weights
    }

    /// Σ (p − y)·(x − x̄)ᵀ + λ·U: (C, D).
    private func gradient(at scores: Matrix, _ weights: Matrix) -> Matrix {
        var gradient = weights
        var totals = [Float](repeating: 0, count: scores.columns)
        let block = min(Self.blockRows, scores.rows)
        var slopes = Matrix.uninitialized(rows: block, columns: scores.columns)
        for start in stride(from: 0, to: scores.rows, by: block) {
            let rows = start..<min(start + block, scores.rows)
            slopes.withMutableRows { all in
                let slopes = all.rows(0..<rows.count)
                scores.withRows { slopes.base.update(from: $0[row: start], count: rows.count * slopes.width) }
                slopes.crossEntropySlope(labelled.labels[rows])
                slopes.addColumns(to: &totals)
                labelled.embeddings.withRows { x in
                    gradient.withMutableRows {
                        gemm(
                            Operand(slopes, .transposed), Operand(x.rows(rows)), into: $0,
                            beta: start == 0 ? regularisation : 1)
                    }
                }
            }
        }
        // The mean is taken off the sum rather than off every row.
        gradient.withMutableRows { rows in
            for (row, total) in totals.enumerated() {
                for column in 0..<rows.width { rows[row, column] -= total * mean[column] }
            }
        }
        return gradient
    }

    /// t > 0 with a flat Σ −ln p + (λ/2)·‖U + t·direction‖²: convex, so that a change of the slope's sign encloses it.
    private func length(
        from scores: Matrix, _ along: Matrix, _ weights: Matrix, _ direction: Matrix, slope: Double
    ) -> Float {
        let (pull, squared) = (weights.dot(direction), direction.dot(direction))
        let weight = Double(regularisation)
        var (low, high, step) = (0.0, Double.infinity, 0.0)
        for search in 0..<Self.mostSearches {
            let found = scores.withRows { scores in
                along.withRows { scores.crossEntropy(along: $0, at: Float(step), labelled.labels) }
            }
            let rise = found.slope + weight * (pull + step * squared)
            if search > 0, abs(rise) <= Self.flatEnough * -slope { break }
            if rise > 0 { high = step } else { low = step }
            var next = step - rise / (found.curvature + weight * squared)
            if search > 0 { next = min(next, step * Self.boldest) }
            step = next > low && next < high ? next : (low + min(high, Self.boldest * max(low, step))) / 2
        }
        return Float(step)
    }
}
