import AnnotatorUI
import Figures
import Languages
import ProjectModel
import Testing
import TextUI

/// Presses anything at any time, on any size, while answers come late, twice, or never.
@Suite("Anything can be pressed at any time")
struct MonkeyTests {
    private static let keys: [Key] =
        Keymap.standard.bindings.flatMap(\.keys) + "0123456789in".map { .character($0) } + [.backspace, .function(3)]
    private static let sizes = [
        Size(columns: 80, rows: 24), Size(columns: 40, rows: 12), Size(columns: 120, rows: 40),
        Size(columns: 39, rows: 11),
        Size(columns: 1, rows: 1), Size(columns: 200, rows: 60), Size(columns: 45, rows: 70),
        Size(columns: 300, rows: 13),
    ]
    private static let steps = 600

    @Test("no key, size or late answer breaks a promise", arguments: 1...8, Language.allCases)
    func random(seed: Int, language: Language) {
        var random = Dice(seed: UInt64(seed))
        let names = seed % 2 == 0 ? Fixture.englishNames : (0..<60).map { "クラス\($0)" }
        let state = Fixture.state(
            project: Fixture.project(names: names, hasPictures: seed % 4 != 3), size: Self.sizes[0], language: language)
        var session = Session(state: state, held: Set(EffectKind.allCases))
        session.send(.start)
        var pendingQuestion: Int?
        for _ in 0..<Self.steps {
            switch random.roll(10) {
            case 0: session.send(.resize(Self.sizes[random.roll(Self.sizes.count)]))
            case 1:
                let place = Point(column: random.roll(90), row: random.roll(30))
                let kinds: [Mouse.Kind] = [.press, .doublePress, .wheelUp, .wheelDown]
                session.send(.mouse(Mouse(kind: kinds[random.roll(4)], position: place)))
            case 2...5: session.send(.key(Self.keys[random.roll(Self.keys.count)]))
            default:
                guard !session.outstanding.isEmpty else { continue }
                let kind = session.outstanding[random.roll(session.outstanding.count)].kind
                // One in five answers never comes; asked again, it is a new request.
                if random.roll(5) == 0, kind != .commit, kind != .undo, kind != .redo {
                    session.drop(kind)
                } else {
                    session.answerIfWaiting(kind)
                }
            }
            let compare = session.state.compare
            #expect(session.outstanding.count { $0.kind == .commit } <= 1 || session.state.isLeaving)
            if compare.pending != nil {
                #expect(pendingQuestion == nil || pendingQuestion == compare.current?.number)
                pendingQuestion = compare.current?.number
            } else {
                pendingQuestion = nil
            }
            #expect(!compare.upcoming.contains { $0.asked.image == compare.current?.asked.image })
            let screen = session.screen
            #expect(screen.size == session.state.size)
            #expect(screen.isSound)
        }
        session.drain()
        #expect(session.outstanding.isEmpty)
    }

    @Test("when every request is answered, the state is idle", arguments: 1...4)
    func idleAtTheEnd(seed: Int) {
        var random = Dice(seed: UInt64(seed))
        var session = Session(state: Fixture.state(), held: Set(EffectKind.allCases))
        session.send(.start)
        for _ in 0..<200 {
            session.send(.key(Self.keys[random.roll(Self.keys.count)]))
            if random.roll(3) == 0 { session.drain() }
        }
        session.drain()
        #expect(session.state.isIdle)
    }
}

extension Session {
    /// Answers the oldest waiting effect of a kind.
    fileprivate mutating func answerIfWaiting(_ kind: EffectKind) {
        _ = try? answer(kind)
    }

    fileprivate mutating func drop(_ kind: EffectKind) {
        _ = try? take(kind)
    }

    /// Answers everything that waits, and what comes of it.
    fileprivate mutating func drain() {
        while let kind = outstanding.first?.kind { answerIfWaiting(kind) }
    }
}

extension Screen {
    /// Every wide character has its two cells, and no cell is half of nothing.
    fileprivate var isSound: Bool {
        for row in 0..<size.rows {
            for column in 0..<size.columns {
                let cell = self[column, row]
                if cell.isContinuation {
                    guard column > 0, self[column - 1, row].glyph.columns == 2 else { return false }
                } else if cell.glyph.columns == 2 {
                    guard column + 1 < size.columns, self[column + 1, row].isContinuation else { return false }
                }
            }
        }
        return true
    }
}

/// Random numbers that are the same in every run (SplitMix64).
private struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(sides))
    }
}
