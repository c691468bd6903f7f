package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let icd = Head(declaredAs: "icd")
}

/// ICD: zero-shot minus the estimated confusion Δs, ŝ = s − Δs(x), which a training run brings.
///
/// *Range*: logits without bounds. *When*: to see what is confused; as a classifier from about eight labels per class. *Source*: Li et
/// al., "Logits DeConfusion with CLIP for few-shot learning", CVPR 2025.
package struct InterClassDeconfusion: HeadModel {
    package static let head = Head.icd
    package static let page = "Deconfusion"
    package static let evidence =
        "As a classifier from about eight labels per class; below, its mean with the kernel ridge is better"
    package static let complexity = 60
    package static let isTrained = true

    package init(_ labels: LabelledPool) {}

    package func logits(of images: HeadAnswers) -> Matrix { images.trained.icd }

    /// Plain CLIP stands in for it: from there it starts, and to it it is held. Measured in the decision record Calibration: the
    /// stand-in tempers as well as five trainings do.
    package static func leftOut(_ fits: HeadFits) -> LeftOut { .answers(fits.labelled.zeroShot) }
}
