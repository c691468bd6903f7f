/// What a key can ask for. The raw value is the name in the key table of a settings file and on the command line.
///
/// An open set: a screen declares the commands of its own in its own folder.
package struct Command: RawRepresentable, Sendable, Hashable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(_ name: String) {
        rawValue = name
    }
}

// MARK: Of every screen

extension Command {
    package static let help = Command("help")
    package static let commandLine = Command("command-line")
    package static let suspend = Command("suspend")
    package static let quit = Command("quit")
    package static let back = Command("back")
    package static let retrain = Command("retrain")
    package static let cancelRetrain = Command("cancel-retrain")
}

// MARK: Moving a cursor, a list or a view

extension Command {
    package static let left = Command("left")
    package static let right = Command("right")
    package static let up = Command("up")
    package static let down = Command("down")
    package static let pageUp = Command("page-up")
    package static let pageDown = Command("page-down")
    package static let first = Command("first")
    package static let last = Command("last")
    /// What is under the cursor.
    package static let open = Command("open")
}

// MARK: Looking at pictures

extension Command {
    package static let zoomIn = Command("zoom-in")
    package static let zoomOut = Command("zoom-out")
    package static let zoomFit = Command("zoom-fit")
    package static let rotate = Command("rotate")
    package static let brighter = Command("brighter")
    package static let darker = Command("darker")
    package static let moreContrast = Command("more-contrast")
    package static let lessContrast = Command("less-contrast")
    package static let invert = Command("invert")
    package static let stretch = Command("stretch")
}

extension Command: CaseIterable {
    /// Every command that a key of some screen asks for, each once.
    package static let allCases: [Command] = ScreenTable.screens.reduce(into: []) { found, screen in
        for row in screen.keys where !found.contains(row.command) { found.append(row.command) }
    }
}
