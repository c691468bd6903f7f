/// How long what follows an escape is waited for: the environment variable ESCDELAY, in milliseconds as ncurses has it.
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
