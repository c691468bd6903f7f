internal import LinearAlgebra

/// Puts a page together: pairs apart from each other, class pairs in balance.
struct PageBuilder {
    private let pool: ScoredPool
    private let size: Int
    private var pairs: [ConfusedPair] = []
    private var usedRows: Set<Int> = []
    private var usedEmbeddings: [[Float]] = []
    private var countByClassPair: [Int: Int] = [:]

    /// One class pair fills at most this part of a page.
    private static let classPairShare = 4

    init(_ pool: ScoredPool, size: Int) {
        self.pool = pool
        self.size = size
    }

    var isFull: Bool { pairs.count >= size }
    var count: Int { pairs.count }

    /// The pairs, in the order they were added.
    var page: [ConfusedPair] { pairs }

    /// Adds a pair unless one of its images, or a near-duplicate of it, is on the page already, or its class pair has its share.
    /// A partner that is on the page gives way to the next look-alike.
    /// - Returns: whether the pair was added.
    mutating func add(
        _ confusion: Confusion, lookAlikes: [(row: Int, cosine: Float)], ignoringBalance: Bool = false,
        score: (_ partner: (row: Int, cosine: Float)?) -> Float
    ) -> Bool {
        guard !isFull, !usedRows.contains(confusion.row) else { return false }
        let classPair =
            min(confusion.own, confusion.other) * pool.classes.count + max(confusion.own, confusion.other)
        let share = max(1, size / Self.classPairShare)
        guard ignoringBalance || countByClassPair[classPair, default: 0] < share else { return false }
        let asked = Array(pool.embeddings.rows([confusion.row]).elements)
        guard !isNearDuplicate(asked) else { return false }
        var partner: (row: Int, cosine: Float)?
        var partnerEmbedding: [Float]?
        for candidate in lookAlikes where !usedRows.contains(candidate.row) {
            let embedding = Array(pool.embeddings.rows([candidate.row]).elements)
            guard !isNearDuplicate(embedding) else { continue }
            partner = candidate
            partnerEmbedding = embedding
            break
        }
        usedRows.insert(confusion.row)
        usedEmbeddings.append(asked)
        if let partner, let partnerEmbedding {
            usedRows.insert(partner.row)
            usedEmbeddings.append(partnerEmbedding)
        }
        countByClassPair[classPair, default: 0] += 1
        pairs.append(pool.pair(confusion, partner: partner, score: score(partner)))
        return true
    }

    private func isNearDuplicate(_ embedding: [Float]) -> Bool {
        usedEmbeddings.contains { other in
            zip(embedding, other).reduce(0) { $0 + $1.0 * $1.1 } > LookAlikes.nearDuplicateCosine
        }
    }
}

extension ScoredPool {
    /// The value for the screens of a confusion and its look-alike.
    func pair(_ confusion: Confusion, partner: (row: Int, cosine: Float)?, score: Float) -> ConfusedPair {
        let own = classes[confusion.own]
        let other = classes[confusion.other]
        return ConfusedPair(
            asked: .init(
                image: images[confusion.row], own: own, other: other, pull: confusion.pull,
                magnitude: magnitude(confusion.row)),
            partner: partner.map {
                .init(
                    image: images[$0.row], own: other, other: own,
                    pull: pull($0.row, confusion.other, over: confusion.own), magnitude: magnitude($0.row))
            },
            similarity: partner?.cosine, score: score)
    }

    /// ŝ_b(x) − ŝ_a(x) = (Δs_a − Δs_b) − (s_a − s_b), in logits: how far the confusion that is taken away outweighs the lead of CLIP's
    /// answer a over b. Above 0 the answer is overturned. Needs Δs.
    ///
    /// Of the scores tried it puts most of CLIP's real errors first; what the partner says and how alike both are makes it worse. See
    /// the decision record *The pool*.
    func correctedLead(_ confusion: Confusion) -> Float {
        let clipsLead = zeroShot[confusion.row, confusion.own] - zeroShot[confusion.row, confusion.other]
        return (confusion.pull ?? 0) - clipsLead
    }

    /// 1 − (p₁ − p₂) of plain CLIP, in [0, 1]: what pairs are ranked by where Δs does not exist; large means close to call.
    func zeroShotAmbiguity(_ row: Int) -> Float {
        let probabilities = Matrix(rows: 1, columns: classes.count, elements: Array(zeroShot[row: row])).softmax()
        return 1 - margin(of: probabilities.elements)
    }
}

/// p₁ − p₂, in [0, 1]; low means "ask". Settles, "Active learning literature survey", 2009, §3.1.
func margin(of probabilities: some Sequence<Float>) -> Float {
    var first: Float = 0
    var second: Float = 0
    for probability in probabilities {
        if probability > first {
            second = first
            first = probability
        } else if probability > second {
            second = probability
        }
    }
    return first - second
}
