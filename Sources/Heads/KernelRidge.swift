internal import Glibc
package import LinearAlgebra
package import ProjectModel
internal import Synchronization

extension Head {
    package static let kernelRidge = Head(declaredAs: "kernel-ridge")
}

/// Proximal kernel ridge: plain CLIP, corrected where labelled images say so.
///
/// p(x) = P₀(x) + K(x,·)·(K + λI)⁻¹·(Y − P₀), where P₀ = softmax(s) is plain CLIP, Y the one-hot labels and
/// K(x, x′) = exp(−γ‖x − x′‖²) on unit embeddings with γ = 1 / median squared distance; clipped at 1e-4 and renormalised.
/// Far from every label it is plain CLIP; at a label it moves towards it by about 1 / (1 + λ).
///
/// *Range*: probabilities in [1e-4 / C, 1]. *When*: from the first label on; alone at a few labels per class, averaged with ICD
/// as the default head. *Source*: kernel ridge regression of the residual (Saunders, Gammerman, Vovk, ICML 1998) with CLIP as
/// its prior mean, which makes it the posterior mean of a Gaussian process with noise λ (Rasmussen, Williams, 2006, §2.7).
package struct KernelRidge: ClosedFormHead {
    package static let head = Head.kernelRidge
    package static let page = "Kernel-ridge"
    package static let evidence =
        "Tuning λ or γ on few labels is a trap: at one per class it cost three points in the study"
    package static let complexity = 10

    /// λ, not scaled by the number of labels. Tuning it on few labels does harm: at one per class it cost three points.
    package static let regularisation: Float = 0.2
    /// No class is ever thought impossible.
    package static let smallestProbability: Float = 1e-4

    /// γ, in inverse squared distance.
    package let gamma: Float
    private let embeddings: Matrix
    /// α = (K + λI)⁻¹·(Y − P₀): (n, C).
    private let weights: Matrix
    /// Of each group B the rows Y_B − ((K + λI)⁻¹_BB)⁻¹·α_B: (n, C).
    private let heldOut: HeldOut

    package init(_ labelled: LabelledFeatures, geometry: PoolGeometry) {
        gamma = 1 / geometry.medianSquaredDistance
        embeddings = labelled.embeddings
        guard labelled.count > 0 else {
            weights = labelled.zeroShot
            heldOut = HeldOut { Self.clippedLogarithms(labelled.zeroShot) }
            return
        }
        var system = radialKernel(labelled.embeddings, labelled.embeddings, gamma: gamma)
        for row in 0..<system.rows { system[row, row] += Self.regularisation }
        let truth = labelled.oneHot
        var residual = truth
        let prior = labelled.zeroShot.softmax()
        for index in residual.elements.indices { residual.elements[index] -= prior.elements[index] }
        let factor = Self.factor(system)
        let weights = factor.solve(residual)
        self.weights = weights
        heldOut = HeldOut {
            Self.clippedLogarithms(Self.heldOut(truth, weights, factor.inverse(), labelled.groups))
        }
    }

    private static func heldOut(_ truth: Matrix, _ weights: Matrix, _ inverse: Matrix, _ groups: [Int]) -> Matrix {
        var heldOut = truth
        for members in Dictionary(grouping: groups.indices, by: { groups[$0] }).values {
            var block = Matrix(rows: members.count, columns: members.count)
            for (row, image) in members.enumerated() {
                for (column, other) in members.enumerated() { block[row, column] = inverse[image, other] }
            }
            let residual = factor(block).solve(weights.gatheringRows(members))
            for (row, image) in members.enumerated() {
                for column in 0..<truth.columns { heldOut[image, column] -= residual[row, column] }
            }
        }
        return heldOut
    }

    package func logProbabilities(_ embeddings: Matrix, zeroShot: Matrix) -> Matrix {
        let prior = zeroShot.softmax()
        guard self.embeddings.rows > 0 else { return zeroShot.logSoftmax() }
        let kernel = radialKernel(embeddings, self.embeddings, gamma: gamma)
        var scores = kernel.times(weights)
        for index in scores.elements.indices { scores.elements[index] += prior.elements[index] }
        return Self.clippedLogarithms(scores)
    }

    /// ln p of each labelled image by the head fitted without its group: exact, for one inverse when it is first asked. (n, C).
    ///
    /// For a linear smoother the residuals without some images are (I − H_BB)⁻¹ times those with them; Hastie, Tibshirani, Friedman,
    /// "The elements of statistical learning", 2nd ed., §7.10.
    package var leaveOneOut: Matrix { heldOut.answers }

    package static func leftOut(_ fits: HeadFits) -> LeftOut { .answers(fits.fit(KernelRidge.self).leaveOneOut) }

    /// The left-out answers, or how they are made: the factor of (n, n) is let go of as soon as they are there.
    private final class HeldOut: Sendable {
        private enum State {
            case open(@Sendable () -> Matrix)
            case known(Matrix)
        }

        private let state: Mutex<State>

        init(_ make: @escaping @Sendable () -> Matrix) {
            state = Mutex(.open(make))
        }

        var answers: Matrix {
            state.withLock { state in
                switch state {
                case .known(let answers): return answers
                case .open(let make):
                    let answers = make()
                    state = .known(answers)
                    return answers
                }
            }
        }
    }

    /// K is positive semi-definite and λ is far above rounding, so that the factor exists for finite embeddings.
    private static func factor(_ system: Matrix) -> Cholesky {
        do { return try Cholesky(system) } catch { preconditionFailure("a kernel of embeddings that are not finite") }
    }

    private static func clippedLogarithms(_ scores: Matrix) -> Matrix {
        var result = scores
        let columns = scores.columns
        result.elements.withUnsafeMutableBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: max(1, columns)) {
                var sum: Float = 0
                for index in start..<start + columns {
                    values[index] = max(smallestProbability, values[index])
                    sum += values[index]
                }
                for index in start..<start + columns { values[index] = log(values[index] / sum) }
            }
        }
        return result
    }
}
