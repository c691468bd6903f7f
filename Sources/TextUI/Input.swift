/// A key press as the keymap sees it.
package enum Key: Sendable, Hashable {
    case character(Character)
    /// Control with a letter, given in lower case: `.control("r")` is Ctrl-R.
    case control(Character)
    case enter
    case tab
    case backTab
    case escape
    case backspace
    case delete
    case up
    case down
    case left
    case right
    case pageUp
    case pageDown
    case home
    case end
    case function(Int)
}

/// A mouse event in cells.
package struct Mouse: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case press
        case doublePress
        case wheelUp
        case wheelDown
    }

    package var kind: Kind
    package var position: Point

    package init(kind: Kind, position: Point) {
        self.kind = kind
        self.position = position
    }
}

/// What a terminal reports.
package enum Input: Sendable, Hashable {
    case key(Key)
    case mouse(Mouse)
    case resize(Size)
    /// SIGINT, SIGTERM or SIGHUP asked the program to leave.
    case terminate
}

/// The seam between the event loop and a real, in-memory or scripted terminal.
package protocol Terminal: ~Copyable {
    var size: Size { get }

    /// The next input, or nil when none came within the time.
    mutating func nextInput(timeoutMilliseconds: Int) -> Input?

    mutating func draw(_ screen: Screen)

    /// Sounds the bell.
    mutating func ring()

    /// Draws everything in another theme from now on.
    mutating func use(_ theme: Theme)
}
