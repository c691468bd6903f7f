package import ActiveLearning
internal import Evaluation
package import Figures
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
internal import Studies
internal import Synchronization
internal import Workbench

extension LabellingSession {
    /// A question is repeated only after so many other answers.
    private static let answersBeforeRepeat = 20

    /// Ranks the pool and mixes audit prompts and repeated questions in.
    ///
    /// - Parameter first: the number of the first question; the others follow.
    package func questions(
        _ order: RankingOrder, count: Int = ScoredPool.pageSize, numberedFrom first: Int = 1
    ) throws -> Page {
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
        var page = Page(
            questions: [], ranking: ranked.map { .order($0.order, by: $0.score) } ?? .reserve, hasMore: false)
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
                question(
                    first + page.questions.count, pair, role, order: isAuditOnly ? "audit" : order.name,
                    probability: probability, isAskedOnTheLeft: isOnTheLeft, estimator: scored.estimator))
        }
        page.hasMore = isAuditOnly ? !reserveRows.isEmpty : (ranked?.hasMore ?? false) || !pairs.isEmpty
        return page
    }

    /// Rows of the reserve that leak, by the labels of this moment. Which images show the same thing is found out once per session.
    private func leakingRows() throws -> Set<Int> {
        let related = state.withLock { $0.related } ?? RelatedImages(pool.images)
        state.withLock { $0.related = related }
        return try bench.leakingRows(pool, related: related)
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
    package func question(of image: ImageID, loggedAs prompt: Prompt?, numbered number: Int) -> Question? {
        guard let row = pool.row(of: image) else { return nil }
        let scored = scoredPool(state.withLock { $0 })
        return question(
            number, scored.prompt(forRow: row),
            prompt?.role == .repeated ? .repeated : pool.images[row].isReserve ? .audit : .asked,
            order: prompt?.order ?? RankingOrder.suggested.name, probability: prompt?.probability ?? 1,
            isAskedOnTheLeft: prompt?.side != .right, estimator: scored.estimator)
    }

    /// A pair as it is to be shown and logged.
    private func question(
        _ number: Int, _ pair: ConfusedPair, _ role: PromptRole, order: String, probability: Double,
        isAskedOnTheLeft: Bool, estimator: EstimatorID
    ) -> Question {
        // In project order, whichever the model prefers.
        let candidates = [pair.asked.own, pair.asked.other].sorted { position(of: $0) < position(of: $1) }
        return Question(
            number: number, asked: picture(pair.asked), partner: pair.partner.map(picture),
            askedPlace: isAskedOnTheLeft ? .left : .right, first: candidates[0], second: candidates[1],
            similarity: pair.similarity, score: pair.score, role: role, order: order, probability: probability,
            estimator: estimator)
    }

    private func position(of id: ClassID) -> Int { pool.classes.firstIndex { $0.id == id } ?? 0 }

    private func picture(_ side: ConfusedPair.Side) -> Question.Picture {
        let row = pool.row(of: side.image)
        let active = row.flatMap { row in
            state.withLock { state in
                state.scored.map { HeadBelief($0.scores.choice.head, top(Array($0.active[row: row]))) }
            }
        }
        return Question.Picture(
            side: side, path: row.map { pool.images[$0].path } ?? "", review: review(of: side.image),
            isFlagged: isFlagged(side.image),
            zeroShot: row.map { top(zeroShotProbabilities(ofRow: $0)) } ?? Belief(side.own, probability: 0),
            active: active)
    }

    private func zeroShotProbabilities(ofRow row: Int) -> [Float] {
        Matrix(rows: 1, columns: pool.classes.count, elements: Array(pool.zeroShot[row: row])).softmax().elements
    }

    /// The top class and how probable it is.
    private func top(_ probabilities: [Float]) -> Belief {
        let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
        return Belief(pool.classes[best].id, probability: Double(probabilities[best]))
    }
}
