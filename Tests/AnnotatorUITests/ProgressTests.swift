import AnnotatorUI
import Evaluation
import Figures
import Heads
import Languages
import ProjectModel
import Testing
import TextUI

@Suite("The progress screen")
struct ProgressTests {
    private static let trained = Fixture.state(
        estimator: Fixture.estimator, progress: Fixture.progress(labelled: 20))

    @Test("g opens it and closes it again, and so does escape")
    func opening() {
        Session.run(Self.trained) { session in
            session.press("g")
            #expect(session.state.view == .progress)
            session.press("g")
            #expect(session.state.view == .compare)
            session.press("g esc")
            #expect(session.state.view == .compare)
        }
    }

    @Test("it names source, head and n, each round with its interval, the pace and the verdict")
    func figures() {
        Session.run(Self.trained) { session in
            session.press("g")
            let text = session.screen.text
            for part in [
                "audit accuracy by round", "deconfusion", "n = 40 of 300", "plain CLIP", "round 4, 20 in training",
                "20 labels in training · 40 audit answers of 300 · 60 reviews",
                "320 answers per hour",
            ] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(text.contains("Verdict: not yet, 40 of the 300 audit answers fixed beforehand."))
            #expect(text.contains("needs about 96"))
        }
    }

    @Test(
        "it says whether to stop, what more labels bring, what deconfusion overturns, and each source with its intervals"
    )
    func advice() {
        Session.run(Self.trained) { session in
            session.press("g")
            let text = session.screen.text
            for part in [
                "Go on: not settled yet. 12 of 1000 changed in the last round (Cohen's κ 0.98).",
                "10 more +0.4 [−1.0, +1.8] pt · 20 more +1.2 [−1.1, +3.6] · kernel ridge n = 40",
                "Strength 1: deconfusion turned 2 of 18 sure right answers, mended 9 (audit)",
                "line-1 right 85.0 % [64–95] · false alarms 8.3 % [1–35] · misses –",
            ] {
                #expect(text.contains(part), "\(part)")
            }
        }
    }

    @Test("every class can be scrolled to: two lines of them at least, with all else that there is", arguments: 24...40)
    func classesKeepTheirRoom(rows: Int) {
        var state = Self.trained
        state.size = Size(columns: 80, rows: rows)
        Session.run(state, holding: [.loadProgress]) { session in
            session.press("g")
            guard let generation = try? session.takeRequest(.loadProgress) else { return }
            var figures = Fixture.progressFigures(isTrained: true)
            figures.rounds = (1...8).map {
                .init(id: EstimatorID(Int64($0)), labels: 5 * $0, accuracy: WilsonInterval(successes: 30, of: 40))
            }
            figures.report?.inspections = (1...6).map { Fixture.inspection("line-\($0)") }
            session.send(.answer(ProgressScreen.self, .loaded(figures), generation))
            let shown = session.screen.text.split(separator: "\n").count { $0.contains("/30") && $0.contains("░") }
            #expect(shown >= 2, "\(session.screen.text)")
        }
    }

    @Test("every advice is a sentence of its own in both languages", arguments: Language.allCases)
    func verdicts(language: Language) throws {
        var seen: Set<String> = []
        for verdict in StoppingAdvice.Verdict.allCases {
            var state = Self.trained
            state.language = language
            try Session.run(state, holding: [.loadProgress]) { session in
                session.press("g")
                let generation = try session.takeRequest(.loadProgress)
                var figures = Fixture.progressFigures(isTrained: true)
                figures.advice = .init(
                    stability: nil, outlook: .tooFewAuditAnswers(found: 7, needed: 30), verdict: verdict)
                session.send(.answer(ProgressScreen.self, .loaded(figures), generation))
                seen.insert(session.screen.text)
            }
        }
        #expect(seen.count == StoppingAdvice.Verdict.allCases.count)
    }

    @Test("more sources than there is room for are counted")
    func manySources() throws {
        try Session.run(Self.trained, holding: [.loadProgress]) { session in
            session.press("g")
            let generation = try session.takeRequest(.loadProgress)
            var figures = Fixture.progressFigures(isTrained: true)
            figures.report?.inspections = (1...9).map { Fixture.inspection("cam-\($0)") }
            session.send(.answer(ProgressScreen.self, .loaded(figures), generation))
            #expect(session.screen.text.contains("cam-3 ") && !session.screen.text.contains("cam-4 "))
            #expect(session.screen.text.contains("and 6 more sources: `miwake report`"))
        }
    }

    @Test("not enough evidence is one of the verdicts")
    func notEnough() throws {
        let comparison = PairedComparison(
            first: (0..<40).map { $0 < 22 }, second: (0..<40).map { $0 < 20 })
        try Session.run(Self.trained, holding: [.loadProgress]) { session in
            session.press("g")
            let generation = try session.takeRequest(.loadProgress)
            var figures = Fixture.progressFigures(isTrained: true)
            figures.report = Fixture.report(head: .mean, comparison: comparison, decidesAt: 40, needed: 155)
            session.send(.answer(ProgressScreen.self, .loaded(figures), generation))
            #expect(session.screen.text.contains("not enough evidence that mean head differs"))
        }
    }

    @Test("without audit answers it says so instead of drawing a curve")
    func noAudit() throws {
        try Session.run(Self.trained, holding: [.loadProgress]) { session in
            session.press("g")
            let generation = try session.takeRequest(.loadProgress)
            var figures = Fixture.progressFigures(isTrained: true)
            figures.zeroShot = nil
            figures.audit.judged = 0
            figures.report = nil
            session.send(.answer(ProgressScreen.self, .loaded(figures), generation))
            #expect(session.screen.text.contains("none of the 300 audit images is answered"))
            // The first line has the mark of idleness, which is a dot too.
            let below = session.screen.text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            #expect(!below.contains { $0.contains("●") })
        }
    }

    @Test("an answer to an older request is dropped, a failure is shown")
    func generations() throws {
        try Session.run(Self.trained, holding: [.loadProgress]) { session in
            session.press("g g g")
            let first = try session.take(.loadProgress)
            let second = try session.take(.loadProgress)
            let (old, new) = (try #require(first.generation), try #require(second.generation))
            session.send(.answer(ProgressScreen.self, .loaded(Fixture.progressFigures(isTrained: true)), old))
            #expect(session.state.progressScreen.figures == nil)
            session.send(.answer(ProgressScreen.self, .failed("The disk is gone."), new))
            #expect(session.screen.text.contains("The disk is gone."))
        }
    }

    @Test("the classes scroll and stop at the ends")
    func scrolling() {
        Session.run(Self.trained) { session in
            session.press("g up")
            #expect(session.state.progressScreen.scroll == 0)
            session.press("end")
            let last = session.state.progressScreen.scroll
            session.press("down")
            #expect(session.state.progressScreen.scroll == last)
            session.press("home")
            #expect(session.state.progressScreen.scroll == 0)
        }
    }
}
