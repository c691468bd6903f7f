package import LinearAlgebra
package import ProjectModel

extension Head {
    package static let zeroShot = Head(declaredAs: "zero-shot")
}

/// Plain CLIP: s(x) = exp(logit_scale) · ẑ(x)·t̂, the yardstick of every other head.
///
/// *Range*: logits within ± exp(logit_scale). *When*: before the first labels, and as the baseline. *Source*: Radford et al., "Learning
/// transferable visual models from natural language supervision", ICML 2021.
package struct ZeroShot: HeadModel {
    package static let head = Head.zeroShot
    package static let page = "Zero-shot"
    package static let evidence =
        "Afterwards as the baseline: a head that is not shown to beat it on audit answers has no business on the line"
    package static let complexity = 0

    package init(_ labels: LabelledPool) {}

    package func logits(of images: HeadAnswers) -> Matrix { images.zeroShot }

    /// No label trains it.
    package static func leftOut(_ fits: HeadFits) -> LeftOut { .answers(fits.labelled.zeroShot) }
}
