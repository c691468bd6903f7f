package import TextUI

/// Which key means what, checked at the start.
package struct Keymap: Sendable, Equatable {
    package let bindings: [KeyBinding]
    private let commands: [ViewName: [Key: Command]]

    /// The keys of the manual.
    package static let standard = Keymap(checked: KeyTable.rows)

    /// The standard keys with some of them changed.
    /// - Parameters:
    ///   - changes: from a command's name to the name of its key, or several with spaces between.
    ///   - classKeys: the keys of the project's classes, which no command may take on the compare screen.
    package init(changes: [String: String], classKeys: [Character] = []) throws(KeymapError) {
        var rows = KeyTable.rows
        for (name, keys) in changes.sorted(by: { $0.key < $1.key }) {
            guard let command = Command(rawValue: name) else { throw .unknownCommand(name) }
            var parsed: [Key] = []
            for word in keys.split(separator: " ") {
                guard let key = KeyName.key(named: String(word)) else {
                    throw .unknownKey(String(word), command: name)
                }
                parsed.append(key)
            }
            guard !parsed.isEmpty else { throw .noKey(command: name) }
            for index in rows.indices where rows[index].command == command { rows[index].keys = parsed }
        }
        if let conflict = Keymap.conflict(in: rows, classKeys: classKeys) { throw conflict }
        self.init(checked: rows)
    }

    private init(checked rows: [KeyBinding]) {
        bindings = rows
        var commands: [ViewName: [Key: Command]] = [:]
        for row in rows {
            for view in row.views {
                for key in row.keys { commands[view, default: [:]][key] = row.command }
            }
        }
        self.commands = commands
    }

    package func command(for key: Key, in view: ViewName) -> Command? { commands[view]?[key] }

    package func binding(of command: Command, in view: ViewName) -> KeyBinding? {
        bindings.first { $0.command == command && $0.views.contains(view) }
    }

    /// The key to press for a command, as written in a hint; empty where it has none.
    package func hint(for command: Command) -> String {
        bindings.first { $0.command == command }?.keys.first.map(KeyName.hint) ?? ""
    }

    private static func conflict(in rows: [KeyBinding], classKeys: [Character]) -> KeymapError? {
        for view in ViewName.allCases {
            var owners: [Key: String] = [:]
            if view == .compare {
                for character in classKeys {
                    if owners.updateValue("class", forKey: .character(character)) != nil {
                        return .conflict(key: String(character), first: "class", second: "class", view: view)
                    }
                }
            }
            for row in rows where row.views.contains(view) {
                for key in row.keys {
                    if let other = owners.updateValue(row.command.rawValue, forKey: key) {
                        return .conflict(
                            key: KeyName.name(of: key), first: other, second: row.command.rawValue, view: view)
                    }
                }
            }
        }
        return nil
    }
}

/// Why a key table cannot be used.
package enum KeymapError: Error, Equatable {
    case unknownCommand(String)
    case unknownKey(String, command: String)
    case noKey(command: String)
    /// One key would mean two things on one screen; `class` stands for a class of the project.
    case conflict(key: String, first: String, second: String, view: ViewName)
}
