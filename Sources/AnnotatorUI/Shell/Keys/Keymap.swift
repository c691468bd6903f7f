package import TextUI

/// Which key means what, checked at the start.
package struct Keymap: Sendable, Equatable {
    private let rows: [ViewName: [KeyBinding]]
    private let commands: [ViewName: [Key: Command]]

    /// The keys of the manual.
    package static let standard = Keymap(checked: standardRows)

    private static let standardRows = Dictionary(
        uniqueKeysWithValues: ScreenTable.screens.map { ($0.name, $0.keys) })

    /// The standard keys with some of them changed.
    /// - Parameters:
    ///   - changes: from a command's name to the name of its key, or several with spaces between.
    ///   - classKeys: the keys of the project's classes, which no command may take on a screen that asks.
    package init(changes: [String: String], classKeys: [Character] = []) throws(KeymapError) {
        var rows = Keymap.standardRows
        for (name, keys) in changes.sorted(by: { $0.key < $1.key }) {
            let command = Command(name)
            guard Command.allCases.contains(command) else { throw .unknownCommand(name) }
            var parsed: [Key] = []
            for word in keys.split(separator: " ") {
                guard let key = KeyName.key(named: String(word)) else {
                    throw .unknownKey(String(word), command: name)
                }
                parsed.append(key)
            }
            guard !parsed.isEmpty else { throw .noKey(command: name) }
            for view in ViewName.allCases {
                for index in rows[view, default: []].indices where rows[view]?[index].command == command {
                    rows[view]?[index].keys = parsed
                }
            }
        }
        if let conflict = Keymap.conflict(in: rows, classKeys: classKeys) { throw conflict }
        self.init(checked: rows)
    }

    private init(checked rows: [ViewName: [KeyBinding]]) {
        self.rows = rows
        commands = rows.mapValues { rows in
            Dictionary(
                rows.flatMap { row in row.keys.map { ($0, row.command) } }, uniquingKeysWith: { _, last in last })
        }
    }

    /// The rows of a screen in the order of its help.
    package func bindings(in view: ViewName) -> [KeyBinding] { rows[view] ?? [] }

    /// The rows of all screens, each once.
    package var bindings: [KeyBinding] {
        var all: [KeyBinding] = []
        for view in ViewName.allCases { all += bindings(in: view).filter { !all.contains($0) } }
        return all
    }

    package func command(for key: Key, in view: ViewName) -> Command? { commands[view]?[key] }

    package func binding(of command: Command, in view: ViewName) -> KeyBinding? {
        bindings(in: view).first { $0.command == command }
    }

    /// The key to press for a command, as written in a hint; empty where it has none.
    package func hint(for command: Command) -> String {
        key(for: command).map(KeyName.hint) ?? ""
    }

    /// The key to press for a command, on the first screen that has it.
    package func key(for command: Command) -> Key? {
        ViewName.allCases.lazy.compactMap { binding(of: command, in: $0) }.first?.keys.first
    }

    private static func conflict(in rows: [ViewName: [KeyBinding]], classKeys: [Character]) -> KeymapError? {
        for view in ViewName.allCases {
            var owners: [Key: String] = [:]
            if ScreenTable.screen(named: view) is any AskingScreen.Type {
                for character in classKeys {
                    if owners.updateValue("class", forKey: .character(character)) != nil {
                        return .conflict(key: String(character), first: "class", second: "class", view: view)
                    }
                }
            }
            for row in rows[view] ?? [] {
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
