/// A class as a person writes it down, before the store has given it a number.
package struct ClassDefinition: Sendable, Equatable {
    /// For people, in any language: shown on the screens and exported. Unique within a project.
    package var name: String
    /// For the encoder, in its language; the name where none is given.
    package var promptName: String?
    /// The single key that answers with this class anywhere, `1`–`9` or `0`.
    package var key: Character?
    package var verdict: Verdict?
    /// Templates with `{}` where the prompt name goes; empty means the project's own.
    package var prompts: [String]
    package var note: String

    package init(
        name: String, promptName: String? = nil, key: Character? = nil, verdict: Verdict? = nil,
        prompts: [String] = [], note: String = ""
    ) {
        self.name = name
        self.promptName = promptName
        self.key = key
        self.verdict = verdict
        self.prompts = prompts
        self.note = note
    }

    /// The same class, numbered.
    package func numbered(_ id: ClassID) -> LabelClass {
        LabelClass(
            id: id, name: name, promptName: promptName, key: key, verdict: verdict, prompts: prompts, note: note)
    }
}
