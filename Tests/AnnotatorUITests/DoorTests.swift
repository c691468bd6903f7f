import AnnotatorUI
import Figures
import Languages
import ProjectModel
import Testing
import TextUI

/// The times here are the script's: nobody waits.
@Suite("An answer belongs to a picture that was seen, and to a key that was meant")
struct DoorTests {
    /// Somebody who looked at the first question for two seconds.
    private static func atQuestion(_ body: (inout Session) throws -> Void) throws {
        var session = Session(state: Fixture.state(), held: [.train])
        session.send(.start)
        session.wait(.seconds(2))
        try body(&session)
    }

    private static let answerKeys = ["[", "]", "1", "7", "space", "s", "x", "z", "f"]

    @Test("a picture that came less than 150 ms before is not answered", arguments: answerKeys)
    func justShown(key: String) throws {
        try Self.atQuestion { session in
            session.press("[")
            session.press(key == "[" ? "]" : key, every: .milliseconds(149))
            #expect(session.log == ["2=crack asked"])
            #expect(session.state.door.droppedKeys == 1)
            #expect(session.screen.text.contains("only just come"))
            session.press(key == "[" ? "]" : key, every: .milliseconds(160))
            session.wait(.milliseconds(150))
            #expect(session.log.count == 2)
        }
    }

    @Test("what is only known to have come between two moments may have come before the picture")
    func uncertainArrival() throws {
        try Self.atQuestion { session in
            session.press("[")
            session.send(.frameShown(at: session.now))
            let early = Arrival(earliest: session.now - .milliseconds(1), latest: session.now + .seconds(3))
            session.send(.input(.key(.character("]")), at: early))
            #expect(session.log == ["2=crack asked"])
            #expect(session.screen.text.contains("only just come"))
        }
    }

    @Test("a placeholder is no picture; one that is missing, or that a project never has, is seen by its name")
    func placeholder() throws {
        var session = Session(state: Fixture.state(), held: [.train, .drawPictures])
        session.send(.start)
        session.press("[ [")
        #expect(session.log == [] && session.state.door.droppedKeys == 2)
        #expect(session.screen.text.contains("not on the screen"))
        try session.answer(.drawPictures)
        session.wait(.milliseconds(200))
        session.press("[")
        #expect(session.log == ["2=crack asked"])

        var missing = Session(state: Fixture.state(), held: [.train], missing: [ImageID(2)])
        missing.send(.start)
        missing.press("z")
        #expect(missing.log == ["2=unusable asked"])
        var features = Session(state: Fixture.state(project: Fixture.project(hasPictures: false)), held: [.train])
        features.send(.start)
        features.press("[")
        #expect(features.log == ["2=crack asked"])
    }

    @Test(
        "nothing is answered while something covers the picture, and not at once when it goes",
        arguments: [("resize:30x8", "resize:80x24"), ("?", "esc"), ("o", "esc"), ("m", "m"), ("g", "g")])
    func covered(cover: String, uncover: String) throws {
        try Self.atQuestion { session in
            session.press(cover)
            if cover.hasPrefix("resize") { session.press("[ 1 s") }
            #expect(session.log == [])
            session.press(uncover)
            session.press("[", every: .milliseconds(100))
            #expect(session.log == [], "the picture has only just come back")
            session.press("]")
            #expect(session.log == ["2=inclusion asked"])
        }
    }

    @Test("a key held down answers once, at any rate of repetition and after any delay", arguments: answerKeys)
    func heldDown(key: String) throws {
        for (delay, gap) in [(33, 33), (250, 91), (500, 33), (660, 40), (500, 140)] {
            try Self.atQuestion { session in
                session.press(key)
                session.press(key, every: .milliseconds(delay))
                // Six seconds, drawing in between.
                for _ in 0..<(6000 / gap) { session.press(key, every: .milliseconds(gap)) }
                #expect(session.log.count == 1, "\(key) \(delay) ms, \(gap) ms: \(session.log)")
                #expect(session.screen.text.contains("held down answers once"))
                #expect(session.state.door.droppedKeys == 6000 / gap + 1)
                session.wait(.seconds(1))
                #expect(session.log.count == 1 && session.state.isIdle)
                session.press(key)
                #expect(session.log.count == 2, "released and pressed again")
            }
        }
    }

    @Test("two held presses read late and at once are one as well")
    func heldDownReadLate() throws {
        try Self.atQuestion { session in
            session.press("[")
            // The program draws for 400 ms each time; what was typed meanwhile is read at once.
            for _ in 0..<10 {
                let (from, to) = (session.now, session.now + .milliseconds(400))
                session.wait(.milliseconds(400))
                for _ in 0..<12 {
                    session.send(.input(.key(.character("[")), at: Arrival(earliest: from, latest: to)))
                }
            }
            #expect(session.log.count == 1)
        }
    }

    @Test("a training that ends does not take the place of what was announced")
    func announcementStays() throws {
        try Self.atQuestion { session in
            session.press("[ ] t")
            session.press("[ ]", every: .milliseconds(20))
            #expect(session.screen.text.contains("only just come"))
            try session.answer(.train)
            #expect(session.screen.text.contains("only just come"))
            session.press("p")
            #expect(!session.screen.text.contains("only just come"))
        }
    }

    @Test("undo that is held down takes one answer back")
    func undoHeld() throws {
        try Self.atQuestion { session in
            session.press("[ ] [ ]")
            session.press("u")
            for _ in 0..<30 { session.press("u", every: .milliseconds(33)) }
            #expect(session.state.compare.current?.number == 4)
        }
    }

    @Test("a second press that is no repetition answers a moment later, or with the next key")
    func pressedTwice() throws {
        try Self.atQuestion { session in
            session.press("[")
            session.press("[", every: .milliseconds(400))
            #expect(session.log.count == 1 && !session.state.isIdle)
            #expect(session.state.wakesAt != nil)
            session.wait(.milliseconds(150))
            #expect(session.log.count == 2 && session.state.isIdle)
            session.press("[", every: .milliseconds(400))
            session.press("p", every: .milliseconds(100))
            #expect(session.log.count == 3)
            #expect(session.log.allSatisfy { !$0.contains("peeked") }, "it was answered before the peek")
        }
    }

    @Test("what was kept back is not carried over to another picture")
    func keptBackForAnotherPicture() throws {
        try Self.atQuestion { session in
            session.press("[")
            session.press("[", every: .milliseconds(400))
            #expect(session.state.door.keptBack != nil)
            session.replaceQuestion(with: Fixture.question(9))
            session.wait(.milliseconds(200))
            #expect(session.log.count == 1)
            #expect(session.screen.text.contains("picture has changed"))
        }
    }

    @Test(
        "typing that spills over from a list that closed never answers, until a pause",
        arguments: ["/ backspace", "/ \"x\" backspace backspace", ": backspace", ": esc", "/ esc", "? esc", "o esc"])
    func spill(opening: String) throws {
        try Self.atQuestion { session in
            session.press(opening, every: .milliseconds(200))
            session.press("\"sxz 12[]\"", every: .milliseconds(180))
            #expect(session.log == [], "\(opening)")
            #expect(session.state.door.droppedKeys == 8)
            session.press("x")
            #expect(session.log == ["2=noneOfThese asked"])
        }
    }

    @Test("letters after the name in the finder are no answers to the next question")
    func spillAfterEnter() throws {
        try Self.atQuestion { session in
            session.press("/ \"pit\" enter \"sss\"", every: .milliseconds(170))
            #expect(session.log == ["2=pit asked"])
        }
    }

    @Test("a choice in the finder is about the picture for which it was opened")
    func finderForAnotherPicture() throws {
        for typed in ["/ \"pit\"", ": \"unsure\""] {
            var session = Session(state: Fixture.state(), held: [.train])
            session.send(.start)
            session.held.insert(.loadPage)
            session.press("o down enter")
            session.press(typed)
            try session.answer(.loadPage)
            session.press("enter")
            #expect(session.log == [], "\(typed)")
            #expect(session.screen.text.contains("picture has changed"))
            session.press(typed + " enter")
            #expect(session.log.count == 1, "\(typed)")
        }
    }

    @Test("an answer soon after an escape may be the second piece of a key with Alt", arguments: answerKeys)
    func afterEscape(key: String) throws {
        try Self.atQuestion { session in
            session.press("p esc")
            session.press(key, every: .milliseconds(900))
            #expect(session.log == [])
            #expect(session.screen.text.contains("too soon after Esc"))
            session.press(key, every: .seconds(1))
            #expect(session.log.count == 1)
        }
    }

    @Test("bytes that were dropped are announced, in both languages", arguments: Language.allCases)
    func droppedBytes(language: Language) throws {
        let all: [DroppedBytes] = [.introducer("["), .introducer("O"), .alt("x"), .sequence, .paste]
        for bytes in all {
            var session = Session(state: Fixture.state(language: language), held: [.train])
            session.send(.start)
            session.send(.dropped(bytes))
            let line = session.screen.text.split(separator: "\n", omittingEmptySubsequences: false)[22]
            #expect(line.contains("! "), "\(bytes)")
            #expect(session.log == [])
            #expect(session.state.door.droppedKeys == (bytes == .introducer("[") ? 1 : 0))
        }
    }

    @Test("an order that comes in brings a question that an answer on its way does not hit")
    func reorderUnderTheHand() throws {
        var session = Session(state: Fixture.state(), held: [.train, .loadPage])
        session.send(.start)
        try session.answer(.loadPage)
        session.press("o down enter")
        session.wait(.seconds(1))
        try session.answer(.loadPage)
        session.press("[", every: .milliseconds(80))
        #expect(session.log == [])
        session.press("]")
        #expect(session.log.count == 1)
    }

    @Test("the question is noted for the log when its picture is there, once")
    func markedWhenShown() throws {
        var session = Session(state: Fixture.state(), held: [.train, .drawPictures, .markShown])
        session.send(.start)
        session.wait(.seconds(1))
        #expect(!session.outstanding.contains { $0.kind == .markShown })
        try session.answer(.drawPictures)
        session.wait(.seconds(1))
        session.wait(.seconds(1))
        #expect(session.outstanding.count { $0.kind == .markShown } == 1)
    }

    @Test("the terminal's own stop is a key of every screen, lists included; the picture has to be seen anew")
    func suspend() throws {
        try Self.atQuestion { session in
            session.held.insert(.suspend)
            for opening in ["", "/ \"a\"", ":", "?", "m", "g"] {
                session.press(opening + " ctrl-z")
                try session.take(.suspend)
                session.press("esc")
                if session.state.view != .compare { session.press("esc") }
            }
            session.press("ctrl-z")
            try session.take(.suspend)
            session.send(.resize(session.state.size), after: .seconds(60))
            session.press("[", every: .milliseconds(100))
            #expect(session.log == [])
            session.press("]")
            #expect(session.log == ["2=inclusion asked"])
        }
    }

    @Test(
        "a key that does nothing says why",
        arguments: [
            ("-", "whole picture is in view; + zooms in"), ("=", "whole picture"), ("left", "whole picture"),
            ("b b b b b b", "goes no further"), ("esc", "nothing open to close"), ("o enter", "in use already"),
            ("/ f3", "F3 means nothing here; Esc closes"), (": ctrl-t", "^T means nothing here"),
            ("m home home up", "goes no further"), ("g home", "goes no further"),
            ("m enter home up", "goes no further"), ("m enter enter f9", "F9 means nothing on this screen"),
        ])
    func saysWhy(keys: String, words: String) throws {
        try Self.atQuestion { session in
            session.press(keys)
            #expect(session.screen.text.contains(words), "\(session.screen.text)")
        }
    }
}
