/// The name of a head: of what turns features into class probabilities.
///
/// Which heads there are, and what each is like, stands in the table of the module `Heads`; here is only what is stored, typed and
/// printed, so that everybody can speak of a head who knows nothing of how it is fitted.
package struct Head: Sendable, Hashable {
    /// As stored, typed and printed.
    package let rawValue: String

    /// A head's own file declares its name; everywhere else a name is looked up, by `Head(rawValue:)`.
    package init(declaredAs rawValue: String) {
        self.rawValue = rawValue
    }

    /// What the language files call its plain name.
    package var nameKey: String { "head." + rawValue }
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
