import Foundation

/// A terminal in memory that types a script: one input each time the screen has settled.
package struct ScriptedTerminal: Terminal {
    package private(set) var size: Size
    private var inputs: [Input]
    private let isSettled: @Sendable (Screen) -> Bool
    private var current: Screen?
    /// The screen before each input and the one after the last.
    package private(set) var settled: [Screen] = []
    package private(set) var ringCount = 0
    /// The themes that were asked for, in turn.
    package private(set) var themes: [String] = []
    /// Screens drawn altogether.
    package private(set) var drawnCount = 0
    package private(set) var suspensionCount = 0
    /// A clock of its own: it moves with what is waited for, and does not depend on the machine.
    package private(set) var now: Duration = .zero

    /// Between two inputs: a person who looks first.
    private static let timeToLook: Duration = .seconds(2)

    /// How long an unsettled screen is left alone before it is looked at again.
    private static let longestPause = 2

    /// - Parameters:
    ///   - inputs: resizes take effect here as they would in a real terminal.
    ///   - isSettled: whether a screen waits for the person, as its idle mark says.
    package init(size: Size, inputs: [Input], isSettled: @escaping @Sendable (Screen) -> Bool) {
        self.size = size
        self.inputs = inputs.reversed()
        self.isSettled = isSettled
    }

    /// The next input of the script; nil until the screen has settled; `terminate` when the script is done.
    package mutating func nextInput(timeoutMilliseconds: Int) -> TimedInput? {
        guard let current, isSettled(current) else {
            Thread.sleep(forTimeInterval: Double(min(timeoutMilliseconds, ScriptedTerminal.longestPause)) / 1000)
            // What waits for a moment to pass need not wait for this one.
            now += .milliseconds(timeoutMilliseconds)
            return nil
        }
        settled.append(current)
        self.current = nil
        now += Self.timeToLook
        let input = inputs.popLast() ?? .terminate
        if case .resize(let size) = input { self.size = size }
        return TimedInput(input, Arrival(at: now))
    }

    package mutating func ring() { ringCount += 1 }

    package mutating func suspend() {
        suspensionCount += 1
        inputs.append(.resize(size))
    }

    package mutating func use(_ theme: Theme) { themes.append(theme.name) }

    package mutating func draw(_ screen: Screen) {
        current = screen
        drawnCount += 1
    }
}
