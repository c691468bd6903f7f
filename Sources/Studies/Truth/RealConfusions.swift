package import ActiveLearning

/// Of the first questions of a page, how many ask about real confusions: images that CLIP has wrong, as a key knows.
package struct RealConfusions: Sendable, Equatable {
    /// Questions that the key answers.
    package let asked: Int
    package let real: Int

    /// Questions at the head of a page: what a person sees first.
    package static let questions = ScoredPool.pageSize

    /// - Parameter truth: the class of each row, as a column; nil where the key does not say.
    package init(_ page: RankedPage, of scored: ScoredPool, truth: (Int) -> Int?) {
        let rows = Dictionary(
            scored.images.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var (asked, real) = (0, 0)
        for pair in page.pairs.prefix(Self.questions) {
            guard let row = rows[pair.asked.image], let actual = truth(row) else { continue }
            asked += 1
            if scored.zeroShotTop[row] != actual { real += 1 }
        }
        self.asked = asked
        self.real = real
    }

    /// Nil where nothing is asked.
    package var share: Double? { asked > 0 ? Double(real) / Double(asked) : nil }
}

extension ScoredPool {
    /// Real confusions among the first questions in the order of `confusions`: by Δs, nil where it does not exist, and by
    /// CLIP's own margin. Labels decide about who is askable alone.
    package func realConfusions(
        seed: UInt64, truth: (Int) -> Int?
    ) -> (byDeltaS: RealConfusions?, byMargin: RealConfusions) {
        func found(_ scored: ScoredPool) -> RealConfusions {
            RealConfusions(
                scored.page(.confusions, count: RealConfusions.questions, seed: seed), of: scored, truth: truth)
        }
        return (deltaS == nil ? nil : found(self), found(withoutDeltaS))
    }

    /// The same images with what CLIP alone says.
    private var withoutDeltaS: ScoredPool {
        ScoredPool(
            images: images, classes: classes, zeroShot: zeroShot, deltaS: nil, probabilities: probabilities,
            correctedProbabilities: nil, reviews: reviews, isReserve: isReserve, embeddings: embeddings,
            estimator: estimator)
    }
}
