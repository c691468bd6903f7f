import ActiveLearning
import AnnotatorUI
import Figures
import ProjectModel
import Testing
import TextUI

@Suite("Embedding in the background")
struct EmbeddingTests {
    private static func state(embeds: Bool) -> State {
        var state = Fixture.state()
        state.project.embedsImages = embeds
        return state
    }

    private static let held: Set<EffectKind> = [.train, .cancelTraining, .bell, .quit, .embed]

    @Test("a project with a checkpoint embeds with the first frame, another one does not", arguments: [true, false])
    func starts(embeds: Bool) throws {
        var state = Self.state(embeds: embeds)
        let effects = reduce(&state, .start)
        #expect(effects.contains(.embed) == embeds)
        #expect((state.embedding != nil) == embeds)
    }

    @Test("the status line shows how far it is, and the screen is not idle before it ends")
    func shows() throws {
        try Session.run(Self.state(embeds: true), holding: Self.held) { session in
            session.send(.embeddingAdvanced(EmbeddingProgress(done: 450, total: 1800)))
            #expect(session.screen.text.contains("embedding 25"))
            #expect(!session.state.isIdle && !session.screen.showsIdle)
            session.send(.embeddingFinished(nil))
            #expect(session.state.isIdle)
            try session.take(.embed)
        }
    }

    @Test("new images join the ranking behind the question on the screen, which stays")
    func grows() throws {
        try Session.run(Self.state(embeds: true), holding: Self.held.union([.loadPage])) { session in
            try session.answer(.loadPage)
            let shown = session.state.compare.current
            #expect(shown != nil)
            var progress = session.state.progress
            progress.imageCount = 900
            session.send(.poolGrew(progress))
            #expect(session.state.progress.imageCount == 900)
            #expect(session.state.compare.current == shown)
            try session.take(.loadPage)
            try session.take(.embed)
        }
    }

    @Test("the first pair comes as soon as there is one, without a key")
    func firstPair() throws {
        try Session.run(Self.state(embeds: true), holding: Self.held.union([.loadPage])) { session in
            let generation = try session.takeRequest(.loadPage)
            session.send(
                .answer(
                    CompareScreen.self,
                    .pageLoaded(Page(questions: [], ranking: .order(.suggested, by: .zeroShotMargin), hasMore: false)),
                    generation))
            #expect(session.state.compare.current == nil)
            #expect(session.screen.text.contains("being embedded"))
            session.send(.poolGrew(session.state.progress))
            try session.answer(.loadPage)
            #expect(session.state.compare.current != nil)
            try session.take(.embed)
        }
    }

    @Test("an answer of an embedding that has ended changes nothing")
    func late() throws {
        try Session.run(Self.state(embeds: true), holding: Self.held) { session in
            session.send(.embeddingFinished("3 files could not be embedded."))
            #expect(session.state.message?.text == "3 files could not be embedded.")
            session.send(.embeddingAdvanced(EmbeddingProgress(done: 1, total: 2)))
            #expect(session.state.embedding == nil)
            try session.take(.embed)
        }
    }
}
