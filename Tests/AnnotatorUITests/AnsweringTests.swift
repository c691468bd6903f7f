import ActiveLearning
import AnnotatorUI
import Figures
import ProjectModel
import Testing
import TextUI

@Suite("Answering")
struct AnsweringTests {
    /// The first question of the page is crack (3) or inclusion (5), its pictures are 2 and 3; the next are 4 and 5.
    struct Case: CustomTestStringConvertible {
        var keys: String
        /// What reached the disk.
        var log: [String]
        /// The question on the screen afterwards.
        var question: Int

        init(_ keys: String, _ log: [String], then question: Int) {
            self.keys = keys
            self.log = log
            self.question = question
        }

        var testDescription: String { keys }
    }

    static let cases: [Case] = [
        Case("", [], then: 1),
        Case("[", ["2=crack asked"], then: 2),
        Case("]", ["2=inclusion asked"], then: 2),
        Case("1", ["2=good asked"], then: 2),
        Case("7", ["2=dent asked"], then: 2),
        Case("space", ["2=skipped asked"], then: 2),
        Case("s", ["2=unsure asked"], then: 2),
        Case("x", ["2=noneOfThese asked"], then: 2),
        Case("z", ["2=unusable asked"], then: 2),
        Case("f", ["2=flagged asked"], then: 1),
        Case("f f", ["2=flagged asked", "2=unflagged asked"], then: 1),
        Case("f [", ["2=flagged asked", "2=crack asked"], then: 2),
        Case("[ [", ["2=crack asked", "4=inclusion asked"], then: 3),
        Case("] ] ]", ["2=inclusion asked", "4=stain asked", "6=dent asked"], then: 4),
        Case("tab [", ["3=crack partner"], then: 1),
        Case("tab [ ]", ["3=crack partner", "2=inclusion asked"], then: 2),
        Case("tab tab [", ["2=crack asked"], then: 2),
        Case("tab [ tab ]", ["3=crack partner", "3=inclusion partner"], then: 1),
        Case("tab s [", ["3=unsure partner", "2=crack asked"], then: 2),
        Case("tab space", ["3=skipped partner"], then: 1),
        Case("tab f tab f", ["3=flagged partner", "2=flagged asked"], then: 1),
        Case("p [", ["2=crack asked peeked"], then: 2),
        Case("p p [", ["2=crack asked peeked"], then: 2),
        Case("w [", ["2=crack asked peeked"], then: 2),
        Case("w w [", ["2=crack asked peeked"], then: 2),
        Case("w tab [", ["3=crack partner peeked"], then: 1),
        Case("p [ [", ["2=crack asked peeked", "4=inclusion asked"], then: 3),
        Case("/ esc [", ["2=crack asked"], then: 2),
        Case("/ \"pit\" enter", ["2=pit asked"], then: 2),
        Case("/ \"IN\" enter", ["2=inclusion asked"], then: 2),
        Case("/ \"in\" down enter", ["2=stain asked"], then: 2),
        Case("/ \"in\" down down up up enter", ["2=inclusion asked"], then: 2),
        Case("/ down down enter", ["2=crack asked"], then: 2),
        Case("/ \"pt\" backspace enter", ["2=pit asked"], then: 2),
        Case("/ backspace [", ["2=crack asked"], then: 2),
        Case("/ \"sxz\" esc", [], then: 1),
        Case("tab / \"den\" enter", ["3=dent partner"], then: 1),
        Case("[ u", ["2=crack asked"], then: 1),
        Case("[ u ]", ["2=crack asked", "2=inclusion asked peeked"], then: 2),
        Case("[ [ u u", ["2=crack asked", "4=inclusion asked"], then: 1),
        Case(
            "[ [ u u [ [", ["2=crack asked", "4=inclusion asked", "2=crack asked peeked", "4=inclusion asked peeked"],
            then: 3),
        Case("[ u ctrl-r", ["2=crack asked"], then: 2),
        Case("[ [ u u ctrl-r ctrl-r", ["2=crack asked", "4=inclusion asked"], then: 3),
        Case("[ [ u u ctrl-r", ["2=crack asked", "4=inclusion asked"], then: 2),
        Case("tab [ u", ["3=crack partner"], then: 1),
        Case("f u", ["2=flagged asked"], then: 1),
        Case("m m [", ["2=crack asked"], then: 2),
        Case("? ? [", ["2=crack asked"], then: 2),
        Case("? esc [", ["2=crack asked"], then: 2),
        Case("? [", [], then: 1),
        Case("o esc [", ["2=crack asked"], then: 2),
        Case("+ + l j [", ["2=crack asked"], then: 2),
        Case("resize:120x40 [", ["2=crack asked"], then: 2),
        // A picture that nobody can see is not answered.
        Case("resize:20x5 [", [], then: 1),
        Case("resize:20x5 [ resize:80x24 [", ["2=crack asked"], then: 2),
        Case("w esc [", ["2=crack asked peeked"], then: 2),
    ]

    @Test("keys label the framed picture and move on", arguments: cases)
    func keysAnswer(_ example: Case) throws {
        Session.run { session in
            session.held.remove(.bell)
            session.press(example.keys)
            #expect(session.log == example.log)
            #expect(session.state.compare.current?.number == example.question)
            #expect(session.state.isIdle)
        }
    }

    @Test("an answer shows as pending until it is on disk, and only then comes the next question")
    func pendingUntilCommitted() throws {
        try Session.run(holding: [.commit, .train, .bell, .quit]) { session in
            session.press("[")
            #expect(session.state.compare.current?.number == 1)
            #expect(session.state.compare.pending?.edit.change == .review(from: .unseen, to: .labelled(ClassID(3))))
            #expect(!session.state.isIdle)
            #expect(session.screen.text.contains("saving: crack"))
            try session.answer(.commit)
            #expect(session.state.compare.current?.number == 2)
            #expect(session.state.compare.pending == nil)
            #expect(session.state.isIdle)
            #expect(session.screen.text.contains("recorded: crack"))
        }
    }

    @Test("a second answer is refused while the first is being saved: its question has not been seen")
    func typingAheadIsRefused() throws {
        try Session.run(holding: [.commit, .train, .bell, .quit]) { session in
            session.press("[ ]")
            try session.take(.bell)
            #expect(session.screen.text.contains("saving"))
            try session.answer(.commit)
            #expect(session.log == ["2=crack asked"])
        }
    }

    @Test("looking is allowed while an answer is being saved", arguments: ["p", "w", "+", "tab", "m m", "?"])
    func lookingWhileSaving(keys: String) throws {
        try Session.run(holding: [.commit, .train, .bell, .quit]) { session in
            session.press("[ " + keys)
            try session.answer(.commit)
            #expect(session.state.compare.current?.number == 2)
            #expect(session.log == ["2=crack asked"])
        }
    }

    @Test("what could not be written keeps its question and says why")
    func failureKeepsTheQuestion() throws {
        try Session.run(holding: [.commit, .train, .bell, .quit]) { session in
            session.press("[")
            let generation = try session.takeRequest(.commit)
            session.send(.answer(CompareScreen.self, .commitFailed("The disk is full."), generation))
            try session.take(.bell)
            #expect(session.state.compare.current?.number == 1)
            #expect(session.state.compare.pending == nil)
            #expect(session.state.progress.counts.inTraining == 0)
            #expect(session.screen.text.contains("Not saved. The disk is full."))
            session.press("[")
            try session.answer(.commit)
            #expect(session.state.compare.current?.number == 2)
            #expect(!session.screen.text.contains("Not saved"))
        }
    }

    @Test("a stale answer from the store changes nothing")
    func staleCommitIsDropped() throws {
        try Session.run(holding: [.commit, .train, .bell, .quit]) { session in
            session.press("[")
            let before = session.state
            session.send(.answer(CompareScreen.self, .committed(Fixture.progress(labelled: 99)), Generation(0)))
            #expect(session.state == before)
            try session.answer(.commit)
        }
    }

    @Test("an undone label returns to the top of the queue, and the question that was there comes next")
    func undoReturnsToTheTop() throws {
        Session.run { session in
            session.press("[ u")
            #expect(session.state.compare.current?.number == 1)
            #expect(session.state.compare.current?.asked.review == .unseen)
            #expect(session.state.compare.upcoming.first?.number == 2)
            #expect(session.state.progress.counts.inTraining == 0)
        }
    }

    @Test("nothing to take back is said, with the bell")
    func nothingToUndo() throws {
        try Session.run { session in
            session.press("u")
            try session.take(.bell)
            #expect(session.screen.text.contains("Nothing is left to take back"))
        }
    }

    @Test("an undo of an earlier session asks the question that the store brings")
    func undoAcrossRestart() throws {
        try Session.run(holding: [.undo, .train, .bell, .quit]) { session in
            session.press("u")
            let generation = try session.takeRequest(.undo)
            let old = Fixture.question(77)
            let edit = Edit(
                image: old.asked.image, change: .review(from: .labelled(ClassID(2)), to: .unseen), origin: .undo)
            session.send(
                .answer(CompareScreen.self, .undoFinished(.done(edit, question: old, Fixture.progress())), generation))
            #expect(session.state.compare.current?.number == 77)
            #expect(session.state.compare.wasPeeked)
            #expect(session.state.compare.upcoming.first?.number == 1)
        }
    }

    @Test("leaving while an answer is being saved waits for the disk")
    func quitWaitsForTheDisk() throws {
        try Session.run(holding: [.commit, .train, .bell, .quit]) { session in
            session.press("[ q")
            #expect(!session.outstanding.contains(.quit))
            try session.answer(.commit)
            try session.take(.quit)
        }
    }

    @Test("a second request leaves although the disk has not answered")
    func secondQuitLeaves() throws {
        try Session.run(holding: [.commit, .train, .bell, .quit]) { session in
            session.press("[ q q")
            try session.take(.quit)
            try session.take(.commit)
        }
    }

    @Test("a failed save while leaving stays, so that nothing is lost unseen")
    func failedSaveWhileLeavingStays() throws {
        try Session.run(holding: [.commit, .train, .bell, .quit]) { session in
            session.press("[ q")
            let generation = try session.takeRequest(.commit)
            session.send(.answer(CompareScreen.self, .commitFailed("The disk is full."), generation))
            try session.take(.bell)
            #expect(!session.state.isLeaving)
        }
    }

    @Test("signals leave as q does")
    func terminate() throws {
        try Session.run { session in
            session.send(.terminate)
            try session.take(.quit)
        }
    }

    @Test("a key without a meaning says so", arguments: ["y", "8", "f5", "ctrl-x"])
    func unknownKeys(key: String) throws {
        try Session.run { session in
            session.press(key)
            try session.take(.bell)
            #expect(session.screen.text.contains("means nothing on this screen"))
            #expect(session.log == [])
        }
    }

    @Test("an audit question is answered under its own role and looks like any other")
    func auditLooksLikeOthers() throws {
        var state = Fixture.state()
        let generation = try #require(pageGeneration(of: reduce(&state, .start)))
        var page = Fixture.page()
        page.questions[0].role = .audit
        var other = state
        _ = reduce(&state, .answer(CompareScreen.self, .pageLoaded(page), generation))
        page.questions[0].role = .asked
        _ = reduce(&other, .answer(CompareScreen.self, .pageLoaded(page), generation))
        #expect(render(state) == render(other))
        state.lookAtQuestion()
        let effects = reduce(&state, .command(.answerFirst))
        guard case .commit(let answer) = effects.first?.request(of: CompareScreen.self) else {
            Issue.record("no commit")
            return
        }
        #expect(answer.role == .audit)
    }

    @Test("the believed class is nowhere on the screen before the answer")
    func beliefIsHidden() throws {
        let trained = Fixture.state(estimator: Fixture.estimator)
        for keys in ["", "tab", "+ r", "f"] {
            Session.run(trained) { session in
                session.press(keys)
                #expect(!session.screen.text.contains("CLIP:"))
                #expect(!session.screen.text.contains("62 %"))
                session.press("p")
                #expect(session.screen.text.contains("CLIP: crack 62 %") || keys == "tab")
            }
        }
    }

    @Test("two questions that differ only in what the model believes look alike")
    func beliefChangesNothing() throws {
        var one = Fixture.question(1, own: 2, other: 1, isTrained: true)
        let two = Fixture.question(1, own: 1, other: 2, isTrained: true)
        one.score = two.score
        let screens = try [one, two].map { question in
            var state = Fixture.state(estimator: Fixture.estimator)
            let generation = try #require(pageGeneration(of: reduce(&state, .start)))
            _ = reduce(
                &state,
                .answer(
                    CompareScreen.self,
                    .pageLoaded(Page(questions: [question], ranking: .order(.suggested, by: .deltaS), hasMore: false)),
                    generation))
            return render(state)
        }
        #expect(screens[0] == screens[1])
    }
}

/// The generation of the page that the effects ask for.
func pageGeneration(of effects: [Effect]) -> Generation? {
    effects.first { $0.kind == .loadPage }?.generation
}
