package import TextUI

/// Which entry of the terminfo database to use, and with how many colours, as the environment says.
package struct TerminalChoice: Sendable, Equatable {
    /// Entries to try, the best first; the last is TERM itself.
    package var names: [String]
    /// No more colours than this, whatever the terminal can do.
    package var limit: ColorDepth

    /// - Parameters:
    ///   - environment: TERM, COLORTERM, NO_COLOR and TMUX are read.
    ///   - wanted: what the user asks for; nil leaves it to the environment.
    package init(environment: [String: String], wanted: ColorDepth?) throws(TerminalError) {
        guard let term = environment["TERM"], !term.isEmpty else { throw .unnamed }
        // no-color.org: present and not empty, regardless of its value. A wish on the command line is newer.
        let refusesColor = !(environment["NO_COLOR"] ?? "").isEmpty
        limit = wanted ?? (refusesColor ? .monochrome : .trueColor)
        let promises24Bit = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
        let wants24Bit = limit == .trueColor && (promises24Bit || wanted == .trueColor)
        let direct = wants24Bit ? Self.directName(of: term, insideTmux: environment["TMUX"] != nil) : nil
        names = (direct.map { [$0] } ?? []) + [term]
    }

    /// The entry with 24-bit colour for the same terminal: ncurses knows of it by its name only.
    private static func directName(of term: String, insideTmux: Bool) -> String? {
        if term.hasSuffix("-direct") { return nil }
        let family = term.split(separator: "-").first.map(String.init) ?? term
        switch family {
        // tmux calls itself screen where nobody told it otherwise; GNU screen itself may not know 24-bit colour.
        case "screen": return insideTmux ? "tmux-direct" : nil
        // They promise 24-bit colour by the name of xterm-kitty, xterm-ghostty and their like.
        case "xterm", "tmux", "alacritty", "konsole", "vte", "st", "mintty", "mlterm", "iterm2", "nsterm":
            return "\(family)-direct"
        default: return nil
        }
    }
}

/// How long to wait for what may follow an escape: the environment variable ESCDELAY, in milliseconds as ncurses has it.
package enum EscapeDelay {
    package static let standard: Duration = .seconds(1)
    /// ncurses takes no longer ones either.
    private static let milliseconds = 0...30_000

    package static func time(in environment: [String: String]) throws(TerminalError) -> Duration {
        guard let text = environment["ESCDELAY"], !text.isEmpty else { return standard }
        guard let number = Int(text), milliseconds.contains(number) else {
            throw .escapeDelay(text, allowed: milliseconds)
        }
        return .milliseconds(number)
    }
}

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
