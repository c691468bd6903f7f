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
}

/// How the multi-level features were fed to the estimator; always named beside a figure.
package enum FeatureMode: String, Sendable, Hashable, CaseIterable, Codable {
    /// Tokens averaged beforehand (T = 1).
    case pooled
    /// All tokens, as in the paper.
    case tokens
}
