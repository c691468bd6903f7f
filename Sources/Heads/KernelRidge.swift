package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let kernelRidge = Head(declaredAs: "kernel-ridge")
}

/// Proximal kernel ridge: plain CLIP, corrected where labelled images say so.
///
/// p(x) = P₀(x) + K(x,·)·(K + λI)⁻¹·(Y − P₀), where P₀ = softmax(s) is plain CLIP, Y the one-hot labels and
/// K(x, x′) = exp(−γ‖x − x′‖²) on unit embeddings with γ = 1 / median squared distance; clipped at 1e-4 and renormalised.
/// Far from every label it is plain CLIP; at a label it moves towards it by about 1 / (1 + λ).
///
/// Above `mostExactLabels` it is an approximation: all labels teach, but through the kernel of `landmarkCount` of their images alone
/// (Nyström; see `LandmarkRidge`). So memory stays the same however many labels there are.
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
    /// With more labels the kernel of all of them would take seconds and hundreds of megabytes.
    package static let mostExactLabels = 3_000
    /// Labelled images through whose kernel the others are seen where there are more.
    package static let landmarkCount = 2_000

    /// γ, in inverse squared distance.
    package let gamma: Float
    /// The images whose kernel is taken, all labelled ones or the landmarks: (m, D).
    private let centres: Matrix
    /// What each centre's kernel adds: (m, C).
    private let weights: Matrix
    private let heldOut: Deferred<Matrix>

    package init(_ labelled: LabelledFeatures, geometry: PoolGeometry) {
        self.init(
            labelled, geometry: geometry, mostExactLabels: Self.mostExactLabels, landmarkCount: Self.landmarkCount)
    }

    /// - Parameters: numbers of images that tests lower.
    package init(
        _ labelled: LabelledFeatures, geometry: PoolGeometry, mostExactLabels: Int, landmarkCount: Int
    ) {
        let gamma = 1 / geometry.medianSquaredDistance
        self.gamma = gamma
        guard labelled.count > 0 else {
            (centres, weights) = (labelled.embeddings, labelled.zeroShot)
            heldOut = Deferred { labelled.zeroShot.logarithms }
            return
        }
        if labelled.count <= mostExactLabels {
            let fit = ExactRidge(labelled, gamma: gamma, regularisation: Self.regularisation)
            (centres, weights) = (labelled.embeddings, fit.weights)
            heldOut = Deferred { fit.heldOut().logarithms }
        } else {
            let fit = LandmarkRidge(
                labelled, gamma: gamma, regularisation: Self.regularisation, landmarkCount: landmarkCount)
            (centres, weights) = (fit.landmarks, fit.weights)
            heldOut = Deferred { fit.heldOut().logarithms }
        }
    }

    package func logProbabilities(_ embeddings: Matrix, zeroShot: Matrix) -> Matrix {
        guard centres.rows > 0 else { return zeroShot.logSoftmax() }
        var scores = zeroShot.softmax()
        scores.addKernel(of: embeddings, centres, gamma: gamma, times: weights)
        scores.logShares(smallest: Self.smallestProbability)
        return scores
    }

    /// ln p of each labelled image by the head fitted without its group's labels: exact, and made when it is first asked. (n, C).
    ///
    /// For a linear smoother the residuals without some images are (I − H_BB)⁻¹ times those with them; Hastie, Tibshirani, Friedman,
    /// "The elements of statistical learning", 2nd ed., §7.10.
    package var leaveOneOut: Matrix { heldOut.value }

    package static func leftOut(_ fits: HeadFits) -> LeftOut { .answers(fits.fit(KernelRidge.self).leaveOneOut) }
}

extension Matrix {
    /// ln p of shares that are clipped first.
    fileprivate var logarithms: Matrix {
        var answers = self
        answers.logShares(smallest: KernelRidge.smallestProbability)
        return answers
    }

    /// Images whose kernel is held at once.
    private static let kernelRows = 1_024

    /// In place: self + K(X, centres)·weights. X: (n, D); centres: (m, D); weights: (m, C); self: (n, C).
    mutating func addKernel(of embeddings: Matrix, _ centres: Matrix, gamma: Float, times weights: Matrix) {
        var kernel = Matrix.uninitialized(rows: Swift.min(Self.kernelRows, embeddings.rows), columns: centres.rows)
        withMutableRows { scores in
            kernel.withMutableRows { kernel in
                embeddings.withRows { embeddings in
                    centres.withRows { centres in
                        weights.withRows { weights in
                            for block in blocks(embeddings.count, of: Self.kernelRows) {
                                let kernel = kernel.rows(0..<block.count)
                                radialKernel(embeddings.rows(block), centres, gamma: gamma, into: kernel)
                                gemm(Operand(kernel), Operand(weights), into: scores.rows(block), beta: 1)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// 0 ..< count in blocks of some size, the last one shorter.
func blocks(_ count: Int, of size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
}
