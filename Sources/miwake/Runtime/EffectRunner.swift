import ActiveLearning
import AnnotatorUI
import Evaluation
import Foundation
import ProjectModel
import ProjectStore
import Synchronization
import Workbench

/// Carries effects out, off the main thread, and posts their answers to the mailbox.
final class EffectRunner: Sendable {
    let bench: Workbench
    let mailbox: Mailbox
    private let pictures: PictureDesk
    let images: ShownImages
    /// Labels on their way to the disk.
    let writing = ComputeThread(name: "labels", priority: .prompt)
    /// Opening, rankings, explanations, matrices.
    let thinking = ComputeThread(name: "ranking", priority: .background)
    private let training = ComputeThread(name: "training", priority: .patient)
    let encoding = ComputeThread(name: "encoding", priority: .patient)
    let session = Mutex<Result<LabellingSession, any Error>?>(nil)
    let memory = Mutex(Memory())
    let options: Options

    struct Options {
        var isAuditOnly: Bool
        var seed: UInt64
        /// Whether a retrain is finished only when the head is chosen: a replay must not depend on what is faster.
        var awaitsHeadChoice = false
        /// What every image truly is: a sample's.
        var answerKey: AnswerKey?
        /// Whether labelled images get random views: a replay must not depend on when they come in.
        var makesViews: Bool { !awaitsHeadChoice }
    }

    struct Memory {
        var nextQuestion = 1
        /// When each question came onto the screen.
        var shownAt: [Int: (clock: ContinuousClock.Instant, date: Date)] = [:]
        var run: Task<Void, Never>?
        var headChoice: Task<Void, Never>?
        var embedding: Task<Void, Never>?
        /// What the encoder works on, or has worked on last.
        var encodes: Embedding?
        /// Images that have features but are not in the session yet wait for it to be made anew; how often it was.
        var refreshes: UInt64 = 0
        /// What was said of damaged files already.
        var namedDamage: Set<String> = []
    }

    init(
        _ bench: Workbench, mailbox: Mailbox, pictures: PictureDesk, images: ShownImages, options: Options
    ) {
        self.bench = bench
        self.mailbox = mailbox
        self.pictures = pictures
        self.options = options
        self.images = images
        // The first job of the thread on which everything that needs the session runs.
        run(on: thinking) { runner in
            let opened = Result { try runner.opened() }
            runner.session.withLock { $0 = opened }
            if let round = try? runner.bench.roundOfOtherClasses() {
                runner.mailbox.post(.roundOfOtherClasses(Int(round.id.rawValue)))
            }
            // The first frame knew the round from the index alone; what tempers it comes from the features.
            guard let session = try? opened.get(), let scores = session.scores else { return }
            let facts = EstimatorFacts(scores, seconds: nil)
            if facts != EstimatorFacts(scores.round, bench.recordedChoice(of: scores.round)) {
                runner.mailbox.post(.estimatorChanged(facts))
            }
            // The last session ended before its figures were there.
            if scores.choice.reason == .notMeasured { runner.chooseHead(session, seconds: nil) }
        }
        // Before the encoder, which does the same, begins.
        if bench.store.mode == .readWrite { run(on: encoding) { $0.settleFiles() } }
    }

    private func opened() throws -> LabellingSession {
        let pool = try bench.pool()
        return try LabellingSession(
            bench, pool: pool, scores: try usableScores(pool), isAuditOnly: options.isAuditOnly, seed: options.seed)
    }

    /// Stops what runs in the background; whatever is not on the disk by now is a training, which can be repeated.
    func stop() {
        memory.withLock { memory in
            memory.run?.cancel()
            memory.headChoice?.cancel()
            memory.embedding?.cancel()
        }
    }

    func perform(_ effect: Effect) {
        switch effect {
        case .markShown(let number):
            memory.withLock { $0.shownAt[number] = (ContinuousClock.now, Date()) }
        // The event loop's own.
        case .bell, .quit, .suspend, .useTheme: break
        case .drawPictures(let requests):
            pictures.want(requests)
            encodeFirst(requests.map(\.image))
        case .loadPage(let order, let generation): loadPage(order, generation)
        case .commit(let answer, let generation):
            run(on: writing) { $0.mailbox.post($0.committed(answer, generation)) }
        case .undo(let generation):
            run(on: writing) { $0.mailbox.post(.undoFinished($0.reversed { try $0.undo() }, generation)) }
        case .redo(let generation):
            run(on: writing) { $0.mailbox.post(.undoFinished($0.reversed { try $0.redo() }, generation)) }
        case .explain(let image, let generation): explain(image, generation)
        case .train(let generation): train(generation)
        case .cancelTraining: memory.withLock { $0.run?.cancel() }
        case .loadMatrix(let source, let generation): loadMatrix(source, generation)
        case .loadProgress(let generation): loadProgress(generation)
        case .loadCell(let request, let generation): loadCell(request, generation)
        case .embed: embed()
        }
    }

    // MARK: Threads

    @discardableResult
    func run(on thread: ComputeThread, _ body: @escaping @Sendable (EffectRunner) -> Void) -> Task<Void, Never> {
        Task(executorPreference: thread) { await self.call(body) }
    }

    /// Not on the caller's actor: on the thread that the task prefers.
    @concurrent
    private func call(_ body: @Sendable (EffectRunner) -> Void) async { body(self) }

    private func opened<Value>(_ body: (LabellingSession) throws -> Value) throws -> Value {
        guard let session = session.withLock({ $0 }) else {
            throw WorkbenchError.noFeatures(project: bench.folder.project)
        }
        return try body(try session.get())
    }

    // MARK: Questions

    private func loadPage(_ name: String, _ generation: Generation) {
        run(on: thinking) { runner in
            do {
                let action = try runner.opened { session in
                    let order = RankingOrder.named(name) ?? .suggested
                    let page = try session.questions(order)
                    return Action.pageLoaded(
                        Page(
                            questions: page.questions.map { runner.question($0, session) },
                            ranking: page.score.map { Page.Ranking($0, order: order) } ?? .reserve,
                            hasMore: page.hasMore),
                        generation)
                }
                runner.mailbox.post(action)
            } catch  where runner.isWaitingForFeatures(error) {
                runner.mailbox.post(
                    .pageLoaded(Page(questions: [], ranking: .zeroShotMargin, hasMore: false), generation))
            } catch {
                runner.mailbox.post(.pageFailed(Failure.sentence(for: error), generation))
            }
        }
    }

    private func question(_ planned: PlannedQuestion, _ session: LabellingSession) -> Question {
        let pair = planned.pair
        // In project order, whichever the model prefers.
        let candidates = [pair.asked.own, pair.asked.other].sorted { position($0, session) < position($1, session) }
        let number = memory.withLock { memory in
            defer { memory.nextQuestion += 1 }
            return memory.nextQuestion
        }
        return Question(
            number: number, asked: picture(pair.asked, session), partner: pair.partner.map { picture($0, session) },
            askedPlace: planned.isAskedOnTheLeft ? .left : .right, first: candidates[0], second: candidates[1],
            similarity: pair.similarity, score: pair.score, role: planned.role, order: planned.order,
            probability: planned.probability, estimator: planned.estimator)
    }

    private func position(_ id: ClassID, _ session: LabellingSession) -> Int {
        session.pool.classes.firstIndex { $0.id == id } ?? 0
    }

    private func picture(_ side: ConfusedPair.Side, _ session: LabellingSession) -> Question.Picture {
        let belief = session.belief(side.image)
        return Question.Picture(
            side: side, path: images.path(of: side.image) ?? "", review: session.review(of: side.image),
            isFlagged: session.isFlagged(side.image),
            zeroShot: belief.map { Belief($0.zeroShot) } ?? Belief(side.own, probability: 0),
            active: belief?.active.map { HeadBelief($0.head.rawValue, Belief($0.belief)) })
    }

    // MARK: Answers

    private func committed(_ answer: Answer, _ generation: Generation) -> Action {
        do {
            return try opened { session in
                let shown = memory.withLock { $0.shownAt[answer.question.number] }
                try session.commit(
                    answer.edit, shown: .prompt(prompt(answer, shownAt: shown?.date ?? Date())),
                    latency: shown.map { $0.clock.duration(to: .now) })
                embedViews(of: answer.edit.image)
                return .committed(Progress(session), generation)
            }
        } catch {
            return .commitFailed(Failure.sentence(for: error), generation)
        }
    }

    private func prompt(_ answer: Answer, shownAt: Date) -> Prompt {
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

    private func reversed(_ body: (LabellingSession) throws -> Reversal?) -> UndoResult {
        do {
            return try opened { session in
                guard let reversal = try body(session) else { return .nothingLeft }
                let planned =
                    reversal.edit.origin == .undo
                    ? session.question(of: reversal.edit.image, loggedAs: reversal.prompt) : nil
                return .done(
                    reversal.edit, question: planned.map { question($0, session) }, Progress(session))
            }
        } catch {
            return .failed(Failure.sentence(for: error))
        }
    }

    // MARK: Training

    private func train(_ generation: Generation) {
        let task = run(on: training) { runner in
            do {
                try runner.opened { session in
                    var trained = try session.retrain { fraction in
                        runner.mailbox.post(.trainingAdvanced(fraction: Float(fraction), generation))
                    }
                    if runner.options.awaitsHeadChoice, let chosen = try session.chooseHead() {
                        trained.scores = chosen
                    }
                    runner.mailbox.post(
                        .trainingFinished(
                            EstimatorFacts(trained.scores, seconds: trained.seconds), Progress(session),
                            generation))
                    if !runner.options.awaitsHeadChoice { runner.chooseHead(session, seconds: trained.seconds) }
                    // More images came in while it trained: they are scored by the new round too.
                    if !runner.isCurrent(session) { runner.refresh() }
                }
            } catch is CancellationError {
                runner.mailbox.post(.trainingCancelled(generation))
            } catch WorkbenchError.nothingChanged(let round) {
                runner.mailbox.post(.trainingUnneeded(sinceRound: Int(round.rawValue), generation))
            } catch {
                runner.mailbox.post(.trainingFailed(Failure.sentence(for: error), generation))
            }
        }
        memory.withLock { memory in
            // Figures of earlier labels would come too late.
            memory.headChoice?.cancel()
            memory.run = task
        }
    }

    /// From three labels a class, out-of-fold figures choose the head, after the new one is in use already.
    private func chooseHead(_ session: LabellingSession, seconds: Double?) {
        let task = run(on: training) { runner in
            do {
                guard let scores = try session.chooseHead() else { return }
                runner.mailbox.post(.estimatorChanged(EstimatorFacts(scores, seconds: seconds)))
            } catch is CancellationError {
                return
            } catch {
                runner.mailbox.post(.notice(Failure.sentence(for: error)))
            }
        }
        memory.withLock { $0.headChoice = task }
    }

    // MARK: Looking

    private func explain(_ image: ImageID, _ generation: Generation) {
        run(on: thinking) { runner in
            do {
                let explanation = try runner.opened { try $0.explanation(of: image) }
                runner.mailbox.post(.explained(Explanation(explanation), generation))
            } catch {
                runner.mailbox.post(.explanationFailed(Failure.sentence(for: error), generation))
            }
        }
    }

    private func loadMatrix(_ source: MatrixSource?, _ generation: Generation) {
        run(on: thinking) { runner in
            let result: MatrixResult
            do {
                result = try runner.opened { session in
                    .figures(
                        MatrixFigures(try session.matrix(source, key: runner.options.answerKey), session.pool.classes))
                }
            } catch WorkbenchError.noAuditAnswers(let reserve) {
                result = .empty(.noAuditAnswers(reserve: reserve))
            } catch WorkbenchError.tooFewLabelsForFolds, WorkbenchError.notTrained {
                result = .empty(.tooFewLabels)
            } catch WorkbenchError.noFeatures {
                result = .empty(.noFeatures)
            } catch {
                result = .failed(Failure.sentence(for: error))
            }
            runner.mailbox.post(.matrixLoaded(result, generation))
        }
    }

    private func loadProgress(_ generation: Generation) {
        run(on: thinking) { runner in
            do {
                let figures = try runner.opened { ProgressFigures(try $0.progressFigures()) }
                runner.mailbox.post(.progressLoaded(figures, generation))
            } catch {
                runner.mailbox.post(.progressFailed(Failure.sentence(for: error), generation))
            }
        }
    }

    private func loadCell(_ request: CellRequest, _ generation: Generation) {
        run(on: thinking) { runner in
            do {
                let members = try runner.opened { session in
                    try session.members(
                        request.source, zeroShot: request.isZeroShot, truth: request.truth,
                        predicted: request.predicted, key: runner.options.answerKey)
                }
                runner.mailbox.post(.cellLoaded(CellImages(request, members), generation))
            } catch {
                runner.mailbox.post(.cellFailed(Failure.sentence(for: error), generation))
            }
        }
    }
}
