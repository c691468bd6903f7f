/// What the line does with a part of a class: the basis of false alarms (accept called reject) and misses
/// (reject called accept).
package enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
    case accept
    case reject
}

/// A class that an image can be given.
package struct LabelClass: Sendable, Equatable, Identifiable {
    package let id: ClassID
    /// For people, in any language: shown on the screens and exported.
    package var name: String
    /// For the encoder, in its language; the name where none is given.
    package var promptName: String
    /// The single key that answers with this class anywhere, `1`–`9` or `0`.
    package var key: Character?
    package var verdict: Verdict?
    /// Templates with `{}` where the prompt name goes; an ensemble when more than one.
    package var prompts: [String]
    package var note: String

    package init(
        id: ClassID, name: String, promptName: String? = nil, key: Character? = nil, verdict: Verdict? = nil,
        prompts: [String] = [], note: String = ""
    ) {
        self.id = id
        self.name = name
        self.promptName = promptName ?? name
        self.key = key
        self.verdict = verdict
        self.prompts = prompts
        self.note = note
    }
}
