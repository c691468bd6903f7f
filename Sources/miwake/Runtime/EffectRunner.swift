import ActiveLearning
import AnnotatorUI
import Evaluation
import FeatureExtraction
import Figures
import Foundation
import Labelling
import Languages
import ProjectModel
import ProjectStore
import Studies
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
    /// What goes wrong is said in the language of the screens.
    var words: Words { Words(options.language) }

    struct Options {
        var language: Language
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
            let facts = scores.facts()
            if facts != scores.round.map(bench.recordedFacts) {
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
        case .ask(let request): answer(request)
        case .train(let generation): train(generation)
        case .cancelTraining: memory.withLock { $0.run?.cancel() }
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

    /// Something of the session, once it is open.
    func opened<Value>(_ body: (LabellingSession) throws -> Value) throws -> Value {
        guard let session = session.withLock({ $0 }) else {
            throw WorkbenchError.noFeatures(project: bench.folder.project)
        }
        return try body(try session.get())
    }

    /// The first of so many numbers that no other question has.
    func numbers(_ count: Int) -> Int {
        memory.withLock { memory in
            defer { memory.nextQuestion += count }
            return memory.nextQuestion
        }
    }

    private func answer(_ request: ScreenRequest) {
        guard let screen = request.screen as? any LoadableScreen.Type else {
            preconditionFailure("the screen \(request.screen) asks, and nothing here answers it")
        }
        screen.answer(request, by: self)
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
                            trained.scores.facts(seconds: trained.seconds), session.progress,
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
                runner.mailbox.post(.trainingFailed(runner.words.sentence(for: error), generation))
            }
        }
        memory.withLock { memory in
            // Figures of earlier labels would come too late.
            memory.headChoice?.cancel()
            memory.run = task
        }
    }

    /// From three labels per class, out-of-fold figures choose the head, after the new one is in use already.
    private func chooseHead(_ session: LabellingSession, seconds: Double?) {
        let task = run(on: training) { runner in
            do {
                guard let scores = try session.chooseHead() else { return }
                runner.mailbox.post(.estimatorChanged(scores.facts(seconds: seconds)))
            } catch is CancellationError {
                return
            } catch {
                runner.mailbox.post(.notice(runner.words.sentence(for: error)))
            }
        }
        memory.withLock { $0.headChoice = task }
    }
}

// MARK: Files beside the database that are lost, rotten or left over

extension EffectRunner {
    /// The latest scores that there are; what could not be used is said once.
    func usableScores(_ pool: Pool) throws -> Scores? {
        var damage: String?
        let scores = try bench.usableScores(pool, makesFigures: options.awaitsHeadChoice) { _, error in
            damage = damage ?? words.sentence(for: error)
        }
        guard let damage, memory.withLock({ $0.namedDamage.insert(damage).inserted }) else { return scores }
        mailbox.post(.estimatorLost(inUse: scores?.facts(), damage))
        return scores
    }

    /// Puts the files beside the database in order, and says what was removed.
    func settleFiles() {
        do {
            let settled = try bench.settleFiles()
            if let sentence = words.sentence(settled) { mailbox.post(.notice(sentence)) }
        } catch {
            mailbox.post(.notice(words.sentence(for: error)))
        }
    }
}
