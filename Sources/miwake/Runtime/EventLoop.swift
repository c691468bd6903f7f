import AnnotatorUI
import TextUI

/// The one way through the house: input and results come in, the state is reduced, effects go out, the screen is drawn.
///
/// Runs on the main thread and never waits for anything but a key or the mailbox.
struct EventLoop {
    var state: State
    let theme: Theme
    let mailbox: Mailbox
    /// Starts an effect; its answers come through the mailbox.
    let perform: (Effect) -> Void

    /// How long to wait for a key when nothing happens; the mailbox ends the wait at once.
    private static let idleWaitMilliseconds = 500

    /// Runs until the state asks to leave.
    /// - Parameter afterFrame: called with each drawn screen; replay writes its pictures here.
    mutating func run<Display: Terminal & ~Copyable>(
        on terminal: inout Display, afterFrame: (State, Screen) -> Void = { _, _ in }
    ) {
        var isLeaving = reduceAndPerform(.start)
        var needsFrame = true
        while !isLeaving {
            for action in mailbox.takeAll() {
                isLeaving = reduceAndPerform(action) || isLeaving
                needsFrame = true
            }
            if needsFrame {
                let screen = render(state)
                terminal.draw(screen)
                afterFrame(state, screen)
                needsFrame = false
            }
            if isLeaving { break }
            guard let input = terminal.nextInput(timeoutMilliseconds: Self.idleWaitMilliseconds) else { continue }
            isLeaving = reduceAndPerform(.input(input))
            needsFrame = true
        }
    }

    /// - Returns: whether the program should end.
    private mutating func reduceAndPerform(_ action: Action) -> Bool {
        var isLeaving = false
        for effect in reduce(&state, action) {
            if effect == .quit { isLeaving = true } else { perform(effect) }
        }
        return isLeaving
    }
}
