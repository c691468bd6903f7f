import AnnotatorUI
import Figures
import Languages
import ProjectModel
import Testing
import TextUI

/// Every command on another key: whatever still speaks of the old one does not read the key table.
@Suite("Every sentence names the keys of the project")
struct KeyNameTests {
    /// ①, ② … ⓩ: characters that no sentence has.
    private static let others: [Command: String] = Dictionary(
        uniqueKeysWithValues: zip(
            Command.allCases, (0x2460...0x24E9).compactMap(Unicode.Scalar.init).map { String($0) }))

    private static func keymap() throws -> Keymap {
        #expect(others.count == Command.allCases.count)
        return try Keymap(changes: Dictionary(uniqueKeysWithValues: others.map { ($0.key.rawValue, $0.value) }))
    }

    /// The standard keys as hints write them, but for those of lists and text fields, which do not change.
    private static let standard = Set(Keymap.standard.bindings.flatMap(\.keys).map(KeyName.hint))
        .subtracting(["↑", "↓", "Enter", "Tab", "Esc"])

    /// Words that happen to look like a key.
    private static let words: Set<String> = ["a", "s", "p", "=", "%"]

    private static func advised(in text: String, besides allowed: Set<String> = []) -> [String] {
        text.split { $0.isWhitespace || "、。：;；（）().,・│┃┏┓┗┛━─┌┐└┘·".contains($0) }
            .map(String.init).filter { standard.contains($0) && !words.contains($0) && !allowed.contains($0) }
    }

    private static func key(_ command: Command) -> String { others[command] ?? "" }

    private static func session(_ language: Language, holding held: Set<EffectKind> = [.train]) throws -> Session {
        var state = Fixture.state(language: language, estimator: Fixture.estimator)
        state.keymap = try keymap()
        var session = Session(state: state, held: held)
        session.send(.start)
        return session
    }

    private static let scenes: [[Command]] = [
        [], [.answerFirst], [.peek], [.why], [.findClass], [.order], [.help], [.commandLine], [.matrix],
        [.matrix, .matrixSource], [.matrix, .open], [.matrix, .open, .open], [.progress], [.matrix, .help],
        [.progress, .help], [.retrain, .retrain], [.cancelRetrain], [.zoomOut], [.back], [.skip], [.flag], [.redo],
    ]

    @Test("no screen advises a key that means something else now", arguments: scenes, Language.allCases)
    func screens(commands: [Command], language: Language) throws {
        for size in [Size(columns: 80, rows: 24), Size(columns: 160, rows: 50)] {
            var session = try Self.session(language)
            session.send(.resize(size))
            for command in commands { session.press(Self.key(command)) }
            let text = session.screen.text
            // Panels and lists cut words anywhere; figures have brackets and signs of their own.
            let isCut = commands == [.commandLine] || commands.count > 1 && commands.last == .help
            let cut: Set<String> = isCut ? ["T", "i", "o", "+", "["] : commands.first == .matrix ? ["["] : []
            #expect(Self.advised(in: text, besides: cut) == [], "\(text)")
        }
    }

    private static let refusals = Language.english.catalogue.keys.filter { $0.hasPrefix("refusal.") }

    @Test("no refusal does", arguments: refusals, Language.allCases)
    func refusal(message: String, language: Language) throws {
        let session = try Self.session(language)
        let sentence = session.state.shell.sentence(for: Unavailable(message))
        #expect(!sentence.isEmpty)
        #expect(Self.advised(in: sentence) == [], "\(sentence)")
    }

    @Test("an unknown key, dropped bytes and an empty queue name the new ones", arguments: Language.allCases)
    func sentences(language: Language) throws {
        var session = try Self.session(language)
        session.press("?")
        #expect(session.screen.text.contains(Self.key(.help)))
        for bytes in [DroppedBytes.introducer("O"), .alt("y"), .sequence, .paste] {
            session.send(.dropped(bytes))
            #expect(Self.advised(in: session.screen.text) == [])
        }
        for reason in [MatrixResult.Reason.noAuditAnswers(reserve: 9), .tooFewLabels, .noFeatures] {
            var empty = try Self.session(language, holding: [.train, .loadMatrix])
            empty.press(Self.key(.matrix))
            let generation = try empty.takeRequest(.loadMatrix)
            empty.send(.answer(MatrixScreen.self, .loaded(.empty(reason)), generation))
            #expect(Self.advised(in: empty.screen.text) == [], "\(empty.screen.text)")
        }
        var last = try Self.session(language, holding: [.loadPage])
        let generation = try last.takeRequest(.loadPage)
        last.send(
            .answer(CompareScreen.self, .pageLoaded(Page(questions: [], ranking: .reserve, hasMore: false)), generation)
        )
        let text = last.screen.text
        #expect(text.contains(Self.key(.order)) && Self.advised(in: text) == [], "\(text)")
        var failing = try Self.session(language, holding: [.commit, .train])
        failing.press(Self.key(.answerFirst))
        failing.press(Self.key(.quit))
        #expect(Self.advised(in: failing.screen.text) == [])
    }

    @Test("the test can fail: the standard keys are found where they are in use")
    func finds() throws {
        var session = Session(state: Fixture.state(), held: [.train])
        session.send(.start)
        session.press("y")
        #expect(Self.advised(in: session.screen.text).contains("?"))
        #expect(Self.advised(in: session.screen.text).contains("["))
    }
}
