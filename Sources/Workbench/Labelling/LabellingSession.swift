internal import ActiveLearning
internal import Evaluation
internal import Foundation
internal import LinearAlgebra
package import ProjectModel
package import ProjectStore
internal import Synchronization

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
        /// Nil before the first training.
        var scored: Scored?
        /// All labels, the reserve's too, when the latest estimator was trained.
        var labelsAtTraining: Int
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
        var active: Matrix
        var corrected: Matrix

        init(_ scores: Scores, _ pool: Pool) {
            self.scores = scores
            active = scores.activeProbabilities(pool)
            corrected = scores.icd.softmax()
        }
    }

    package init(_ bench: Workbench, pool: Pool, scores: Scores?, isAuditOnly: Bool, seed: UInt64) throws {
        self.bench = bench
        self.pool = pool
        self.isAuditOnly = isAuditOnly
        let reviews = try bench.store.reviews()
        let poolLabels = try bench.store.labels(in: .pool).count
        let allLabels = try bench.store.labels(in: .all).count
        let events = try bench.store.history(limit: 1).first?.id.rawValue ?? 0
        // Labels of the reserve never train; they count as seen.
        let unseen = scores.map { max(0, poolLabels - $0.round.labels) } ?? poolLabels
        state = Mutex(
            State(
                reviews: pool.images.map { reviews[$0.id] ?? .unseen }, flags: try bench.store.flaggedImages(),
                scored: scores.map { Scored($0, pool) }, labelsAtTraining: allLabels - unseen,
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
            probabilities: state.scored?.active ?? pool.zeroShot.softmax(),
            correctedProbabilities: state.scored?.corrected, reviews: reviews,
            isReserve: pool.images.map(\.isReserve), embeddings: pool.embeddings,
            estimator: state.scored?.scores.round.id ?? EstimatorID(0))
    }

    /// The scores of the latest estimator; nil before the first training.
    package var scores: Scores? { state.withLock { $0.scored?.scores } }

    // MARK: Counting

    /// How far the labelling has come.
    package struct Counts: Sendable, Equatable {
        package var imageCount: Int
        /// In project order, the reserve's answers among them.
        package var labelsPerClass: [Int]
        package var answered: Int
        package var auditAnswered: Int
        package var reserveCount: Int
        package var labelsSinceTraining: Int
    }

    package func counts() -> Counts {
        state.withLock { state in
            var counts = Counts(
                imageCount: pool.images.count, labelsPerClass: [Int](repeating: 0, count: pool.classes.count),
                answered: 0, auditAnswered: 0, reserveCount: 0, labelsSinceTraining: 0)
            let columns = Dictionary(uniqueKeysWithValues: pool.classes.enumerated().map { ($0.element.id, $0.offset) })
            for (row, review) in state.reviews.enumerated() {
                let isReserve = pool.images[row].isReserve
                if isReserve { counts.reserveCount += 1 }
                guard review.isAnswered else { continue }
                counts.answered += 1
                if isReserve { counts.auditAnswered += 1 }
                if let column = review.labelledClass.flatMap({ columns[$0] }) { counts.labelsPerClass[column] += 1 }
            }
            counts.labelsSinceTraining = max(0, counts.labelsPerClass.reduce(0, +) - state.labelsAtTraining)
            return counts
        }
    }

    // MARK: Editing

    /// Writes an edit with what was shown; it is on the disk when this returns. Where the store went away it is written beside it,
    /// and the error says where.
    package func commit(_ edit: Edit, shown: Shown, latency: Duration?) throws {
        do {
            _ = try bench.store.commit(edit, shown: shown, by: currentPerson, at: Date(), latency: latency)
        } catch .replaced(let path, let replacement) {
            throw WorkbenchError.storeReplaced(path: path, by: replacement, try rescue(edit, at: Date()))
        }
        apply(edit)
    }

    /// Takes the last edit back; nil when nothing is left to take back.
    package func undo() throws -> Reversal? {
        let reversal = try bench.store.undo(by: currentPerson, at: Date())
        if let reversal { apply(reversal.edit) }
        return reversal
    }

    /// Makes the last undone edit again; nil when nothing was undone.
    package func redo() throws -> Reversal? {
        let reversal = try bench.store.redo(by: currentPerson, at: Date())
        if let reversal { apply(reversal.edit) }
        return reversal
    }

    private func apply(_ edit: Edit) {
        state.withLock { state in
            switch edit.change {
            case .review(_, let review):
                if let row = pool.row(of: edit.image) { state.reviews[row] = review }
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
