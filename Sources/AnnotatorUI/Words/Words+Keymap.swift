package import Languages

extension Words {
    /// Keys are named as they are in this project: `{key:help}` by the command's name, `{key:esc}` by the key's own.
    package init(_ language: Language, keymap: Keymap = .standard) {
        self.init(language) { name in
            let hint = keymap.hint(for: Command(name))
            return hint.isEmpty ? KeyName.key(named: name).map(KeyName.hint) : hint
        }
    }
}
