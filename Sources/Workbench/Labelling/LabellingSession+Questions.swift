package import ActiveLearning
internal import Evaluation
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
internal import Synchronization

/// A question as it is to be shown and logged.
package struct PlannedQuestion: Sendable, Equatable {
    package var pair: ConfusedPair
    /// `asked`, `audit` or `repeated`; the screen must not tell them apart.
    package var role: PromptRole
    package var order: String
    /// With which its stream, ranking, reserve or repeats, was drawn.
    package var probability: Double
    package var isAskedOnTheLeft: Bool
    package var estimator: EstimatorID
}

/// The next questions in an order.
package struct QuestionPage: Sendable, Equatable {
    package var questions: [PlannedQuestion]
    /// What the ranked questions are ranked by; nil when only the reserve is asked.
    package var score: RankingScore?
    package var hasMore: Bool
}

extension LabellingSession {
    /// A question is repeated only after so many other answers.
    private static let answersBeforeRepeat = 20

    /// Ranks the pool and mixes audit prompts and repeated questions in.
    package func questions(_ order: RankingOrder, count: Int = ScoredPool.pageSize) throws -> QuestionPage {
        followLabels()
        let (snapshot, seed) = state.withLock { state in
            state.pagesDrawn += 1
            return (state, bench.file.seed &+ UInt64(state.pagesDrawn))
        }
        let scored = scoredPool(snapshot)
        let ranked = isAuditOnly ? nil : scored.page(order, count: count, seed: seed)
        // An answer to an image that leaks would count nowhere.
        let leaking = try leakingRows()
        let reserve = scored.auditRows(seed: bench.file.seed).filter { !leaking.contains($0) }
        var pairs = (ranked?.pairs ?? [])[...]
        var reserveRows = reserve[...]
        var repeats = isAuditOnly ? [] : try repeatableRows(scored)
        var page = QuestionPage(questions: [], score: ranked?.score, hasMore: false)
        while page.questions.count < count {
            let draw = state.withLock { state in
                state.prompts.next(
                    rankingHasMore: !pairs.isEmpty, reserveHasMore: !reserveRows.isEmpty,
                    repeatsHaveMore: !repeats.isEmpty
                ).map { ($0, state.prompts.isOnTheLeft()) }
            }
            guard let (stream, isOnTheLeft) = draw else { break }
            let (pair, role, probability): (ConfusedPair, PromptRole, Double)
            switch stream {
            case .ranking(let drawn): (pair, role, probability) = (pairs.removeFirst(), .asked, drawn)
            case .reserve(let drawn):
                (pair, role, probability) = (scored.prompt(forRow: reserveRows.removeFirst()), .audit, drawn)
            case .repeated(let drawn):
                let index = state.withLock { $0.prompts.indexOfRepeat(below: repeats.count) }
                (pair, role, probability) = (scored.prompt(forRow: repeats.remove(at: index)), .repeated, drawn)
            }
            page.questions.append(
                PlannedQuestion(
                    pair: pair, role: role, order: isAuditOnly ? "audit" : order.name, probability: probability,
                    isAskedOnTheLeft: isOnTheLeft, estimator: scored.estimator))
        }
        page.hasMore = isAuditOnly ? !reserveRows.isEmpty : (ranked?.hasMore ?? false) || !pairs.isEmpty
        return page
    }

    private func repeatableRows(_ scored: ScoredPool) throws -> [Int] {
        try bench.store.imagesToRepeat(after: Self.answersBeforeRepeat)
            .compactMap(pool.row(of:)).filter { scored.reviews[$0].labelledClass != nil }
    }

    /// The ranking alone, without audit prompts.
    package func ranking(_ order: RankingOrder, count: Int, seed: UInt64) -> RankedPage {
        scoredPool(state.withLock { $0 }).page(order, count: count, seed: seed)
    }

    /// The question of one image, to be asked again after its answer was taken back; nil where it has no features.
    package func question(of image: ImageID, loggedAs prompt: Prompt?) -> PlannedQuestion? {
        guard let row = pool.row(of: image) else { return nil }
        let scored = scoredPool(state.withLock { $0 })
        return PlannedQuestion(
            pair: scored.prompt(forRow: row),
            role: prompt?.role == .repeated ? .repeated : pool.images[row].isReserve ? .audit : .asked,
            order: prompt?.order ?? RankingOrder.suggested.name, probability: prompt?.probability ?? 1,
            isAskedOnTheLeft: prompt?.side != .right, estimator: scored.estimator)
    }

    /// What a head believes about one image: its top class and how probable it is; and which head is in use.
    package func belief(_ image: ImageID) -> (zeroShot: Prompt.Belief, active: (head: Head, belief: Prompt.Belief)?)? {
        guard let row = pool.row(of: image) else { return nil }
        let zeroShot = Matrix(rows: 1, columns: pool.classes.count, elements: Array(pool.zeroShot[row: row])).softmax()
        let active = state.withLock { $0.scored.map { (head: $0.scores.choice.head, Array($0.active[row: row])) } }
        return (top(zeroShot.elements), active.map { ($0.head, top($0.1)) })
    }

    private func top(_ probabilities: [Float]) -> Prompt.Belief {
        let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
        return Prompt.Belief(label: pool.classes[best].id, probability: Double(probabilities[best]))
    }
}
