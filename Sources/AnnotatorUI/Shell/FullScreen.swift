package import ProjectModel
package import TextUI

/// A screen as large as the terminal: a folder in `Screens` and a row of `ScreenTable`.
///
/// The conforming type has no cases: it is where the shell finds the functions of the screen. Each of them sees what the screen
/// itself knows, `own`, and what all screens share, `shell`; nothing of another screen.
package protocol FullScreen: Sendable {
    /// What the screen knows. Two screens with the same type share it.
    associatedtype Own: ScreenState
    /// What it asks of the world.
    associatedtype Request: Sendable, Equatable = Never
    /// What it is told: the answers to its requests, and what other screens say to it.
    associatedtype Event: Sendable, Equatable = Never

    // MARK: What it is

    /// Also its name in the group `screen` of the language files, which have its title.
    static var name: ViewName { get }

    /// The key that opens it from every screen and closes it again; nil where only another screen leads to it.
    static var opener: KeyBinding? { get }

    /// Its keys in the order of the help, with those that it shares with other screens.
    static var keys: [KeyBinding] { get }

    /// Where `back` leads; nil for the screen that the program opens with, which has its own meaning for it.
    static var parent: ViewName? { get }

    /// Whether a message has a line on it; where it has none, a message takes the place of the hints.
    static var hasMessageLine: Bool { get }

    /// What the help says below the keys.
    static func remarks(_ shell: Shell) -> [HelpRemark]

    // MARK: What happens on it

    /// It has come into view by its opener.
    static func opened(_ own: inout Own, _ shell: inout Shell) -> [Effect]

    /// Why a command of its own cannot be used now; nil where it can.
    static func unavailability(of command: Command, _ own: Own, _ shell: Shell) -> Unavailable?

    /// Carries out a command that the shell leaves to it.
    static func perform(_ command: Command, _ own: inout Own, _ shell: inout Shell) -> [Effect]

    /// What a press or a turn of the wheel means; a press may choose what is under it first.
    static func command(for mouse: Mouse, _ own: inout Own, _ shell: Shell) -> Command?

    static func receive(_ event: Event, _ own: inout Own, _ shell: inout Shell) -> [Effect]

    /// Something that every screen hears of.
    static func hear(_ news: News, _ own: inout Own, _ shell: inout Shell) -> [Effect]

    /// The kind of a request: a newer one of the same kind replaces it.
    static func kind(of request: Request) -> RequestKind

    // MARK: What is seen of it

    /// The pictures to convert, the most urgent first; nil for those of the first screen, to which the way back must be instant.
    static func pictures(_ own: Own, _ shell: Shell) -> [PictureRequest]?

    /// Draws it between the status line and the hints.
    static func draw(_ own: Own, _ shell: Shell, on screen: inout Screen)
}

/// What a screen knows. It begins anew with every project.
package protocol ScreenState: Sendable, Equatable {
    init(_ project: ProjectFacts)
}

/// A screen that asks about a picture: what it answers passes the door, and the keys of the classes answer on it.
package protocol AskingScreen: FullScreen {
    /// The picture that an answer would be about.
    static func asked(_ own: Own, _ shell: Shell) -> InputDoor.AskedPicture?

    /// The pictures of the question that a person sees, where nothing lies over them.
    static func inSight(_ own: Own, _ shell: Shell) -> [InputDoor.AskedPicture]

    /// An answer by the key of a class or out of a list.
    static func answer(_ review: Review, _ own: inout Own, _ shell: inout Shell) -> [Effect]
}

/// A line of the help that is no key.
package struct HelpRemark: Sendable, Equatable {
    package var title: String
    package var text: String
}

/// What all screens hear, in the order of their table.
package enum News: Sendable, Hashable {
    /// The program begins; there is no frame yet.
    case started
    /// Another estimator is in use: all that is shown or coming was made by the one before.
    case estimatorChanged
    /// More images can be asked about and counted.
    case poolGrew
    /// The present frame is on the terminal.
    case frameShown
}

// MARK: What most screens leave as it is

extension FullScreen {
    package static var opener: KeyBinding? { nil }
    package static var hasMessageLine: Bool { true }
    package static func remarks(_ shell: Shell) -> [HelpRemark] { [] }
    package static func opened(_ own: inout Own, _ shell: inout Shell) -> [Effect] { [] }
    package static func unavailability(of command: Command, _ own: Own, _ shell: Shell) -> Unavailable? { nil }
    package static func hear(_ news: News, _ own: inout Own, _ shell: inout Shell) -> [Effect] { [] }
    package static func kind(of request: Request) -> RequestKind { RequestKind(name.rawValue) }
    package static func pictures(_ own: Own, _ shell: Shell) -> [PictureRequest]? { nil }

    /// The wheel moves the cursor.
    package static func command(for mouse: Mouse, _ own: inout Own, _ shell: Shell) -> Command? {
        switch mouse.kind {
        case .wheelUp: .up
        case .wheelDown: .down
        case .press, .doublePress: nil
        }
    }
}

extension FullScreen where Event == Never {
    package static func receive(_ event: Never, _ own: inout Own, _ shell: inout Shell) -> [Effect] {}
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
