internal import ActiveLearning
internal import Evaluation
package import Figures
internal import Foundation
internal import LinearAlgebra
package import ProjectModel
package import ProjectStore
internal import Synchronization
package import Workbench

/// One person labelling one project: what the screens call and what `replay` plays.
///
/// All methods may be called from any thread. What takes long works on a copy of the state, so that a label is never kept
/// waiting by training, ranking or a matrix.
package final class LabellingSession: Sendable {
    package let bench: Workbench
    package let pool: Pool
    package let isAuditOnly: Bool
    let state: Mutex<State>

    struct State {
        /// By row of the pool.
        var reviews: [Review]
        var flags: Set<ImageID>
        /// Nil where the pool is too small to say anything before the first training.
        var scored: Scored?
        var tally: LabelTally
        var prompts: PromptStream
        var pagesDrawn = 0
        /// Which images of the pool show the same thing, by group and content; nil until somebody asks.
        var related: RelatedImages?
        /// Answers that were given after the store went away, in their order, and where they were written instead.
        var unrecorded: [Edit] = []
        var rescued: RescuedLabels?
    }

    /// An estimator's scores with what rankings read of them, made once.
    struct Scored {
        var scores: Scores
        /// Of the head in use, tempered: what is believed.
        var active: Matrix
        /// The same as the head says it, which is what the evidence about the rankings was measured with.
        var ranked: Matrix
        var corrected: Matrix

        init(_ scores: Scores) {
            self.scores = scores
            active = scores.activeProbabilities()
            ranked = scores.logits(of: scores.choice.head).softmax()
            corrected = scores.corrected.softmax()
        }
    }

    package init(_ bench: Workbench, pool: Pool, scores: Scores?, isAuditOnly: Bool, seed: UInt64) throws {
        self.bench = bench
        self.pool = pool
        self.isAuditOnly = isAuditOnly
        let reviews = try bench.store.reviews()
        let hasFeatures = { (image: ImageID) in pool.row(of: image) != nil }
        let events = try bench.store.history(limit: 1).first?.id.rawValue ?? 0
        state = Mutex(
            State(
                reviews: pool.images.map { reviews[$0.id] ?? .unseen }, flags: try bench.store.flaggedImages(),
                scored: scores.map { Scored($0) },
                tally: try LabelTally(
                    bench, training: bench.labelsInTraining().filter { hasFeatures($0.image) }, reviews: reviews.values,
                    round: bench.store.latestEstimator(), hasFeatures: hasFeatures),
                // A session goes on where the last one stopped, and does not repeat its draws.
                prompts: PromptStream(seed: seed &+ UInt64(bitPattern: events), isAuditOnly: isAuditOnly)))
    }

    /// The pool as rankings read it, now. An image of a class that left the project is none of those that it has.
    func scoredPool(_ state: State) -> ScoredPool {
        let present = Set(pool.classes.map(\.id))
        let reviews = state.reviews.map { review in
            review.labelledClass.map { present.contains($0) ? review : .noneOfThese } ?? review
        }
        return ScoredPool(
            images: pool.images.map(\.id), classes: pool.classes.map(\.id), zeroShot: pool.zeroShot,
            deltaS: state.scored?.scores.deltaS,
            probabilities: state.scored?.ranked ?? pool.zeroShot.softmax(),
            correctedProbabilities: state.scored?.corrected, reviews: reviews,
            isReserve: pool.images.map(\.isReserve), embeddings: pool.embeddings,
            estimator: state.scored?.scores.round?.id ?? EstimatorID(0))
    }

    /// What is believed now; nil where nothing is trained and the pool is too small to say anything.
    package var scores: Scores? { state.withLock { $0.scored?.scores } }

    // MARK: Counting

    /// How far the labelling has come; `imageCount` are the images that can be asked about.
    package var progress: Figures.Progress {
        let tally = tally()
        return Figures.Progress(
            imageCount: pool.images.count, counts: tally.counts, reserveCount: pool.images.count(where: \.isReserve),
            trainingChanges: tally.trainingChanges)
    }

    func tally() -> LabelTally { state.withLock(\.tally) }

    // MARK: Editing

    /// Writes an edit with what was shown; it is on the disk when this returns. Where the store went away it is written beside it,
    /// and the error says where.
    package func commit(_ edit: Edit, shown: Shown, latency: Duration?) throws {
        do {
            _ = try bench.store.commit(edit, shown: shown, by: currentPerson, at: Date(), latency: latency)
        } catch .replaced(let path, let replacement) {
            throw LabellingError.storeReplaced(path: path, by: replacement, try rescue(edit, at: Date()))
        }
        // Nothing but an audit prompt asks for an image of the reserve.
        apply(edit, isAudit: edit.origin == .answer)
    }

    /// Takes the last edit back; nil when nothing is left to take back.
    package func undo() throws -> Reversal? {
        try reversed(try bench.store.undo(by: currentPerson, at: Date()))
    }

    /// Makes the last undone edit again; nil when nothing was undone.
    package func redo() throws -> Reversal? {
        try reversed(try bench.store.redo(by: currentPerson, at: Date()))
    }

    private func reversed(_ reversal: Reversal?) throws -> Reversal? {
        guard let reversal else { return nil }
        // What stands again may be an audit answer, or a label that was chosen by hand before.
        apply(reversal.edit, isAudit: try bench.store.auditAnswers().contains(reversal.edit.image))
        return reversal
    }

    private func apply(_ edit: Edit, isAudit: Bool) {
        state.withLock { state in
            switch edit.change {
            case .review(_, let review):
                guard let row = pool.row(of: edit.image) else { return }
                state.reviews[row] = review
                state.tally.apply(edit.change, to: pool.images[row])
                if pool.images[row].isReserve {
                    state.tally.setAuditAnswer(isAudit && review.isAnswered, of: edit.image)
                }
            case .flag(_, true): state.flags.insert(edit.image)
            case .flag(_, false): state.flags.remove(edit.image)
            }
        }
    }

    package func review(of image: ImageID) -> Review {
        state.withLock { state in pool.row(of: image).map { state.reviews[$0] } ?? .unseen }
    }

    package func isFlagged(_ image: ImageID) -> Bool { state.withLock { $0.flags.contains(image) } }
}
