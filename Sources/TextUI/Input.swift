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
    /// Bytes that are not a key; the person, who may have meant something by them, is told.
    case dropped(DroppedBytes)
    /// A new size, or the same one after the screen was somebody else's.
    case resize(Size)
    /// SIGINT, SIGTERM or SIGHUP asked the program to leave.
    case terminate
}

/// What came from a terminal and is no key.
package enum DroppedBytes: Sendable, Hashable {
    /// It came soon after an escape, as the second byte of a sequence does, and nothing followed.
    case introducer(Character)
    /// A key with Alt.
    case alt(Character)
    /// A key that nobody here knows, or a sequence that broke off.
    case sequence
    case paste
}

/// When an input came, by the terminal's clock: exactly where the program was waiting for it, else between two moments.
package struct Arrival: Sendable, Hashable {
    /// Nothing was there yet when the program last looked.
    package var earliest: Duration
    /// When it was read.
    package var latest: Duration

    package init(earliest: Duration, latest: Duration) {
        self.earliest = earliest
        self.latest = latest
    }

    package init(at time: Duration) { self.init(earliest: time, latest: time) }

    /// The time that has passed for certain since something else came.
    package func certainGap(since other: Arrival) -> Duration { earliest - other.latest }
}

/// An input with its time.
package struct TimedInput: Sendable, Hashable {
    package var input: Input
    package var arrival: Arrival

    package init(_ input: Input, _ arrival: Arrival) {
        self.input = input
        self.arrival = arrival
    }
}

/// The seam between the event loop and a real, in-memory or scripted terminal.
package protocol Terminal: ~Copyable {
    var size: Size { get }

    /// The terminal's clock; a scripted one has its own.
    var now: Duration { get }

    /// The next input, or nil when none came within the time.
    mutating func nextInput(timeoutMilliseconds: Int) -> TimedInput?

    mutating func draw(_ screen: Screen)

    /// Sounds the bell.
    mutating func ring()

    /// Draws everything in another theme from now on.
    mutating func use(_ theme: Theme)

    /// Gives the terminal back, stops the program until somebody continues it, and takes the terminal over again. A resize is the
    /// next input then.
    mutating func suspend()
}
