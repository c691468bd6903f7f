import ActiveLearning
import AnnotatorUI
import Figures
import Foundation
import Labelling
import ProjectModel
import ProjectStore
import Synchronization
import Workbench

extension CompareScreen: LoadableScreen {
    static func answer(to request: Request, by runner: EffectRunner) -> Event {
        switch request {
        case .page(let order): page(in: order, runner)
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
            return .explained(try runner.opened { try $0.explanation(of: image) })
        } catch {
            return .explanationFailed(runner.words.sentence(for: error))
        }
    }

    // MARK: Questions

    private static func page(in order: RankingOrder, _ runner: EffectRunner) -> Event {
        do {
            return try runner.opened { session in
                let page = try session.questions(order, numberedFrom: runner.numbers(ScoredPool.pageSize))
                // Before the first training a page learns from the labels of this moment.
                if let scores = session.scores, scores.trained == nil {
                    runner.mailbox.post(.estimatorChanged(scores.facts()))
                }
                return .pageLoaded(page)
            }
        } catch  where runner.isWaitingForFeatures(error) {
            return .pageLoaded(Page(questions: [], ranking: .order(order, by: .zeroShotMargin), hasMore: false))
        } catch {
            return .pageFailed(runner.words.sentence(for: error))
        }
    }

    // MARK: Answers

    private static func committed(_ answer: Answer, _ runner: EffectRunner) -> Event {
        do {
            return try runner.opened { session in
                let shown = runner.memory.withLock { $0.shownAt[answer.question.number] }
                let prompt = answer.question.prompt(
                    answeredAs: answer.role, shownAt: shown?.date ?? Date(), wasPeeked: answer.wasPeeked)
                try session.commit(
                    answer.edit, shown: .prompt(prompt), latency: shown.map { $0.clock.duration(to: .now) })
                runner.embedViews(of: answer.edit.image)
                return .committed(session.progress)
            }
        } catch {
            return .commitFailed(runner.words.sentence(for: error))
        }
    }

    private static func reversed(
        _ runner: EffectRunner, _ body: (LabellingSession) throws -> Reversal?
    ) -> UndoResult {
        do {
            return try runner.opened { session in
                guard let reversal = try body(session) else { return .nothingLeft }
                let question =
                    reversal.edit.origin == .undo
                    ? session.question(
                        of: reversal.edit.image, loggedAs: reversal.prompt, numbered: runner.numbers(1)) : nil
                return .done(reversal.edit, question: question, session.progress)
            }
        } catch {
            return .failed(runner.words.sentence(for: error))
        }
    }
}
