import AnnotatorUI
import TextUI

/// The one way through the house: input and results come in, the state is reduced, effects go out, the screen is drawn.
///
/// Runs on the main thread and never waits for anything but a key or the mailbox.
struct EventLoop {
    var state: State
    let mailbox: Mailbox
    /// Starts an effect; its answers come through the mailbox.
    let perform: (Effect) -> Void
    /// The theme of a name, for as many colours as the terminal has.
    let theme: (String) throws -> Theme

    /// How long to wait for a key when nothing happens; the mailbox ends the wait at once.
    private static let idleWaitMilliseconds = 500

    /// Runs until the state asks to leave.
    mutating func run<Display: Terminal & ~Copyable>(
        on terminal: inout Display
    ) {
        var isLeaving = reduceAndPerform(.start, &terminal)
        var needsFrame = true
        while !isLeaving {
            for action in mailbox.takeAll() {
                isLeaving = reduceAndPerform(action, &terminal) || isLeaving
                needsFrame = true
            }
            if needsFrame {
                terminal.draw(render(state))
                needsFrame = false
            }
            if isLeaving { break }
            guard let input = terminal.nextInput(timeoutMilliseconds: Self.idleWaitMilliseconds) else { continue }
            isLeaving = reduceAndPerform(.input(input), &terminal)
            needsFrame = true
        }
    }

    /// - Returns: whether the program should end.
    private mutating func reduceAndPerform<Display: Terminal & ~Copyable>(
        _ action: Action, _ terminal: inout Display
    ) -> Bool {
        var isLeaving = false
        for effect in reduce(&state, action) {
            switch effect {
            case .quit: isLeaving = true
            case .bell: terminal.ring()
            case .useTheme(let name): use(name, &terminal)
            default: perform(effect)
            }
        }
        return isLeaving
    }

    private func use<Display: Terminal & ~Copyable>(_ name: String, _ terminal: inout Display) {
        do {
            terminal.use(try theme(name))
            mailbox.post(.themeInUse(name))
        } catch {
            mailbox.post(.themeFailed(Failure.sentence(for: error)))
        }
    }
}
