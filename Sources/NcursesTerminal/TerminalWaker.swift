internal import CNcurses

/// Wakes a terminal that waits for input, from any thread: a result is there to be shown.
package struct TerminalWaker: Sendable {
    /// Ends the present `nextInput`, or the next, with nil.
    package func wake() { terminal_wake() }
}
