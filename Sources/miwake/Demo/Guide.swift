import AnnotatorUI
import Languages
import TextUI

/// A scripted inspector: presses keys and says why, one step at a time, as slowly as one can read.
///
/// It presses the very keys a person would, on the very loop, and knows the answer key where a person would look.
struct Guide {
    private var steps: [Step]
    /// Above what is said.
    private var title: @Sendable (Words) -> String = { _ in "" }
    /// What a person hears who takes over.
    let farewell: @Sendable (State) -> String
    /// Stretches every rest: 1 as written, 0 for a test.
    private let pace: Double

    /// One thing that is shown or done, and how long it is left alone then.
    struct Step {
        /// From now on; nil leaves the title that was there.
        var title: (@Sendable (Words) -> String)?
        /// What is said from now on; nil leaves what was said before.
        var caption: (@Sendable (State) -> String)?
        var keys: @Sendable (State) -> [Key] = { _ in [] }
        /// The step waits for this, however long it takes.
        var isDue: @Sendable (State) -> Bool = { $0.isIdle }
        var seconds: Double
    }

    init(steps: [Step], farewell: @escaping @Sendable (State) -> String, pace: Double = 1) {
        self.steps = steps.reversed()
        self.farewell = farewell
        self.pace = pace
    }

    var isOver: Bool { steps.isEmpty }

    /// What the next step does, if it is due.
    /// - Returns: the actions, and the seconds after which the next one may follow; nil as long as it is not due.
    mutating func next(_ state: State, at now: Duration) -> (actions: [Action], seconds: Double)? {
        guard let step = steps.last, step.isDue(state) else { return nil }
        steps.removeLast()
        if let title = step.title { self.title = title }
        var actions: [Action] = []
        if let caption = step.caption {
            actions.append(.caption(Caption(title: title(state.words), text: caption(state))))
        }
        actions += step.keys(state).map { .input(.key($0), at: Arrival(at: now)) }
        return (actions, step.seconds * pace)
    }
}
