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
    /// Images that were skipped come after all others. Where Δs does not exist every order but `suggested` ranks by CLIP's own
    /// margin; the page says so.
    package func page(_ order: RankingOrder, count: Int = pageSize, seed: UInt64) -> RankedPage {
        let hasDeltaS = deltaS != nil
        switch order {
        case .suspectedErrors where hasDeltaS: return suspectedErrors(count)
        case .confusions where hasDeltaS: return confusions(count)
        case .suggested: return suggested(count, seed: seed)
        case .suspectedErrors, .confusions: return unresolved(order, count)
        default: return hasDeltaS || !order.strategy.readsDeltaS ? picked(order, count, seed) : unresolved(order, count)
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
        fill(&builder, confusions, nearest) { confusion, _ in
            deltaS == nil ? zeroShotAmbiguity(confusion.row) : correctedLead(confusion)
        }
        let pairs = ranked(builder)
        return RankedPage(
            order: .suggested, score: deltaS == nil ? .zeroShotMargin : .deltaS, pairs: pairs,
            hasMore: askableRows.count > pairs.count)
    }

    // MARK: The whole pool

    /// The whole pool by the corrected lead.
    private func confusions(_ count: Int) -> RankedPage {
        let rows = askableRows
        let all = confusions(of: rows)
        let places = highestPlaces(Self.soughtPartners, rows, all.map(correctedLead))
        var builder = PageBuilder(self, size: count)
        fillByPortions(&builder, places.map { all[$0] }) { confusion, _ in correctedLead(confusion) }
        return RankedPage(
            order: .confusions, score: .deltaS, pairs: ranked(builder), hasMore: rows.count > builder.count)
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
        fillByPortions(&builder, confusions(of: places.map { rows[$0] })) { confusion, _ in
            1 - correctedProbabilities[confusion.row, confusion.own]
        }
        return RankedPage(
            order: .suspectedErrors, score: .suspectedError, pairs: skippedLast(builder.page),
            hasMore: rows.count > builder.count)
    }

    /// Without Δs: the whole pool by CLIP's own margin.
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
        let score = deltaS == nil ? zeroShotAmbiguity(row) : correctedLead(confusion)
        return pair(confusion, partner: partner, score: score)
    }
}
