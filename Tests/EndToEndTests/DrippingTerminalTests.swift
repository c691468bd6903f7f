import Foundation
import GRDB
import LinearAlgebra
import TestSupport
import Testing

/// A person on a slow line: between the answers come arrows, mouse reports, pastes and replies of the terminal, byte by byte.
@Suite("A session on a line that drips", .serialized)
struct DrippingTerminalTests {
    @Test("whatever drips in between, the log holds the answers that were meant, and each dropped key was announced")
    func smallProject() throws {
        let small = try SmallProject(imagesPerClass: 30).set()
        try Self.work(small.path, questions: Noise.allCases.count + 3, everyNoise: 1)
    }

    @Test(
        "a hundred questions of 1383 photographs, at 80×24",
        .enabled(if: RealData.isHere, RealData.sentence))
    func caltech() throws {
        let folder = try TemporaryFolder()
        let project = folder.path + "/caltech"
        let data = RealData.folder + "/caltech49"
        _ = try RealData.succeed(["new", project, "--images", data + "/images", "--classes", data + "/classes.txt"])
        _ = try RealData.succeed(RealData.importArguments(project, "caltech49"))
        try Self.work(project, questions: 100, everyNoise: 2)
    }

    @Test("what is logged is what was shown, whatever was trained meanwhile")
    func shownIsLogged() throws {
        let small = try SmallProject(imagesPerClass: 30).set()
        let person = try Person(small.path, seed: 3)
        for key in ["[", "]", "["] { try person.answer(key) }
        // The belief on the screen is that of the head before this training.
        person.terminal.send("t")
        try person.waitIdle("a trained head") { $0.contains("trained: ") }
        person.terminal.send("p")
        let shown = try person.waitIdle("the belief") { $0.contains("◇ CLIP:") }
        try person.answer("[")
        try person.leave()
        let logged = try #require(try Log(small.path).last)
        #expect(logged.isPeeked)
        // What was believed was the head in use, from the pool and without a label, when the question was made.
        let belief = "pool head: \(logged.beliefClass ?? "") \(Int((logged.belief * 100).rounded())) %"
        #expect(shown.contains(belief), "\(belief) in\n\(shown)")
    }

    /// Works questions with something in between, and compares the log with what was meant.
    private static func work(_ project: String, questions: Int, everyNoise: Int) throws {
        let person = try Person(project, seed: 7)
        var noises = Noise.allCases
        for number in 0..<questions {
            if number % everyNoise == 0 {
                let noise = noises.removeFirst()
                noises.append(noise)
                try person.suffer(noise)
            }
            try person.answer(person.nextKey())
        }
        try person.leave()
        let log = try Log(project).events
        #expect(log.map(\.said) == person.meant.map(\.said))
        #expect(log.map(\.path) == person.meant.map(\.path))
        #expect(person.meant.count == questions + person.answersByNoise)
        #expect(person.announced == person.dropped, "each dropped key was announced")
    }
}

/// What a terminal or a hand sends beside answers.
private enum Noise: CaseIterable {
    case arrow, applicationArrow, mouse, oldMouse, focus, colorReply, attributes, cursorReport, pasted, alt
    case bracketAfterEscape, heldKey, tooSoon, spill, tooSmall

    /// What drips, byte by byte; nil for what takes more than bytes.
    var bytes: String? {
        switch self {
        case .arrow: "\u{1B}[A"
        case .applicationArrow: "\u{1B}OB"
        case .mouse: "\u{1B}[<0;12;1M\u{1B}[<0;12;1m"
        case .oldMouse: "\u{1B}[M#11"
        case .focus: "\u{1B}[O\u{1B}[I"
        case .colorReply: "\u{1B}]11;rgb:1212/3434/5656\u{1B}\\"
        case .attributes: "\u{1B}[?62;1;2c"
        case .cursorReport: "\u{1B}[12;1R"
        case .pasted: "\u{1B}[200~[s1\u{1B}[201~"
        case .alt: "\u{1B}x"
        case .bracketAfterEscape, .heldKey, .tooSoon, .spill, .tooSmall: nil
        }
    }
}

/// Somebody who looks at each picture before answering, and reads what the screen says.
private final class Person {
    let terminal: Pseudoterminal
    private var random: SeededGenerator
    private let project: String
    /// The answers that were meant: what, and about which picture.
    private(set) var meant: [(said: String, path: String)] = []
    private(set) var answersByNoise = 0
    /// Keys that must not answer, and those of them that the screen spoke of.
    private(set) var dropped = 0
    private(set) var announced = 0

    /// Longer than the door's times, so that a busy machine changes nothing.
    private static let look = 260
    private static let longPause = 1300

    init(_ project: String, seed: UInt64) throws {
        self.project = project
        random = SeededGenerator(seed: seed)
        terminal = try Pseudoterminal(
            [Program.path, "open", project, "--language", "en"], environment: Program.environment, columns: 80, rows: 24
        )
        try waitIdle("a question") { _ in true }
    }

    func nextKey() -> String { ["[", "]"][Int(random.next() % 2)] }

    @discardableResult
    func waitIdle(_ what: String, until condition: (String) -> Bool) throws -> String {
        try terminal.wait(for: what) {
            $0.firstLine.hasSuffix("●") && $0.contains("Which class is this?") && condition($0)
        }
    }

    /// The path below the framed picture.
    private var framedPath: String {
        let lines = terminal.screen.lines
        guard let top = lines.first(where: { $0.contains("▶ Which class") }) else { return "" }
        let isLeft = top.hasPrefix("┏")
        let bottom = lines.first { $0.contains("┗") } ?? ""
        let part = isLeft ? bottom.prefix { $0 != "┛" } : bottom.drop { $0 != "┗" }
        return String(part.filter { !"┗┛━└┘─".contains($0) }).trimmingCharacters(in: .whitespaces)
    }

    /// The two candidates, in their order.
    private var candidates: [String] {
        let line = terminal.screen.lines.first { $0.contains(" [  ") && $0.contains(" ]  ") } ?? ""
        let parts = line.components(separatedBy: " [  ").last?.components(separatedBy: " ]  ") ?? []
        return parts.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private func mean(_ key: String) throws {
        let names = candidates
        try #require(names.count == 2, "\(terminal.screen.text)")
        meant.append((names[key == "[" ? 0 : 1], framedPath))
    }

    /// Looks, answers, and sees the answer recorded.
    func answer(_ key: String) throws {
        terminal.pass(milliseconds: Self.look)
        try waitIdle("a question") { _ in true }
        try mean(key)
        let path = framedPath
        terminal.send(key)
        try waitIdle("the next question after \(path)") { _ in framedPath != path }
        terminal.pass(milliseconds: Self.look)
    }

    func leave() throws {
        terminal.pass(milliseconds: Self.longPause)
        try waitIdle("the end") { _ in true }
        terminal.send("q")
        #expect(try terminal.finish() == 0)
    }

    /// A key that must not answer: the screen has to say so.
    private func expectDropped(_ words: String) throws {
        dropped += 1
        try terminal.wait(for: "“\(words)”") { $0.contains(words) }
        announced += 1
    }

    func suffer(_ noise: Noise) throws {
        let path = framedPath
        if let bytes = noise.bytes {
            terminal.drip(bytes.utf8) { 60 + Int(random.next() % 140) }
            if noise == .pasted { try expectDropped("Pasted text") }
            terminal.pass(milliseconds: Self.longPause)
            #expect(framedPath == path, "\(noise)")
            return
        }
        switch noise {
        case .bracketAfterEscape:
            terminal.send("\u{1B}")
            terminal.pass(milliseconds: 400)
            terminal.send("[")
            try expectDropped("Not taken: [ soon after Esc")
        case .heldKey:
            let key = nextKey()
            terminal.pass(milliseconds: Self.look)
            try mean(key)
            answersByNoise += 1
            terminal.send(key)
            terminal.pass(milliseconds: 400)
            for _ in 0..<60 {
                terminal.send(key)
                terminal.pass(milliseconds: 33)
            }
            try expectDropped("held down answers once")
        case .tooSoon:
            terminal.pass(milliseconds: Self.look)
            try mean("]")
            answersByNoise += 1
            // The second is there before the next picture can be.
            terminal.send("][")
            try waitIdle("the next question") { _ in framedPath != path }
            dropped += 1
            if terminal.screen.text.contains("Not taken") || terminal.screen.text.contains("being saved") {
                announced += 1
            }
        case .spill:
            terminal.send("/")
            try terminal.wait(for: "the finder") { $0.contains("label with any class") }
            terminal.send("\u{7F}")
            for letter in ["s", "x", "["] {
                terminal.pass(milliseconds: 120)
                terminal.send(letter)
            }
            try expectDropped("typed on after a list was closed")
        default:
            terminal.resize(columns: 30, rows: 9)
            try terminal.wait(for: "a word about the size") { $0.contains("Miwake needs") }
            terminal.send("[")
            try expectDropped("Not taken")
            terminal.resize(columns: 80, rows: 24)
            try waitIdle("the question again") { _ in framedPath == path }
        }
        terminal.pass(milliseconds: Self.longPause)
        try waitIdle("a question") { _ in true }
    }
}

/// What the store has recorded, oldest first.
private struct Log {
    struct Event {
        var path: String
        var said: String
        var isPeeked: Bool
        var beliefClass: String?
        var belief: Double
    }

    let events: [Event]
    var last: Event? { events.last }

    init(_ project: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: project + "/.miwake/project.sqlite", configuration: configuration)
        events = try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT image.path, coalesce(class.name, label_event.to_review, 'flag') AS said, prompt.peeked,
                        believed.name AS believed, prompt.belief
                    FROM label_event JOIN image ON image.id = label_event.image_id
                        LEFT JOIN class ON class.id = label_event.to_class_id
                        JOIN prompt ON prompt.id = label_event.prompt_id
                        LEFT JOIN class AS believed ON believed.id = prompt.belief_class_id
                    ORDER BY label_event.id
                    """
            ).map { row in
                Event(
                    path: row["path"], said: row["said"], isPeeked: row["peeked"], beliefClass: row["believed"],
                    belief: row["belief"] ?? 0)
            }
        }
    }
}
