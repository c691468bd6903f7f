/// A head that turns features into class probabilities.
package enum Head: String, Sendable, Hashable, CaseIterable, Codable {
    case zeroShot = "zero-shot"
    /// The MLP on the fused multi-level feature.
    case maf
    /// Zero-shot minus the estimated confusion Δs.
    case icd
    /// The gated mean of `maf` and `icd`.
    case alf
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
}
