import ActiveLearning
import AnnotatorUI
import Foundation
import ProjectModel
import ProjectStore
import Synchronization
import Workbench

extension CompareScreen: LoadableScreen {
    static func answer(to request: Request, by runner: EffectRunner) -> Event {
        switch request {
        case .page(let order): page(named: order, runner)
        case .commit(let answer): committed(answer, runner)
        case .undo: .undoFinished(reversed(runner) { try $0.undo() })
        case .redo: .undoFinished(reversed(runner) { try $0.redo() })
        case .explanation(let image): explanation(of: image, runner)
        }
    }

    /// What goes to the disk waits for nothing that only looks.
    static func thread(for request: Request, of runner: EffectRunner) -> ComputeThread {
        switch request {
        case .commit, .undo, .redo: runner.writing
        case .page, .explanation: runner.thinking
        }
    }

    private static func explanation(of image: ImageID, _ runner: EffectRunner) -> Event {
        do {
            return .explained(Explanation(try runner.opened { try $0.explanation(of: image) }))
        } catch {
            return .explanationFailed(runner.words.sentence(for: error))
        }
    }

    // MARK: Questions

    private static func page(named name: String, _ runner: EffectRunner) -> Event {
        do {
            return try runner.opened { session in
                let order = RankingOrder.named(name) ?? .suggested
                let page = try session.questions(order)
                return .pageLoaded(
                    Page(
                        questions: page.questions.map { question($0, session, runner) },
                        ranking: page.score.map { Page.Ranking($0, order: order) } ?? .reserve, hasMore: page.hasMore))
            }
        } catch  where runner.isWaitingForFeatures(error) {
            return .pageLoaded(Page(questions: [], ranking: .zeroShotMargin, hasMore: false))
        } catch {
            return .pageFailed(runner.words.sentence(for: error))
        }
    }

    private static func question(_ planned: PlannedQuestion, _ session: LabellingSession, _ runner: EffectRunner)
        -> Question
    {
        let pair = planned.pair
        // In project order, whichever the model prefers.
        let candidates = [pair.asked.own, pair.asked.other].sorted { position($0, session) < position($1, session) }
        let number = runner.memory.withLock { memory in
            defer { memory.nextQuestion += 1 }
            return memory.nextQuestion
        }
        return Question(
            number: number, asked: picture(pair.asked, session, runner),
            partner: pair.partner.map { picture($0, session, runner) },
            askedPlace: planned.isAskedOnTheLeft ? .left : .right, first: candidates[0], second: candidates[1],
            similarity: pair.similarity, score: pair.score, role: planned.role, order: planned.order,
            probability: planned.probability, estimator: planned.estimator)
    }

    private static func position(_ id: ClassID, _ session: LabellingSession) -> Int {
        session.pool.classes.firstIndex { $0.id == id } ?? 0
    }

    private static func picture(_ side: ConfusedPair.Side, _ session: LabellingSession, _ runner: EffectRunner)
        -> Question.Picture
    {
        let belief = session.belief(side.image)
        return Question.Picture(
            side: side, path: runner.images.path(of: side.image) ?? "", review: session.review(of: side.image),
            isFlagged: session.isFlagged(side.image),
            zeroShot: belief.map { Belief($0.zeroShot) } ?? Belief(side.own, probability: 0),
            active: belief?.active.map { HeadBelief($0.head.rawValue, Belief($0.belief)) })
    }

    // MARK: Answers

    private static func committed(_ answer: Answer, _ runner: EffectRunner) -> Event {
        do {
            return try runner.opened { session in
                let shown = runner.memory.withLock { $0.shownAt[answer.question.number] }
                try session.commit(
                    answer.edit, shown: .prompt(prompt(answer, shownAt: shown?.date ?? Date())),
                    latency: shown.map { $0.clock.duration(to: .now) })
                runner.embedViews(of: answer.edit.image)
                return .committed(Progress(session))
            }
        } catch {
            return .commitFailed(runner.words.sentence(for: error))
        }
    }

    private static func prompt(_ answer: Answer, shownAt: Date) -> Prompt {
        let question = answer.question
        let isPartner = answer.role == .partner
        let other = isPartner ? question.asked.image : question.partner?.image
        // An image of the reserve is nobody's partner in the log: that would give it away to whoever reads it.
        let partner = isPartner && question.role == .audit ? nil : other
        let isLeft = (question.askedPlace == .left) != isPartner
        // What the screen had, also where another head is in use by now.
        let shown = isPartner ? question.partner ?? question.asked : question.asked
        return Prompt(
            image: answer.edit.image, partner: partner, role: answer.role, order: question.order,
            probability: question.probability, estimator: question.estimator,
            candidates: [question.first, question.second], shownAt: shownAt, wasPeeked: answer.wasPeeked,
            side: question.partner == nil ? nil : isLeft ? .left : .right,
            belief: Prompt.Belief(shown.active?.belief ?? shown.zeroShot))
    }

    private static func reversed(
        _ runner: EffectRunner, _ body: (LabellingSession) throws -> Reversal?
    ) -> UndoResult {
        do {
            return try runner.opened { session in
                guard let reversal = try body(session) else { return .nothingLeft }
                let planned =
                    reversal.edit.origin == .undo
                    ? session.question(of: reversal.edit.image, loggedAs: reversal.prompt) : nil
                return .done(
                    reversal.edit, question: planned.map { question($0, session, runner) }, Progress(session))
            }
        } catch {
            return .failed(runner.words.sentence(for: error))
        }
    }
}
