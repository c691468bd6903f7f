import ActiveLearning
import AnnotatorUI
import Evaluation
import Figures
import Foundation
import Languages
import ProjectModel
import ProjectStore
import Studies
import Synchronization
import TerminalPictures
import TestSupport
import Testing
import TextUI
import Themes
import Workbench

@testable import miwake

@Suite("A guide at the keys")
struct GuideTests {
    private static func state(_ size: Size = Size(columns: 80, rows: 24)) -> State {
        let classes = ["scratch", "crack"].enumerated().map { index, name in
            LabelClass(id: ClassID(Int64(index + 1)), name: name, promptName: name)
        }
        let facts = ProjectFacts(name: "line", classes: classes, targetPerClass: 4, orders: [.suggested])
        return State(
            project: facts,
            progress: Progress(
                imageCount: 9, counts: LabelCounts(inTrainingByClass: [0, 0], auditAnswers: 0, reviews: 0)), size: size)
    }

    private static func step(
        _ words: String, keys: [Key] = [], seconds: Double = 1,
        isDue: @escaping @Sendable (State) -> Bool = { _ in true }
    ) -> Guide.Step {
        Guide.Step(
            title: { _ in "title of \(words)" }, caption: { _ in words }, keys: { _ in keys },
            isDue: isDue, seconds: seconds)
    }

    @Test("a step waits until it is due, then speaks and presses its keys, in this order")
    func script() {
        var guide = Guide(
            steps: [
                Self.step("first", keys: [.character("m")], seconds: 2),
                Self.step("second", isDue: { $0.view == .matrix }),
                Guide.Step(keys: { _ in [.tab] }, isDue: { _ in true }, seconds: 3),
            ], farewell: { _ in "bye" }, pace: 0.5)
        var state = Self.state()
        let first = guide.next(state, at: .seconds(1))
        #expect(
            first?.actions == [
                .caption(Caption(title: "title of first", text: "first")),
                .input(.key(.character("m")), at: Arrival(at: .seconds(1))),
            ])
        #expect(first?.seconds == 1, "half the pace as written")
        let early = guide.next(state, at: .seconds(1))
        #expect(early == nil, "the matrix is not open yet")
        state.view = .matrix
        let second = guide.next(state, at: .seconds(1))
        #expect(second?.actions == [.caption(Caption(title: "title of second", text: "second"))])
        let third = guide.next(state, at: .seconds(1))
        #expect(third?.actions == [.input(.key(.tab), at: Arrival(at: .seconds(1)))], "no caption: what was said stays")
        let after = guide.next(state, at: .seconds(1))
        #expect(guide.isOver && after == nil)
    }

    /// A terminal that shows what is drawn and types a list.
    private struct Stub: Terminal {
        var size: Size
        var inputs: [Input]
        var screens: [Screen] = []
        var now: Duration = .zero

        mutating func nextInput(timeoutMilliseconds: Int) -> TimedInput? {
            TimedInput(inputs.isEmpty ? .terminate : inputs.removeFirst(), Arrival(at: now))
        }
        mutating func draw(_ screen: Screen) { screens.append(screen) }
        mutating func ring() {}
        mutating func use(_ theme: Theme) {}
        mutating func suspend() {}
    }

    static let anything: [Input] = [
        .key(.character("q")), .key(.character("m")), .key(.escape), .key(.enter), .key(.control("r")), .key(.up),
        .key(.function(5)), .mouse(Mouse(kind: .press, position: Point(column: 3, row: 3))),
        .mouse(Mouse(kind: .wheelUp, position: Point(column: 3, row: 3))),
    ]

    @Test("any key takes over, and does nothing else", arguments: anything)
    func takesOver(input: Input) throws {
        var state = Self.state()
        state.caption = Caption(title: "guided", text: "what the guide says")
        var loop = EventLoop(
            state: state, mailbox: Mailbox {}, perform: { _ in }, theme: { _ in throw Nothing() })
        loop.guide = Guide(
            steps: [Self.step("never", isDue: { _ in false })], farewell: { _ in "It is yours now." })
        var takeovers = 0
        loop.takenOver = { takeovers += 1 }
        // A terminal that changes its size is nobody at the keys.
        var terminal = Stub(size: state.size, inputs: [.resize(Size(columns: 90, rows: 30)), input])
        loop.run(on: &terminal)
        #expect(takeovers == 1)
        #expect(loop.guide == nil)
        #expect(loop.state.caption == nil)
        #expect(loop.state.view == .compare && loop.state.overlay == nil, "the key itself does nothing")
        #expect(terminal.screens.contains { $0.size.columns == 90 && $0.text.contains("what the guide says") })
        let last = try #require(terminal.screens.last)
        #expect(!last.text.contains("what the guide says"))
        #expect(last.text.contains("It is yours now."))
    }

    struct Nothing: Error {}

    /// A terminal that lets the guide work, and takes over when a text is on the screen.
    private struct Spectator: Terminal {
        var size: Size
        let sign: String
        var captions: [String] = []
        var isOver = false
        var deadline = ContinuousClock.now + .seconds(240)
        /// A guide waits until its picture was seen: here a glance is long.
        var now: Duration = .zero

        mutating func nextInput(timeoutMilliseconds: Int) -> TimedInput? {
            now += .seconds(1)
            if isOver || ContinuousClock.now > deadline { return TimedInput(.terminate, Arrival(at: now)) }
            guard captions.last?.contains(sign) == true else {
                Thread.sleep(forTimeInterval: 0.002)
                return nil
            }
            isOver = true
            return TimedInput(.key(.character("x")), Arrival(at: now))
        }

        mutating func draw(_ screen: Screen) {
            let lines = screen.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            guard let top = lines.firstIndex(where: { $0.contains(#/ \d/5 · /#) }) else { return }
            let text = lines[top...].prefix(3).joined(separator: "\n")
            if captions.last != text { captions.append(text) }
        }

        mutating func ring() {}
        mutating func use(_ theme: Theme) {}
        mutating func suspend() {}
    }

    @Test(
        "the tour of the sample: all chapters, labels by the answer key, figures that the matrix bears out",
        arguments: [Language.english, .japanese])
    func tour(language: Language) throws {
        let folder = try TemporaryFolder()
        let copy = folder.path + "/demo"
        try Sample(Checkout.surface, ResourceFolders(environment: [:], executable: nil)).copy(to: copy, for: .script)
        let bench = try Workbench.setUp(copy)
        let key = try bench.answerKey(Sample.answerKey(of: copy))
        let library = ThemeLibrary(folders: [])
        let size = Size(columns: 80, rows: 24)
        let state = try Screens.state(
            of: bench, isAuditOnly: false, hasAnswerKey: true, size: size, language: language, library: library,
            theme: ThemeLibrary.standardName)
        let mailbox = Mailbox {}
        let runner = try Screens.runner(
            of: bench, mailbox: mailbox, colors: .trueColor, symbols: .halfBlocks,
            options: .init(language: language, isAuditOnly: false, seed: 1, answerKey: key))
        var loop = EventLoop(
            state: state, mailbox: mailbox, perform: runner.perform, theme: library.theme(named:))
        loop.guide = GuidedTour.guide(classes: bench.classes.count, key: key, pace: 0)
        var remapped = state
        remapped.keymap = try Keymap(changes: ["matrix": "甲", "answer-first": "乙", "help": "丙", "quit": "丁"])
        let farewell = try #require(loop.guide).farewell(remapped)
        for name in ["甲", "乙", "丙", "丁", "]"] { #expect(farewell.contains(name), "\(farewell)") }
        for name in [" m ", "[", "?", " q "] { #expect(!farewell.contains(name), "\(farewell)") }
        let isEnglish = language == .english
        var terminal = Spectator(size: size, sign: isEnglish ? "Right on" : "正解表による正解率")
        loop.run(on: &terminal)
        runner.stop()

        let chapters = (1...5).map { " \($0)/5 · " }
        let seen = terminal.captions.compactMap { caption in chapters.first { caption.contains($0) } }
        #expect(seen.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } } == chapters)
        for caption in terminal.captions {
            // The box is as wide as the smallest terminal that is promised: no sentence is cut.
            let words = caption.split(separator: "\n").dropFirst().joined(separator: " ")
                .trimmingCharacters(in: CharacterSet(charactersIn: "┃ "))
            #expect([".", "?", "。"].contains { words.hasSuffix($0) }, "\(caption)")
        }

        let labels = bench.classes.count * SimulatedInspector.labelsPerClass
        let reviews = try bench.store.reviews()
        let given = try bench.store.images().compactMap { image in
            reviews[image.id]?.labelledClass.map { (path: image.path, label: $0) }
        }
        // A question that is asked a second time takes an answer and gives no other image.
        let repeats = try bench.store.selfAgreement().asked
        #expect(given.count + repeats == labels)
        #expect(given.allSatisfy { key[$0.path] == $0.label })

        let pool = try bench.pool()
        let report = try bench.matrixFigures(
            .answerKey, head: nil, pool: pool, scores: try bench.latestScores(pool),
            labelled: try bench.labelledRows(pool), key: key)
        let (before, after) = (try #require(report.zeroShotAccuracy), try #require(report.activeAccuracy))
        #expect(report.imageCount == 576 - given.count)
        let last = try #require(terminal.captions.last).replacing(#/[\s┃]+/#, with: " ")
        for figure in [before, after] { #expect(last.contains("\(String(format: "%.1f", figure.share * 100)) %")) }
        #expect(last.contains("\(report.imageCount)"))
        let inTraining = try bench.labelledRows(pool).count
        let closing = isEnglish ? "\(inTraining) labels in training" : "学習ラベル\(inTraining)枚"
        // Japanese breaks its lines anywhere.
        #expect(last.replacing(" ", with: "").contains(closing.replacing(" ", with: "")), "\(last)")
        #expect(after.share > before.share, "the sample makes the case")
    }
}
