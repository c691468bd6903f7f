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

extension Keymap {
    /// What a screen is called in the manual.
    package static func title(of view: ViewName, in language: Language) -> String {
        Words(language).name(of: view)
    }

    /// The key table of the manual: one Markdown table per screen.
    package func markdown(in language: Language = .english) -> String {
        let words = Words(language)
        var text = ""
        for view in ViewName.allCases {
            text += "### \(words.name(of: view))\n\n"
            text += "| " + words.tableHeads.joined(separator: " | ") + " |\n|---|---|---|\n"
            for row in bindings(in: view) where !row.keys.isEmpty {
                let keys = row.keys.map { "`" + KeyName.hint(of: $0) + "`" }.joined(separator: " ")
                text += "| \(keys) | `\(row.command.rawValue)` | \(words.help(of: row)) |\n"
                if row.command == .answerSecond {
                    text += "| `1` … `9` `0` | | \(words.classKeys) |\n"
                }
            }
            text += "\n"
        }
        return text
    }
}
