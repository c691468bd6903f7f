package import LinearAlgebra
package import ProjectModel

/// A head: how it is called, how it is fitted to labels, and what it answers.
///
/// Every head is one type in one file and one row of `Head.models`; nothing else knows which heads there are. Answers are logits or
/// log-probabilities, so that softmax at temperature 1 gives the head's own probabilities.
package protocol HeadModel: Sendable {
    static var head: Head { get }
    /// The page of the documentation with its formula, range, purpose and source: the name of a file in `Heads`, without ending.
    static var page: String { get }
    /// What was found out about it: one sentence of that page, without the full stop.
    static var evidence: String { get }
    /// Of equally good heads the one of the lowest rank is preferred. No two have the same.
    static var complexity: Int { get }
    /// Whether it reads what a trained estimator says; the others are there from the first label on.
    static var isTrained: Bool { get }
    /// Whether it needs about three labels per class before it is worth showing.
    static var needsSeveralLabels: Bool { get }
    /// Whether plain CLIP has a say in its tempered probabilities.
    static var isTemperedByZeroShot: Bool { get }

    /// Fits the head; the labels may be none, and a class may have none. Done once, when somebody first asks the head.
    init(_ labels: LabelledPool)

    /// Logits, or ln p: (images, classes).
    func logits(of images: HeadAnswers) -> Matrix

    /// What the head says of the labelled images when it has not seen their labels.
    static func leftOut(_ fits: HeadFits) -> LeftOut
}

extension HeadModel {
    package static var isTrained: Bool { false }
    package static var needsSeveralLabels: Bool { false }
    package static var isTemperedByZeroShot: Bool { false }
    package static func leftOut(_ fits: HeadFits) -> LeftOut { isTrained ? .unknown : .byRefitting }
}

/// How a head answers about labelled images without their labels.
package enum LeftOut: Sendable {
    /// Logits, or ln p, of each labelled image, its group left out: (n, classes).
    case answers(Matrix)
    /// There is no short way: it is fitted again, to four fifths of the groups at a time.
    case byRefitting
    /// Nothing is known before its out-of-fold answers are.
    case unknown
}

/// A head that is solved rather than trained: fitted within milliseconds of a label, on frozen features.
///
/// All of them start from plain CLIP and are equal to it before the first label. The pool head is built on the linear
/// probe; the others are there to keep it and the trained heads honest.
package protocol ClosedFormHead: HeadModel {
    init(_ labelled: LabelledFeatures, geometry: PoolGeometry)

    /// ln p: (images, C), rows that sum to one after exp.
    ///
    /// - Parameters:
    ///   - embeddings: unit image embeddings, (images, D).
    ///   - zeroShot: CLIP's own logits of the same images, (images, C).
    func logProbabilities(_ embeddings: Matrix, zeroShot: Matrix) -> Matrix
}

extension ClosedFormHead {
    package init(_ labels: LabelledPool) {
        self.init(labels.labelled, geometry: labels.geometry)
    }

    package func logits(of images: HeadAnswers) -> Matrix { images.byBlocks(logProbabilities) }
}
