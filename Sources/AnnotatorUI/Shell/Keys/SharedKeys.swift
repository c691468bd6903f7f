internal import TextUI

/// Keys that mean the same on several screens; a screen takes the groups it wants into its table.
extension KeyBinding {
    private static func key(_ characters: Character...) -> [Key] { characters.map { .character($0) } }

    /// A cursor or a view.
    static let movement: [KeyBinding] = [
        KeyBinding(.left, [.left, .character("h")]),
        KeyBinding(.down, [.down, .character("j")]),
        KeyBinding(.up, [.up, .character("k")]),
        KeyBinding(.right, [.right, .character("l")]),
    ]

    /// A list that may be longer than the screen.
    static let paging: [KeyBinding] = [
        KeyBinding(.pageUp, [.pageUp]),
        KeyBinding(.pageDown, [.pageDown]),
        KeyBinding(.first, [.home]),
        KeyBinding(.last, [.end]),
    ]

    /// Looking at pictures: nothing here changes a label.
    static let pictures: [KeyBinding] =
        [
            KeyBinding(.zoomIn, key("+")),
            KeyBinding(.zoomOut, key("-")),
            KeyBinding(.zoomFit, key("=")),
        ] + movement + [
            KeyBinding(.rotate, key("r")),
            KeyBinding(.brighter, key("b")),
            KeyBinding(.darker, key("B")),
            KeyBinding(.moreContrast, key("c")),
            KeyBinding(.lessContrast, key("C")),
            KeyBinding(.invert, key("i")),
            KeyBinding(.stretch, key("a")),
        ]

    /// The keys that open the other screens.
    static let openers: [KeyBinding] = ScreenTable.screens.compactMap { $0.opener }

    static let training: [KeyBinding] = [
        KeyBinding(.retrain, key("t"), hint: 12),
        KeyBinding(.cancelRetrain, key("T")),
    ]

    static let back = KeyBinding(.back, [.escape, .backspace], hint: 11)

    /// The last rows of every table.
    static let general: [KeyBinding] = [
        KeyBinding(.help, key("?"), hint: 20),
        KeyBinding(.commandLine, key(":")),
        KeyBinding(.suspend, [.control("z")]),
        KeyBinding(.quit, key("q"), hint: 21),
    ]
}
