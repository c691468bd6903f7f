/// The languages of the screens.
package enum Language: String, Sendable, Hashable, CaseIterable {
    case english = "en"
    case japanese = "ja"
}

/// The same words in every language.
package struct Phrase: Sendable, Hashable {
    package let english: String
    package let japanese: String

    package init(_ english: String, _ japanese: String) {
        self.english = english
        self.japanese = japanese
    }

    package func callAsFunction(in language: Language) -> String {
        switch language {
        case .english: english
        case .japanese: japanese
        }
    }
}
