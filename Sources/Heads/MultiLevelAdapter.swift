package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let maf = Head(declaredAs: "maf")
}

/// MAF: a classifier on features from several depths of the encoder, which a training run brings.
///
/// *Range*: logits without bounds. *When*: not below three labels per class; it is there for e(x), which `icd` reads. *Source*: Li et al.,
/// "Logits DeConfusion with CLIP for few-shot learning", CVPR 2025.
package struct MultiLevelAdapter: HeadModel {
    package static let head = Head.maf
    package static let page = "Multi-level-adapter"
    package static let evidence =
        "Not below three labels per class, and hidden by the screens until then: it starts from nothing and lies 39 points below "
        + "zero-shot at half a label per class in the study that the project started from"
    package static let complexity = 80
    package static let isTrained = true
    package static let needsSeveralLabels = true

    package init(_ labels: LabelledPool) {}

    package func logits(of images: HeadAnswers) -> Matrix { images.trained.maf }
}
