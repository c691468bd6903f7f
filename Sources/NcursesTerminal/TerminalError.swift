/// Why the screen could not be opened.
package enum TerminalError: Error, Sendable, Equatable {
    /// A screen is open in this process already.
    case alreadyOpen
    /// Standard input comes from a file or a pipe.
    case inputIsNoTerminal
    /// Standard output goes to a file or a pipe.
    case outputIsNoTerminal
    /// TERM is not set.
    case unnamed
    /// The terminfo database has no such terminal.
    case unknown(name: String)
    /// It cannot move its cursor or clear its screen.
    case tooSimple(name: String)
    /// Neither the user's locale nor C.UTF-8 knows UTF-8.
    case noUTF8Locale
    /// ESCDELAY is no number of milliseconds, or one out of bounds.
    case escapeDelay(String, allowed: ClosedRange<Int>)
    /// The system refused what the screen needs; the reason is the system's.
    case refused(reason: String)
}
