package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let linearProbe = Head(declaredAs: "linear-probe")
}

/// A linear probe that is held to plain CLIP: multinomial logistic regression on top of the zero-shot logits.
///
/// ln p(x) = s(x) + U·(x − x̄) − ln Z, where U minimises Σ −ln p(y_i) + (λ/2)·‖U‖². With U = Aᵀ·X the unknown is A, (n, C), and
/// the minimum is found by a fixed number of accelerated gradient steps on the Gram matrix: convex, and the same on every
/// machine. Labels near each other share what they teach; everything else stays plain CLIP.
///
/// *Range*: any log-odds. *When*: from about two labels per class. *Source*: Silva-Rodríguez et al., "A closer look at the few-shot
/// adaptation of large vision-language models", CVPR 2024 (CLAP), whose multipliers are replaced by one λ; steps by Nesterov (1983).
package struct LinearProbe: ClosedFormHead {
    package static let head = Head.linearProbe
    package static let page = "Linear-probe"
    package static let evidence =
        "λ was chosen on caltech49 and imagenet300, so that its figures there are slightly optimistic"
    package static let complexity = 20

    /// λ: a correction of 5 logits along one unit direction is one standard deviation.
    package static let regularisation: Float = 0.04
    /// Leaves the log-loss of the labelled images within a hundredth of its minimum on the real features tried.
    package static let steps = 60

    private let mean: [Float]
    /// U: (C, D).
    private let weights: Matrix

    package init(_ labelled: LabelledFeatures, geometry: PoolGeometry) {
        mean = geometry.mean
        guard labelled.count > 0 else {
            weights = Matrix(rows: labelled.classCount, columns: labelled.embeddings.columns)
            return
        }
        let centred = labelled.embeddings.subtracting(row: geometry.mean)
        let gram = centred.times(transposed: centred)
        let truth = labelled.oneHot
        // No eigenvalue exceeds the largest sum of a row (Gershgorin); the softmax adds a factor of a half.
        let largest = (0..<gram.rows).map { gram[row: $0].reduce(0) { $0 + abs($1) } }.max() ?? 0
        let rate = 1 / (largest / 2 + Self.regularisation)
        var solution = Matrix(rows: labelled.count, columns: labelled.classCount)
        var ahead = solution
        var momentum: Float = 1
        for _ in 0..<Self.steps {
            var scores = gram.times(ahead)
            for index in scores.elements.indices { scores.elements[index] += labelled.zeroShot.elements[index] }
            let probabilities = scores.softmax()
            let next = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
            let share = (momentum - 1) / next
            momentum = next
            for index in ahead.elements.indices {
                let slope =
                    probabilities.elements[index] - truth.elements[index]
                    + Self.regularisation * ahead.elements[index]
                let stepped = ahead.elements[index] - rate * slope
                ahead.elements[index] = stepped + share * (stepped - solution.elements[index])
                solution.elements[index] = stepped
            }
        }
        weights = solution.transposedTimes(centred)
    }

    package func logProbabilities(_ embeddings: Matrix, zeroShot: Matrix) -> Matrix {
        var scores = embeddings.subtracting(row: mean).times(transposed: weights)
        for index in scores.elements.indices { scores.elements[index] += zeroShot.elements[index] }
        return scores.logSoftmax()
    }
}
