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

    /// A scripted inspector; the first key of a person ends it.
    var guide: Guide?
    /// Called when it ends so.
    var takenOver: () -> Void = {}
    private var guideRests: Duration?

    init(
        state: State, mailbox: Mailbox, perform: @escaping (Effect) -> Void,
        theme: @escaping (String) throws -> Theme
    ) {
        self.state = state
        self.mailbox = mailbox
        self.perform = perform
        self.theme = theme
    }

    /// How long to wait for a key when nothing happens; the mailbox ends the wait at once.
    private static let idleWaitMilliseconds = 500
    /// While a guide is at work, its next step is due to within this.
    private static let guideWaitMilliseconds = 50

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
                isLeaving = reduceAndPerform(.frameShown(at: terminal.now), &terminal) || isLeaving
            }
            if isLeaving { break }
            guard let (input, arrival) = terminal.nextInput(timeoutMilliseconds: wait(at: terminal.now))?.parts else {
                if state.wakesAt != nil || guide != nil {
                    needsFrame = state.wakesAt != nil
                    isLeaving = reduceAndPerform(.clock(at: terminal.now), &terminal)
                }
                for action in guideActions(at: terminal.now) {
                    isLeaving = reduceAndPerform(action, &terminal) || isLeaving
                    needsFrame = true
                }
                continue
            }
            needsFrame = true
            if let farewell = guide?.farewell, input.isAPerson {
                // The key only takes over: nobody meant it as an answer.
                guide = nil
                takenOver()
                isLeaving = reduceAndPerform(.caption(nil), &terminal)
                isLeaving = reduceAndPerform(.notice(farewell(state)), &terminal) || isLeaving
            } else {
                isLeaving = reduceAndPerform(.input(input, at: arrival), &terminal)
            }
        }
    }

    /// Until the next time that something is due.
    private func wait(at now: Duration) -> Int {
        let usual = guide == nil ? Self.idleWaitMilliseconds : Self.guideWaitMilliseconds
        guard let wakesAt = state.wakesAt else { return usual }
        return max(0, min(usual, Int(((wakesAt - now) / .milliseconds(1)).rounded(.up))))
    }

    /// What the guide does now; nothing while what it said is still being read.
    private mutating func guideActions(at now: Duration) -> [Action] {
        guard guideRests.map({ now >= $0 }) ?? true, let (actions, seconds) = guide?.next(state, at: now) else {
            return []
        }
        guideRests = now + .seconds(seconds)
        return actions
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
            case .suspend: terminal.suspend()
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
            mailbox.post(.themeFailed(state.words.sentence(for: error)))
        }
    }
}

extension Input {
    /// Somebody pressed a key or a button: a resize or a signal takes nothing over.
    fileprivate var isAPerson: Bool {
        switch self {
        case .key, .mouse, .dropped: true
        case .resize, .terminate: false
        }
    }
}

extension TimedInput {
    fileprivate var parts: (Input, Arrival) { (input, arrival) }
}
