/// A head that turns features into class probabilities.
package enum Head: String, Sendable, Hashable, CaseIterable, Codable {
    case zeroShot = "zero-shot"
    /// The MLP on the fused multi-level feature.
    case maf
    /// Zero-shot minus the estimated confusion Δs.
    case icd
    /// The gated mean of `maf` and `icd`.
    case alf
    /// Proximal kernel ridge around zero-shot.
    case kernelRidge = "kernel-ridge"
    /// Gaussian discriminants with a shrunk covariance, added to zero-shot.
    case gaussianDiscriminant = "gda"
    /// Labelled images that vote by their likeness.
    case tipAdapter = "tip-adapter"
    /// Logistic regression held to zero-shot.
    case linearProbe = "linear-probe"
    /// The mean of the probabilities of `icd` and `kernelRidge`: the default below three labels a class.
    case mean = "icd+kernel-ridge"

    /// Whether the head comes out of a training run; the others are there from the first label on.
    package var isTrained: Bool {
        switch self {
        case .maf, .icd, .alf, .mean: true
        case .zeroShot, .kernelRidge, .gaussianDiscriminant, .tipAdapter, .linearProbe: false
        }
    }

    /// Whether the head needs about three labels a class before it is worth showing: the gate and the MLP start below CLIP.
    package var needsSeveralLabels: Bool { self == .maf || self == .alf }

    /// In the order in which equals are preferred: the simplest first.
    package static let simplestFirst: [Head] = [
        .zeroShot, .kernelRidge, .linearProbe, .gaussianDiscriminant, .tipAdapter, .mean, .icd, .alf, .maf,
    ]
}

/// How the multi-level features were fed to the estimator; always named beside a figure.
package enum FeatureMode: String, Sendable, Hashable, CaseIterable, Codable {
    /// Tokens averaged beforehand (T = 1).
    case pooled
    /// All tokens, as in the paper.
    case tokens
}

/// Where a confusion matrix takes its truth from. Never mixed.
package enum MatrixSource: String, Sendable, Hashable, CaseIterable, Codable {
    /// The model's belief over the whole pool; no labels.
    case predicted
    /// Labelled images, each predicted by a model that did not train on it.
    case outOfFold = "out-of-fold"
    /// The reserve: the only unbiased one.
    case audit
    /// Images that nobody labelled, by a key that names them all: for samples and experiments, never for a line.
    case answerKey = "answer-key"
}
