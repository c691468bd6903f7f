internal import LinearAlgebra
internal import ProjectModel

extension ScoredPool {
    /// Pairs on a page of the screen.
    package static let pageSize = 20
    /// Partners are sought for this many images at most.
    private static let soughtPartners = 2_000
    /// Images whose partners are sought first; where these do not fill a page, then those of all.
    private static let firstSought = 40

    /// The next questions in an order.
    ///
    /// Images that were skipped come after all others. Before the first training every order but `suggested` ranks by what
    /// exists: CLIP's own margin; the page says so.
    package func page(_ order: RankingOrder, count: Int = pageSize, seed: UInt64) -> RankedPage {
        let isTrained = deltaS != nil
        switch order {
        case .suspectedErrors where isTrained: return suspectedErrors(count)
        case .confusions where isTrained: return confusions(count)
        case .suggested: return suggested(count, seed: seed)
        case .suspectedErrors, .confusions: return unresolved(order, count)
        default: return isTrained || !order.strategy.readsDeltaS ? picked(order, count, seed) : unresolved(order, count)
        }
    }

    /// A strategy's images in the order of its picks, each beside its look-alike.
    private func picked(_ order: RankingOrder, _ count: Int, _ seed: UInt64) -> RankedPage {
        // A few more than the page holds, since some class pairs will have had their share.
        let picks = order.strategy.picks(from: self, count: 2 * count, seed: seed)
        let scores = Dictionary(picks.map { ($0.row, $0.score) }, uniquingKeysWith: { first, _ in first })
        let confusions = skippedLast(picks.map(\.row)).map(confusion(of:))
        var builder = PageBuilder(self, size: count)
        fill(&builder, confusions, LookAlikes(self).nearest(to: confusions)) { confusion, _ in
            scores[confusion.row] ?? 0
        }
        return RankedPage(
            order: order, score: .strategy, pairs: builder.page, hasMore: askableRows.count > builder.count)
    }

    /// Images never skipped first; within each part the order is kept.
    private func skippedLast(_ rows: [Int]) -> [Int] {
        rows.filter { reviews[$0] != .skipped } + rows.filter { reviews[$0] == .skipped }
    }

    /// The same for pairs: what the balance kept out until the end stays before them.
    private func skippedLast(_ pairs: [ConfusedPair]) -> [ConfusedPair] {
        let skipped = Set(images.indices.filter { reviews[$0] == .skipped }.map { images[$0] })
        return pairs.filter { !skipped.contains($0.asked.image) } + pairs.filter { skipped.contains($0.asked.image) }
    }

    /// A page by score, skipped images last; equal scores in the order in which they came.
    private func ranked(_ builder: PageBuilder) -> [ConfusedPair] {
        skippedLast(
            builder.page.enumerated().sorted { left, right in
                left.element.score != right.element.score
                    ? left.element.score > right.element.score : left.offset < right.offset
            }.map(\.element))
    }

    // MARK: Suggested

    private func suggested(_ count: Int, seed: UInt64) -> RankedPage {
        // A few more than the page holds, since some class pairs will have had their share.
        let picks = RankingOrder.suggested.strategy.picks(from: self, count: 2 * count, seed: seed)
        let rows = skippedLast(picks.map(\.row))
        let confusions = rows.map(confusion(of:))
        let nearest = LookAlikes(self).nearest(to: confusions)
        var builder = PageBuilder(self, size: count)
        fill(&builder, confusions, nearest) { confusion, partner in
            deltaS == nil ? zeroShotAmbiguity(confusion.row) : pairScore(confusion, partner: partner)
        }
        let pairs = ranked(builder)
        return RankedPage(
            order: .suggested, score: deltaS == nil ? .zeroShotMargin : .deltaS, pairs: pairs,
            hasMore: askableRows.count > pairs.count)
    }

    // MARK: The whole pool

    /// The whole pool by pair score. A row's score cannot exceed its pull plus the largest returned pull of its class, so
    /// that partners are sought from the top only until no row below can reach the page.
    private func confusions(_ count: Int) -> RankedPage {
        let rows = askableRows
        let lookAlikes = LookAlikes(self)
        let all = confusions(of: rows)
        let returned = lookAlikes.returnedPulls()
        let bounds = all.map { max(0, ($0.pull ?? 0) + returned[$0.own, $0.other]) }
        let places = highestPlaces(Self.soughtPartners, rows, bounds)
        func comesBefore(_ left: (row: Int, score: Float), _ right: (row: Int, score: Float)) -> Bool {
            let (first, second) = (reviews[left.row] == .skipped, reviews[right.row] == .skipped)
            guard first == second else { return second }
            return left.score != right.score ? left.score > right.score : left.row < right.row
        }
        var scored: [(confusion: Confusion, partners: [(row: Int, cosine: Float)], score: Float)] = []
        for part in Self.portions(of: places) {
            let confusions = part.map { all[$0] }
            for (confusion, partners) in zip(confusions, lookAlikes.nearest(to: confusions)) {
                scored.append((confusion, partners, pairScore(confusion, partner: partners.first)))
            }
            scored.sort { comesBefore(($0.confusion.row, $0.score), ($1.confusion.row, $1.score)) }
            guard part.endIndex < places.endIndex else { break }
            // Nothing below can come before these.
            let next = (row: rows[places[part.endIndex]], score: bounds[places[part.endIndex]])
            let settled = scored.prefix { !comesBefore(next, ($0.confusion.row, $0.score)) }
            if built(settled.map { ($0.confusion, $0.partners) }, count, ignoringBalance: false).isFull { break }
        }
        let pairs = ranked(built(scored.map { ($0.confusion, $0.partners) }, count, ignoringBalance: true))
        return RankedPage(
            order: .confusions, score: .deltaS, pairs: pairs, hasMore: rows.count > pairs.count)
    }

    /// The places of the rows with the highest values, highest first, skipped images last; of equals the first.
    private func highestPlaces(_ count: Int, _ rows: [Int], _ values: [Float]) -> [Int] {
        let isSkipped = rows.map { reviews[$0] == .skipped }
        let highest = [false, true].flatMap { part in
            let places = rows.indices.filter { isSkipped[$0] == part }
            return places.map { values[$0] }.withUnsafeBufferPointer { largest(count, of: $0) }.map { places[$0] }
        }
        return Array(highest.prefix(count))
    }

    /// First a few, as many as most pages need, then all others: every portion fetches the candidates of its classes.
    private static func portions(of places: [Int]) -> [ArraySlice<Int>] {
        [places.prefix(firstSought), places.dropFirst(firstSought)].filter { !$0.isEmpty }
    }

    private func suspectedErrors(_ count: Int) -> RankedPage {
        guard let correctedProbabilities else { preconditionFailure("Δs comes with corrected probabilities") }
        let rows = askableRows
        let doubt = rows.map { 1 - correctedProbabilities[$0, zeroShotTop[$0]] }
        let places = highestPlaces(Self.soughtPartners, rows, doubt)
        var builder = PageBuilder(self, size: count)
        fillByPortions(&builder, places.map { suspected(rows[$0], correctedProbabilities) }) { confusion, _ in
            1 - correctedProbabilities[confusion.row, confusion.own]
        }
        return RankedPage(
            order: .suspectedErrors, score: .suspectedError, pairs: skippedLast(builder.page),
            hasMore: rows.count > builder.count)
    }

    /// CLIP's answer against the corrected head's, where they differ.
    private func suspected(_ row: Int, _ corrected: Matrix) -> Confusion {
        let usual = confusion(of: row)
        let best = corrected[row: row].indices.max { corrected.elements[$0] < corrected.elements[$1] }
        let answer = best.map { $0 - row * corrected.columns } ?? usual.own
        guard answer != usual.own else { return usual }
        return Confusion(row: row, own: usual.own, other: answer, pull: pull(row, usual.own, over: answer))
    }

    /// Before the first training: the whole pool by CLIP's own margin.
    private func unresolved(_ order: RankingOrder, _ count: Int) -> RankedPage {
        let rows = askableRows
        let ambiguity = concurrentMap(rows.count, together: Self.rowsTogether) { zeroShotAmbiguity(rows[$0]) }
        let places = highestPlaces(Self.soughtPartners, rows, ambiguity)
        var builder = PageBuilder(self, size: count)
        fillByPortions(&builder, confusions(of: places.map { rows[$0] })) { confusion, _ in
            zeroShotAmbiguity(confusion.row)
        }
        return RankedPage(
            order: order, score: .zeroShotMargin, pairs: skippedLast(builder.page), hasMore: rows.count > builder.count)
    }

    // MARK: Partners

    private func built(
        _ candidates: [(Confusion, [(row: Int, cosine: Float)])], _ count: Int, ignoringBalance: Bool
    ) -> PageBuilder {
        var builder = PageBuilder(self, size: count)
        for (confusion, partners) in candidates where !builder.isFull {
            _ = builder.add(confusion, lookAlikes: partners) { pairScore(confusion, partner: $0) }
        }
        guard ignoringBalance else { return builder }
        for (confusion, partners) in candidates where !builder.isFull {
            _ = builder.add(confusion, lookAlikes: partners, ignoringBalance: true) {
                pairScore(confusion, partner: $0)
            }
        }
        return builder
    }

    /// Fills a page in the order given; what the balance kept out comes in only where the page would stay short.
    private func fill(
        _ builder: inout PageBuilder, _ confusions: [Confusion], _ nearest: [[(row: Int, cosine: Float)]],
        score: (Confusion, (row: Int, cosine: Float)?) -> Float
    ) {
        for ignoringBalance in [false, true] {
            for (confusion, partners) in zip(confusions, nearest) where !builder.isFull {
                _ = builder.add(confusion, lookAlikes: partners, ignoringBalance: ignoringBalance) {
                    score(confusion, $0)
                }
            }
        }
    }

    /// The same for a long list: partners are sought only as far as the page needs them.
    private func fillByPortions(
        _ builder: inout PageBuilder, _ confusions: [Confusion],
        score: (Confusion, (row: Int, cosine: Float)?) -> Float
    ) {
        let lookAlikes = LookAlikes(self)
        var sought: [[(row: Int, cosine: Float)]] = []
        for part in Self.portions(of: Array(confusions.indices)) where !builder.isFull {
            let part = part.map { confusions[$0] }
            let found = lookAlikes.nearest(to: part)
            sought += found
            for (confusion, partners) in zip(part, found) where !builder.isFull {
                _ = builder.add(confusion, lookAlikes: partners) { score(confusion, $0) }
            }
        }
        for (confusion, partners) in zip(confusions, sought) where !builder.isFull {
            _ = builder.add(confusion, lookAlikes: partners, ignoringBalance: true) { score(confusion, $0) }
        }
    }

    /// One image with its look-alike, as an audit prompt needs it: chosen as everywhere else, so that it looks the same.
    package func prompt(forRow row: Int) -> ConfusedPair {
        let confusion = confusion(of: row)
        let partner = LookAlikes(self).nearest(to: [confusion])[0].first
        let score = deltaS == nil ? zeroShotAmbiguity(row) : pairScore(confusion, partner: partner)
        return pair(confusion, partner: partner, score: score)
    }
}
