internal import Glibc
package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let mean = Head(declaredAs: "icd+kernel-ridge")
}

/// The mean of the probabilities of ICD and kernel ridge.
///
/// On the average of 14 runs it was at least as good as the better of the two at a half to four labels per class. *Range*:
/// probabilities in (0, 1). *When*: never by default; the pool head is better at few labels. *Source*: a plain ensemble.
package struct MeanOfHeads: HeadModel {
    package static let head = Head.mean
    package static let page = "Mean-of-heads"
    package static let evidence =
        "From three on it is one of the heads among which the lowest out-of-fold log-loss decides"
    package static let complexity = 50
    package static let isTrained = true
    /// Both of its halves still know less than CLIP does on some sets.
    package static let isTemperedByZeroShot = true

    package init(_ labels: LabelledPool) {}

    package func logits(of images: HeadAnswers) -> Matrix {
        meanOfHeads(images.logits(of: .icd), images.logits(of: .kernelRidge))
    }

    /// Plain CLIP stands in for ICD; the other half is exact.
    package static func leftOut(_ fits: HeadFits) -> LeftOut {
        guard let icd = fits.heldOut(of: .icd), let kernelRidge = fits.heldOut(of: .kernelRidge) else {
            return .unknown
        }
        return .answers(meanOfHeads(icd, kernelRidge))
    }
}

/// ln of the mean of two heads' probabilities: (images, C).
///
/// - Parameter logProbabilities: of either head; logits will do, since each is normalised first.
package func meanOfHeads(_ first: Matrix, _ second: Matrix) -> Matrix {
    precondition(first.rows == second.rows && first.columns == second.columns, "two heads over the same images")
    var left = first.softmax()
    let right = second.softmax()
    left.elements.withUnsafeMutableBufferPointer { values in
        for index in values.indices {
            values[index] = log(max(.leastNormalMagnitude, (values[index] + right.elements[index]) / 2))
        }
    }
    return left
}
