import ActiveLearning
import AnnotatorUI
import Figures
import Languages
import ProjectModel
import Testing
import TextUI

@Suite("Questions and their order")
struct QuestionTests {
    @Test("every order says in every language what it is for, a strategy of its own in English as everywhere")
    func summaries() {
        for order in RankingOrder.all {
            for language in Language.allCases {
                #expect(language.catalogue["order.\(order.name).summary"] != nil, "\(language.rawValue): \(order.name)")
            }
            let isShown = order.strategy.name == order.name && order != .suspectedErrors
            if isShown { #expect(Words(.english).orderSummary(order) == order.guidance.purpose) }
        }
    }

    @Test("the first page is asked for at the start, in the project's first order")
    func start() throws {
        var state = Fixture.state()
        let effects = reduce(&state, .start)
        guard case .page(let order) = effects.first?.request(of: CompareScreen.self) else {
            Issue.record("no page was asked for")
            return
        }
        #expect(effects.count == 1)
        #expect(order == .suggested)
        #expect(!state.isIdle)
        #expect(render(state).text.contains("Looking for the next pair"))
    }

    @Test("the screen says what it ranks by, also where Δs does not exist")
    func notTrainedYet() {
        Session.run { session in
            #expect(session.screen.text.contains("no Δs yet: ranked by CLIP's own margin"))
        }
        Session.run(Fixture.state(estimator: Fixture.estimator)) { session in
            #expect(session.screen.text.contains("suggested · ranked by Δs over CLIP's lead"))
        }
    }

    @Test("every question that comes onto the screen is noted once")
    func shownIsNoted() throws {
        try Session.run(holding: [.markShown, .train, .bell, .quit]) { session in
            session.press("[ p w tab tab + ]")
            session.wait(.milliseconds(10))
            var numbers: [Int] = []
            while session.outstanding.contains(where: { $0.kind == .markShown }) {
                if case .markShown(let number) = try session.take(.markShown) { numbers.append(number) }
            }
            #expect(numbers == [1, 2, 3])
        }
    }

    @Test("a new page is asked for before the old one is used up")
    func lowWater() throws {
        try Session.run(holding: [.train, .bell, .quit]) { session in
            session.held.insert(.loadPage)
            for _ in 0..<14 { session.press("s") }
            #expect(session.outstanding.isEmpty)
            session.press("s")
            #expect(session.outstanding.map(\.kind) == [.loadPage])
            session.press("s s")
            #expect(session.outstanding.map(\.kind) == [.loadPage], "one page at a time")
            try session.answer(.loadPage)
            #expect(session.state.compare.current?.number == 18)
            #expect(session.state.compare.upcoming.count == 20)
        }
    }

    @Test("a page that was ranked before the last answers does not ask them again")
    func answeredAreNotAskedAgain() throws {
        try Session.run(holding: [.loadPage, .train, .bell, .quit]) { session in
            try session.answer(.loadPage)
            for _ in 0..<16 { session.press("s") }
            let generation = try session.takeRequest(.loadPage)
            session.press("[ ]")
            session.send(.answer(CompareScreen.self, .pageLoaded(Fixture.page(from: 17, count: 6)), generation))
            let numbers = [session.state.compare.current?.number ?? 0] + session.state.compare.upcoming.map(\.number)
            #expect(numbers == [19, 20, 21, 22])
        }
    }

    @Test("a partner that was labelled meanwhile is known to be when it is answered again")
    func labelledPartnerIsKnown() throws {
        try Session.run(holding: [.loadPage, .commit, .train, .bell, .quit]) { session in
            try session.answer(.loadPage)
            session.press("tab [")
            try session.answer(.commit)
            session.press("tab ]")
            let effect = try session.take(.commit)
            guard case .commit(let answer) = effect.request(of: CompareScreen.self) else { return }
            let generation = try #require(effect.generation)
            #expect(answer.edit.change == .review(from: .labelled(ClassID(3)), to: .labelled(ClassID(5))))
            session.send(.answer(CompareScreen.self, .committed(Fixture.progress(labelled: 1)), generation))
        }
    }

    @Test("a page of an older request is dropped")
    func stalePage() throws {
        try Session.run(holding: [.loadPage, .train, .bell, .quit]) { session in
            let first = try session.takeRequest(.loadPage)
            session.press("o down enter")
            session.send(.answer(CompareScreen.self, .pageLoaded(Fixture.page(from: 100)), first))
            #expect(session.state.compare.current == nil)
            try session.answer(.loadPage)
            #expect(session.state.compare.current?.number == 1)
            #expect(session.state.isIdle)
        }
    }

    @Test("another order replaces the question on the screen")
    func reorder() {
        Session.run { session in
            session.press("[")
            session.press("o down enter")
            #expect(session.state.compare.order == .confusions)
            #expect(session.state.compare.current?.number == 21)
            #expect(session.screen.text.contains("confusions"))
        }
    }

    @Test("the order's key walks through the list, and the same order changes nothing")
    func orderChooser() throws {
        try Session.run { session in
            session.press("o o o enter")
            #expect(session.state.compare.order == .suspectedErrors)
            let number = session.state.compare.current?.number
            session.press("o enter")
            #expect(session.state.compare.current?.number == number)
            try session.take(.bell)
            #expect(session.screen.text.contains("in use already"))
            session.press("o up up up enter")
            try session.take(.bell)
            #expect(session.state.compare.order == .suspectedErrors)
        }
    }

    @Test("another order waits for the answer that is being saved")
    func reorderWhileSaving() throws {
        try Session.run(holding: [.commit, .train, .bell, .quit]) { session in
            session.press("[ o down enter")
            #expect(session.state.compare.current?.number == 1)
            try session.answer(.commit)
            #expect(session.state.compare.current?.number == 21)
        }
    }

    @Test("when nothing is left the screen says so")
    func nothingLeft() {
        var state = Fixture.state()
        let generation = pageGeneration(of: reduce(&state, .start)) ?? Generation(0)
        _ = reduce(
            &state,
            .answer(
                CompareScreen.self,
                .pageLoaded(Page(questions: [], ranking: .order(.suggested, by: .zeroShotMargin), hasMore: false)),
                generation))
        #expect(state.isIdle)
        #expect(render(state).text.contains("Nothing is left to ask"))
        #expect(reduce(&state, .input(.key(.character("[")), at: Arrival(at: .seconds(2)))) == [.bell])
        #expect(render(state).text.contains("no question on the screen"))
    }

    @Test("the last question of all is followed by that sentence, and undo brings it back")
    func lastQuestion() throws {
        var state = Fixture.state()
        let generation = pageGeneration(of: reduce(&state, .start)) ?? Generation(0)
        _ = reduce(&state, .answer(CompareScreen.self, .pageLoaded(Fixture.page(count: 1, hasMore: false)), generation))
        state.lookAtQuestion()
        let effects = reduce(&state, .command(.answerFirst))
        guard let effect = effects.first, let commit = effect.generation,
            case .commit(let answer) = effect.request(of: CompareScreen.self)
        else {
            Issue.record("no commit")
            return
        }
        _ = reduce(&state, .answer(CompareScreen.self, .committed(Fixture.progress(labelled: 1)), commit))
        #expect(state.compare.current == nil)
        guard let undo = reduce(&state, .command(.undo)).first?.generation else {
            Issue.record("no undo")
            return
        }
        let inverse = answer.edit.inverted(origin: .undo)
        _ = reduce(
            &state, .answer(CompareScreen.self, .undoFinished(.done(inverse, question: nil, Fixture.progress())), undo))
        #expect(state.compare.current?.number == 1)
    }

    @Test("a page that cannot be made says why and leaves the question alone")
    func pageFailure() throws {
        try Session.run(holding: [.loadPage, .train, .bell, .quit]) { session in
            let generation = try session.takeRequest(.loadPage)
            session.send(.answer(CompareScreen.self, .pageFailed("The features are of another encoder."), generation))
            try session.take(.bell)
            #expect(session.state.isIdle)
            #expect(session.screen.text.contains("The features are of another encoder."))
        }
    }

    @Test("a question without a look-alike has the whole width, and no other picture to frame")
    func withoutPartner() throws {
        var state = Fixture.state()
        let generation = pageGeneration(of: reduce(&state, .start)) ?? Generation(0)
        let page = Page(
            questions: [Fixture.question(1, hasPartner: false)], ranking: .order(.suggested, by: .deltaS),
            hasMore: false)
        let effects = reduce(&state, .answer(CompareScreen.self, .pageLoaded(page), generation))
        guard case .drawPictures(let requests) = effects.last else {
            Issue.record("no picture was asked for")
            return
        }
        #expect(requests.map(\.size.columns) == [78])
        #expect(reduce(&state, .command(.frameOther)) == [.bell])
    }

    @Test("skipped and unsure do not count as labels, but move the queue")
    func skippedDoNotCount() {
        Session.run { session in
            session.press("space s x z")
            #expect(session.state.progress.counts.inTraining == 0)
            #expect(session.state.compare.current?.number == 5)
        }
    }

    @Test("a repeated question shows nothing of its first answer, and skipping it leaves that answer alone")
    func repeatedQuestion() throws {
        var state = Fixture.state(estimator: Fixture.estimator)
        let generation = try #require(pageGeneration(of: reduce(&state, .start)))
        var question = Fixture.question(1, isTrained: true, role: .repeated)
        var plain = Fixture.question(1, isTrained: true)
        plain.asked.review = .unseen
        question.asked.review = .labelled(ClassID(3))
        let page = Page(
            questions: [question, Fixture.question(2)], ranking: .order(.suggested, by: .deltaS), hasMore: false)
        _ = reduce(&state, .answer(CompareScreen.self, .pageLoaded(page), generation))
        _ = reduce(&state, .command(.peek))
        var other = state
        other.compare.current = plain
        #expect(render(state).text == render(other).text)
        state.lookAtQuestion()
        let effects = reduce(&state, .command(.skip))
        #expect(!effects.contains { $0.kind == .commit })
        #expect(state.compare.current?.number == 2)
    }
}
