import ActiveLearning
import AnnotatorUI
import Figures
import ProjectModel
import Testing
import TextUI
import Themes

@testable import miwake

@Suite("The event loop")
struct EventLoopTests {
    private static func state() -> State {
        let classes = ["scratch", "crack"].enumerated().map { index, name in
            LabelClass(id: ClassID(Int64(index + 1)), name: name, promptName: name)
        }
        return State(
            project: ProjectFacts(name: "line", classes: classes, targetPerClass: 4, orders: [.suggested]),
            progress: Progress(
                imageCount: 9, counts: LabelCounts(inTrainingByClass: [0, 0], auditAnswers: 0, reviews: 0)),
            size: Size(columns: 80, rows: 24))
    }

    /// A terminal at which nobody sits for a while; then it is taken away.
    private struct Idle: Terminal {
        var size = Size(columns: 80, rows: 24)
        var now: Duration = .zero
        private(set) var waits = 0

        mutating func nextInput(timeoutMilliseconds: Int) -> TimedInput? {
            waits += 1
            now += .seconds(1)
            return waits < 3 ? nil : TimedInput(.terminate, Arrival(at: now))
        }
        mutating func draw(_ screen: Screen) {}
        mutating func ring() {}
        mutating func use(_ theme: Theme) {}
        mutating func suspend() {}
    }

    private struct NoTheme: Error {}

    @Test("what ends the program from the mailbox ends it, whatever lies around it", arguments: 0..<3)
    func endsFromTheMailbox(place: Int) {
        let mailbox = Mailbox {}
        let letters: [Action] = [.caption(nil), .notice("what else came"), .caption(nil)]
        for (index, letter) in letters.enumerated() {
            mailbox.post(index == place ? .input(.terminate, at: Arrival(at: .zero)) : letter)
        }
        var loop = EventLoop(
            state: Self.state(), mailbox: mailbox, perform: { _ in }, theme: { _ in throw NoTheme() })
        var terminal = Idle()
        loop.run(on: &terminal)
        #expect(terminal.waits == 0, "nobody had to press a key for it")
        #expect(mailbox.takeAll().isEmpty)
    }

    @Test("without a word that ends it the program waits for a person")
    func waits() {
        let mailbox = Mailbox {}
        mailbox.post(.notice("something came"))
        var loop = EventLoop(
            state: Self.state(), mailbox: mailbox, perform: { _ in }, theme: { _ in throw NoTheme() })
        var terminal = Idle()
        loop.run(on: &terminal)
        #expect(terminal.waits == 3)
    }
}
