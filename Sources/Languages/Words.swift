/// What Miwake says, in one language.
///
/// Every message is a method or a property of an extension of this type, beside what says it, with the types of what is
/// put in: `words.labelsInTraining(3)`. The text stands in the language's file under the key that the method names.
package struct Words: Sendable {
    package let language: Language
    private let catalogue: Catalogue
    /// What `{key:help}` stands for, from `help`.
    private let keyName: @Sendable (String) -> String?

    package init(_ language: Language, keyName: @escaping @Sendable (String) -> String?) {
        self.language = language
        self.keyName = keyName
        catalogue = language.catalogue
    }

    /// The placeholder whose number decides about the form.
    package static let count = "count"
    /// A placeholder that begins so names a command, and its key is put in.
    package static let keyPrefix = "key:"

    /// The message of a key, in its widest text.
    package func say(_ key: String, _ arguments: [String: any CustomStringConvertible] = [:]) -> String {
        texts(of: key, arguments).first.map { filled($0, arguments) } ?? Words.missing(key)
    }

    /// The message of a key in all its texts, the widest first; there is one at least.
    package func alternatives(
        _ key: String, _ arguments: [String: any CustomStringConvertible] = [:]
    ) -> [String] {
        let texts = texts(of: key, arguments)
        return texts.isEmpty ? [Words.missing(key)] : texts.map { filled($0, arguments) }
    }

    /// The texts in the form that the count asks for; none where there is no such message.
    private func texts(of key: String, _ arguments: [String: any CustomStringConvertible]) -> [Template] {
        guard let message = catalogue[key] else { return [] }
        let form = (arguments[Words.count] as? Int).map(catalogue.pluralRule.form) ?? .other
        return message.forms[form] ?? message.forms[.other] ?? []
    }

    private func filled(_ text: Template, _ arguments: [String: any CustomStringConvertible]) -> String {
        text.filled { name in
            if name.hasPrefix(Words.keyPrefix) {
                return keyName(String(name.dropFirst(Words.keyPrefix.count))) ?? Words.missing(name)
            }
            return arguments[name]?.description ?? Words.missing(name)
        }
    }

    /// Seen where a message or what is put into it is missing; the tests of the language files find it before anybody else.
    private static func missing(_ name: String) -> String { "⟨\(name)⟩" }
}
