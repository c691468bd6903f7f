package import TextUI

/// Keys as people write them: `u`, `[`, `space`, `ctrl-r`, `page-down`, `f5`.
package enum KeyName {
    private static let named: [(name: String, key: Key)] = [
        ("space", .character(" ")), ("enter", .enter), ("tab", .tab), ("shift-tab", .backTab), ("esc", .escape),
        ("backspace", .backspace), ("delete", .delete), ("up", .up), ("down", .down), ("left", .left),
        ("right", .right), ("page-up", .pageUp), ("page-down", .pageDown), ("home", .home), ("end", .end),
    ]

    /// The key with that name, or nil.
    package static func key(named text: String) -> Key? {
        if text.count == 1, let character = text.first, character != " " { return .character(character) }
        let lower = text.lowercased()
        if let match = named.first(where: { $0.name == lower }) { return match.key }
        if lower.hasPrefix("ctrl-"), let letter = lower.dropFirst(5).first, lower.count == 6, letter.isLetter {
            return .control(letter)
        }
        if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...12).contains(number) {
            return .function(number)
        }
        return nil
    }

    /// As it stands in a settings file; `key(named:)` reads it back.
    package static func name(of key: Key) -> String {
        if let match = named.first(where: { $0.key == key }) { return match.name }
        switch key {
        case .character(let character): return String(character)
        case .control(let letter): return "ctrl-\(letter)"
        case .function(let number): return "f\(number)"
        default: return String(describing: key)
        }
    }

    /// As it stands in a hint: short.
    package static func hint(of key: Key) -> String {
        switch key {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let letter): "^" + letter.uppercased()
        case .enter: "Enter"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .escape: "Esc"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        case .function(let number): "F\(number)"
        }
    }
}
