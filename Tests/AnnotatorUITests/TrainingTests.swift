import ActiveLearning
import AnnotatorUI
import Figures
import Languages
import ProjectModel
import Testing
import TextUI

@Suite("Training")
struct TrainingTests {
    @Test("a retrain starts by itself after five labels, and not before")
    func startsByItself() throws {
        try Session.run { session in
            session.press("[ ] [ ]")
            #expect(session.outstanding == [])
            session.press("[")
            #expect(session.outstanding.map(\.kind) == [.train])
            session.press("] [ ] [ ] [")
            #expect(session.outstanding.map(\.kind) == [.train], "one run at a time")
            try session.answer(.train)
            #expect(session.state.training == .none)
            #expect(session.state.estimator == Fixture.estimator)
        }
    }

    @Test("labels that came during a run start the next one")
    func nextRun() throws {
        try Session.run { session in
            session.press("[ ] [ ] [")
            guard case .train(let generation) = try session.take(.train) else { return }
            session.press("[ ] [ ] [ ]")
            session.send(
                .trainingFinished(Fixture.estimator, Fixture.progress(labelled: 11, sinceTraining: 6), generation))
            try session.answer(.train)
        }
    }

    @Test("skips and unsures start nothing")
    func onlyLabelsCount() {
        Session.run { session in
            session.press("s s s s s s space space x z")
            #expect(session.outstanding == [])
        }
    }

    @Test("answers that change nothing of what is trained on start nothing, however many they are")
    func auditAnswersStartNothing() throws {
        try Session.run(Fixture.state(progress: Fixture.progress(labelled: 20))) { session in
            var progress = session.state.progress
            for answers in 1...38 {
                session.held.insert(.commit)
                session.press("[")
                let generation = try session.takeRequest(.commit)
                progress.counts.auditAnswers = 40 + answers
                progress.counts.reviews = 60 + answers
                session.send(.answer(CompareScreen.self, .committed(progress), generation))
                #expect(session.screen.text.contains("\(60 + answers) reviews"), "every answer moves the line")
            }
            #expect(!session.outstanding.contains { $0.kind == .train })
        }
    }

    @Test("labels that are taken back or changed start a retrain like new ones")
    func takenBack() throws {
        try Session.run { session in
            session.press("[ ] [ ] [ ] [ ]")
            try session.answer(.train)
            session.press("u u u u u")
            try session.answer(.train)
        }
    }

    @Test("the key says so where nothing has changed since the last training")
    func nothingChanged() throws {
        try Session.run { session in
            session.press("[ ] t")
            guard case .train(let generation) = try session.take(.train) else { return }
            session.send(.trainingUnneeded(sinceRound: 3, generation))
            #expect(session.state.training == .none && session.state.isIdle)
            #expect(session.screen.text.contains("Nothing has changed since round 3"))
            #expect(session.outstanding == [], "no bell: nothing failed")
        }
    }

    @Test("without an interval only the key starts a run")
    func onRequestOnly() throws {
        var project = Fixture.project()
        project.labelsPerRetrain = nil
        try Session.run(Fixture.state(project: project)) { session in
            session.press("[ ] [ ] [ ] [ ]")
            #expect(session.outstanding == [])
            session.press("t")
            try session.answer(.train)
        }
    }

    @Test("the key says why it cannot: too few labels, or a run is under way")
    func refusals() throws {
        try Session.run { session in
            session.press("t")
            try session.take(.bell)
            #expect(session.screen.text.contains("at least two labels"))
            session.press("[ ] t t")
            try session.take(.bell)
            #expect(session.screen.text.contains("Training is running"))
            try session.answer(.train)
        }
    }

    @Test("progress stands on the status line, and the state is not idle")
    func progress() throws {
        try Session.run { session in
            session.press("[ ] t")
            guard case .train(let generation) = try session.take(.train) else { return }
            #expect(!session.state.isIdle)
            #expect(!session.screen.showsIdle)
            session.send(.trainingAdvanced(fraction: 0.43, generation))
            #expect(session.screen.text.contains("training 43 %"))
            session.send(.trainingAdvanced(fraction: 7, Generation(0)))
            #expect(session.screen.text.contains("training 43 %"))
            session.send(.trainingFinished(Fixture.estimator, Fixture.progress(labelled: 2), generation))
            #expect(session.state.isIdle)
            #expect(session.screen.showsIdle)
            #expect(session.screen.text.contains("deconfusion, pooled"))
            #expect(session.screen.text.contains("round 6: 30 in training, 0.8 s"))
        }
    }

    @Test("afterwards the ranking is new and the question on the screen is the same")
    func questionStays() throws {
        try Session.run { session in
            session.press("[ ] p")
            let before = session.state.compare.current
            session.press("t")
            try session.answer(.train)
            #expect(session.state.compare.current == before)
            #expect(session.state.compare.isBeliefShown)
            #expect(session.state.compare.ranking == .order(.suggested, by: .deltaS))
            #expect(session.state.compare.upcoming.first?.number == 21)
        }
    }

    @Test("open reasons refresh with the new estimator")
    func reasonsRefresh() throws {
        try Session.run { session in
            session.press("[ ] w")
            #expect(session.screen.text.contains("the confusion Δs is unknown"))
            session.press("t")
            try session.answer(.train)
            #expect(session.state.compare.explanation?.rows.first?.confusion != nil)
        }
    }

    @Test("labelling goes on while training runs")
    func labellingGoesOn() throws {
        try Session.run { session in
            session.press("[ ] t [ ]")
            #expect(session.log.count == 4)
            #expect(session.state.compare.current?.number == 5)
            try session.answer(.train)
        }
    }

    @Test("a run can be stopped, once")
    func cancel() throws {
        try Session.run { session in
            session.press("T")
            try session.take(.bell)
            session.press("[ ] t T T")
            try session.take(.bell)
            #expect(session.screen.text.contains("being stopped already"))
            guard case .cancelTraining(let generation) = try session.take(.cancelTraining) else { return }
            #expect(session.screen.text.contains("stopping"))
            session.send(.trainingCancelled(generation))
            #expect(session.state.training == .none)
            #expect(session.screen.text.contains("Training stopped"))
            try session.take(.train)
        }
    }

    @Test("a failed run says why, and the next by itself waits for as many labels again")
    func failure() throws {
        try Session.run { session in
            session.press("[ ] [ ] [")
            guard case .train(let generation) = try session.take(.train) else { return }
            session.send(.trainingFailed("All labels are of one class.", generation))
            try session.take(.bell)
            #expect(session.screen.text.contains("All labels are of one class."))
            session.press("[ ] [ ]")
            #expect(session.outstanding == [])
            session.press("[")
            try session.answer(.train)
        }
    }

    @Test("results of a run that is over are dropped")
    func staleResults() {
        Session.run { session in
            let before = session.state
            session.send(.trainingFinished(Fixture.estimator, Fixture.progress(labelled: 9), Generation(0)))
            session.send(.trainingFailed("late", Generation(0)))
            session.send(.trainingCancelled(Generation(0)))
            session.send(.trainingAdvanced(fraction: 0.5, Generation(0)))
            #expect(session.state == before)
        }
    }

    @Test("a round of other classes is said to be out of use, in the language of the screens")
    func otherClasses() {
        var japanese = Fixture.state()
        japanese.language = .japanese
        for (state, words) in [(Fixture.state(), "Round 6"), (japanese, "第6回")] {
            Session.run(state) { session in
                session.send(.roundOfOtherClasses(6))
                #expect(session.state.message?.text.contains(words) == true)
            }
        }
    }
}
