import AnnotatorUI
import Figures
import Languages
import ProjectModel
import TestSupport
import Testing
import TextUI

/// Whole screens in two planes: what is read, and what it means.
@Suite("Screens")
struct ScreenTests {
    struct Scene: CustomTestStringConvertible {
        var name: String
        var state: State
        var keys: String
        var held: Set<EffectKind> = []
        var missing: Set<ImageID> = []

        var testDescription: String { name }
    }

    private static let japanese = Fixture.state(
        project: Fixture.project(name: "第7ライン", names: Fixture.japaneseNames, promptNames: Fixture.englishNames),
        language: .japanese, estimator: Fixture.estimator, progress: Fixture.progress(labelled: 34))
    private static let trained = Fixture.state(
        estimator: Fixture.estimator, progress: Fixture.progress(labelled: 34))

    static let everySize: [Scene] = [
        Scene(name: "compare", state: trained, keys: ""),
        Scene(name: "compare-ja", state: japanese, keys: "["),
        Scene(name: "compare-why", state: trained, keys: "w"),
        Scene(name: "compare-finder", state: trained, keys: "/ \"in\""),
        Scene(name: "matrix", state: trained, keys: "m"),
        Scene(name: "matrix-ja", state: japanese, keys: "m"),
        Scene(name: "matrix-cell", state: trained, keys: "m enter down"),
        Scene(name: "progress", state: trained, keys: "g"),
        Scene(name: "help", state: trained, keys: "?"),
    ]

    static let usualSize: [Scene] = [
        Scene(name: "compare-untrained", state: Fixture.state(), keys: ""),
        Scene(name: "compare-waiting", state: Fixture.state(), keys: "", held: [.loadPage]),
        Scene(name: "compare-pictures-coming", state: trained, keys: "", held: [.drawPictures]),
        Scene(name: "compare-pending", state: trained, keys: "]", held: [.commit]),
        Scene(name: "compare-recorded", state: trained, keys: "]"),
        Scene(name: "compare-undone", state: trained, keys: "] u"),
        Scene(name: "compare-peek", state: trained, keys: "p"),
        Scene(name: "compare-partner-framed", state: trained, keys: "tab f"),
        Scene(name: "compare-looking", state: trained, keys: "+ + r b b c i"),
        Scene(name: "compare-why-untrained", state: Fixture.state(), keys: "w"),
        Scene(name: "compare-why-expert", state: trained, keys: "w e"),
        Scene(name: "compare-why-ja", state: japanese, keys: "w"),
        Scene(name: "compare-missing", state: trained, keys: "", missing: [ImageID(2), ImageID(3)]),
        Scene(
            name: "compare-no-pictures",
            state: Fixture.state(project: Fixture.project(hasPictures: false)), keys: ""),
        Scene(name: "compare-training", state: trained, keys: "t", held: [.train]),
        Scene(name: "compare-refused", state: Fixture.state(), keys: "t", held: [.bell]),
        Scene(name: "compare-order", state: trained, keys: "o down"),
        Scene(name: "compare-order-ja", state: japanese, keys: "o"),
        Scene(
            name: "compare-many-classes",
            state: Fixture.state(project: Fixture.project(names: (0..<300).map { "class \($0)" })), keys: "/ \"29\""),
        Scene(name: "help-ja", state: japanese, keys: "?"),
        Scene(name: "progress-ja", state: japanese, keys: "g"),
        Scene(name: "matrix-untrained", state: Fixture.state(), keys: "m"),
        Scene(name: "matrix-difference", state: trained, keys: "m tab"),
        Scene(name: "matrix-percent", state: trained, keys: "m % d"),
        Scene(name: "matrix-out-of-fold", state: trained, keys: "m s home"),
        Scene(
            name: "matrix-many-classes",
            state: Fixture.state(
                project: Fixture.project(names: (0..<100).map { "class number \($0)" }),
                estimator: Fixture.estimator), keys: "m home page-down right right right"),
        Scene(name: "matrix-counting", state: trained, keys: "m", held: [.loadMatrix]),
        Scene(name: "picture", state: trained, keys: "m enter down enter +"),
    ]

    @Test(
        "screens look as they did", arguments: everySize,
        [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 40, rows: 12)])
    func screenAtEverySize(scene: Scene, size: Size) throws {
        try check(scene, size)
    }

    @Test("screens look as they did at the usual size", arguments: usualSize)
    func screenAtUsualSize(scene: Scene) throws {
        try check(scene, Size(columns: 80, rows: 24))
    }

    @Test(
        "the classes get a line from 16 lines of terminal on, and a second one from 30",
        arguments: [(15, 0), (16, 1), (29, 1), (30, 2), (60, 2)])
    func classLines(rows: Int, lines: Int) {
        // Three of nine names fit into a line; the line above them names two of them as candidates.
        let names = (1...9).map { "a lengthy name (\($0))" }
        let state = Fixture.state(project: Fixture.project(names: names), size: Size(columns: 80, rows: rows))
        Session.run(state) { session in
            let found = session.screen.text.split(separator: "\n").filter {
                $0.contains("a lengthy name") && !$0.contains("The framed picture is")
            }
            #expect(found.count == lines, "\(found)")
        }
    }

    @Test("an empty audit matrix says what to do", arguments: [Language.english, .japanese])
    func emptyAudit(language: Language) throws {
        var state = language == .japanese ? Self.japanese : Self.trained
        state.matrix.chosenSource = .audit
        var session = Session(state: state, held: [.loadMatrix])
        session.send(.start)
        session.press("m")
        let generation = try session.takeRequest(.loadMatrix)
        session.send(.answer(MatrixScreen.self, .loaded(.empty(.noAuditAnswers(reserve: 300))), generation))
        try check(session.screen, "matrix-empty-\(language.rawValue)")
    }

    @Test("a terminal that is too small says so", arguments: [(39, 24), (80, 11), (10, 3), (1, 1)])
    func tooSmall(columns: Int, rows: Int) throws {
        var session = Session(state: Self.trained, held: [])
        session.send(.start)
        session.send(.resize(Size(columns: columns, rows: rows)))
        try check(session.screen, "too-small-\(columns)x\(rows)")
        session.send(.resize(Size(columns: 80, rows: 24)))
        #expect(session.state.compare.current?.number == 1)
        #expect(session.screen.text.contains("Which class is this?"))
    }

    @Test("the idle mark is always at the same place")
    func idleMarkStandsStill() throws {
        for size in [Size(columns: 80, rows: 24), Size(columns: 20, rows: 5), Size(columns: 2, rows: 1)] {
            var session = Session(state: Fixture.state(size: size), held: [.drawPictures, .loadPage])
            session.send(.start)
            #expect(!session.screen.showsIdle)
            #expect(session.screen[size.columns - idleMarkInset, 0].glyph == busyMark)
            try session.answer(.loadPage)
            // A screen with room for pictures waits for them too.
            while let effect = session.outstanding.first {
                #expect(!session.screen.showsIdle)
                try session.answer(effect.kind)
            }
            #expect(session.screen.showsIdle)
            #expect(session.screen[size.columns - idleMarkInset, 0].glyph == idleMark)
        }
    }

    private func check(_ scene: Scene, _ size: Size) throws {
        var state = scene.state
        state.size = size
        var session = Session(state: state, held: scene.held, missing: scene.missing)
        session.send(.start)
        session.press(scene.keys)
        if case .train(let generation) = session.outstanding.first {
            session.send(.trainingAdvanced(fraction: 0.43, generation))
        }
        try check(session.screen, "\(scene.name)-\(size.columns)x\(size.rows)")
    }

    private func check(_ screen: Screen, _ name: String) throws {
        let difference = try Snapshot(name).difference(from: screen.text + "\n" + screen.roleLetters)
        #expect(difference == nil, "\(difference ?? "")")
    }
}

@Suite("A script on a terminal in memory")
struct ScriptedTerminalTests {
    @Test("an input is typed each time the screen has settled, and the script ends the session")
    func plays() throws {
        let inputs = try KeyScript.inputs(from: "[ resize:60x20 m")
        var terminal = ScriptedTerminal(size: Size(columns: 80, rows: 24), inputs: inputs) { $0.showsIdle }
        var session = Session(state: Fixture.state())
        session.send(.start)
        var typed: [Input] = []
        while true {
            terminal.draw(session.screen)
            guard let input = terminal.nextInput(timeoutMilliseconds: 10)?.input else { continue }
            if input == .terminate { break }
            typed.append(input)
            session.send(input)
        }
        #expect(typed == inputs)
        #expect(terminal.size == Size(columns: 60, rows: 20))
        #expect(terminal.settled.count == 4)
        #expect(terminal.settled.map(\.size.columns) == [80, 80, 60, 60])
        #expect(terminal.settled.last?.text.contains("Predicted") == true)
    }

    @Test("nothing is typed while the screen is busy")
    func waits() {
        var terminal = ScriptedTerminal(size: Size(columns: 80, rows: 24), inputs: [.key(.tab)]) { $0.showsIdle }
        var state = Fixture.state()
        _ = reduce(&state, .start)
        terminal.draw(render(state))
        #expect(terminal.nextInput(timeoutMilliseconds: 1) == nil)
        #expect(terminal.settled.isEmpty)
    }
}
