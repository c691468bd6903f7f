internal import CLanguages
internal import Synchronization

/// A language that Miwake speaks; its raw value is the code that names its file.
package struct Language: RawRepresentable, Sendable, Hashable, CaseIterable {
    package let rawValue: String

    package static let english = Language(code: "en")
    package static let japanese = Language(code: "ja")

    /// In the order of the table in `CLanguages`.
    package static let allCases: [Language] = (0..<languageFileCount()).map {
        Language(code: String(cString: languageFile($0).code))
    }

    /// Nil where there is no such language.
    package init?(rawValue: String) {
        guard Language.allCases.contains(Language(code: rawValue)) else { return nil }
        self.init(code: rawValue)
    }

    private init(code: String) { rawValue = code }

    /// The language that a locale such as `ja_JP.UTF-8` asks for; nil where it is none of ours.
    package init?(locale: String) {
        self.init(rawValue: locale.prefix { $0.isASCII && $0.isLetter }.lowercased())
    }

    /// The language that the environment asks for, by the rules of POSIX: LC_ALL, then LC_MESSAGES, then LANG; English
    /// where it asks for none of ours.
    package init(environment: [String: String]) {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        self = locale.flatMap(Language.init(locale:)) ?? .english
    }
}

// MARK: The catalogue of a language

extension Language {
    /// Its messages; the file is read when the first of them is wanted.
    package var catalogue: Catalogue {
        Language.read.withLock { read in
            if let catalogue = read[self] { return catalogue }
            // A test reads every file, so that a mistake in one does not leave the house.
            do {
                let catalogue = try Catalogue(parsing: text)
                read[self] = catalogue
                return catalogue
            } catch {
                preconditionFailure("\(rawValue).txt, \(error)")
            }
        }
    }

    /// The text of its file.
    package var text: String {
        let index = Language.allCases.firstIndex(of: self) ?? 0
        return String(cString: languageFile(Int32(index)).text)
    }

    private static let read = Mutex<[Language: Catalogue]>([:])
}
