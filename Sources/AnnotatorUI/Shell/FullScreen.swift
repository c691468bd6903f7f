/// A screen as large as the terminal: a folder in `Screens` and a row of `ScreenTable`.
package protocol FullScreen: Sendable {
    static var name: ViewName { get }

    /// What the help and the manual call it.
    static var title: Phrase { get }

    /// The key that opens it from every screen and closes it again; nil where only another screen leads to it.
    static var opener: KeyBinding? { get }

    /// Its keys in the order of the help, with those that it shares with other screens.
    static var keys: [KeyBinding] { get }
}

extension FullScreen {
    package static var opener: KeyBinding? { nil }
}

/// The name of a full screen. An open set: each is declared in the folder of its screen.
package struct ViewName: RawRepresentable, Sendable, Hashable, CaseIterable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// In the order of the manual.
    package static let allCases: [ViewName] = ScreenTable.screens.map { $0.name }
}
