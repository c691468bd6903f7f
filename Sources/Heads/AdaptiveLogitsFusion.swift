package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let alf = Head(declaredAs: "alf")
}

/// ALF: the learned mixture α(x)·s_MAF + (1 − α(x))·ŝ_ICD, which a training run brings.
///
/// *Range*: logits between those of its two parts. *When*: from three labels per class on, where out-of-fold log-loss says so. *Source*:
/// Li et al., "Logits DeConfusion with CLIP for few-shot learning", CVPR 2025.
package struct AdaptiveLogitsFusion: HeadModel {
    package static let head = Head.alf
    package static let page = "Adaptive-logits-fusion"
    package static let evidence =
        "With half a label per class it lies seven points below zero-shot, with four six above"
    package static let complexity = 70
    package static let isTrained = true
    package static let needsSeveralLabels = true

    package init(_ labels: LabelledPool) {}

    package func logits(of images: HeadAnswers) -> Matrix { images.trained.alf }
}
