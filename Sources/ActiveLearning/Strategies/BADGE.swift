internal import LinearAlgebra

extension QueryStrategy {
    package static let badge = QueryStrategy(
        name: "badge", title: "BADGE", formula: "min ‖g(x) − g(s)‖² with g = (p − e_ŷ) ⊗ ẑ, drawn in proportion",
        direction: "in the order drawn: far apart and unsure", purpose: "a published baseline of batch selection",
        evidence: "+0.35 points over random [+0.14, +0.56] on caltech49, +0.32 [−0.03, +0.70] on imagenet300",
        place: 100
    ) { asked in
        BADGE.picks(from: asked.pool, asked.askable, count: asked.count, seed: asked.seed)
    }
}

/// BADGE: k-means++ seeding in the space of the gradients that each image would cause if its predicted answer were right.
///
/// g(x) = (p(x) − e_ŷ) ⊗ ẑ(x); the next image is drawn with a probability proportional to min_{s} ‖g(x) − g(s)‖². The product is
/// never formed: ⟨a⊗x, b⊗y⟩ = ⟨a, b⟩·⟨x, y⟩. Ash et al., "Deep batch active learning by diverse, uncertain gradient lower bounds",
/// ICLR 2020, algorithm 1. The score is the squared distance at which an image was drawn.
enum BADGE {
    private static let candidates = 20_000

    static func picks(from pool: ScoredPool, _ askable: [Int], count: Int, seed: UInt64) -> [QueryStrategy.Pick] {
        var generator = SeededGenerator(seed: seed)
        let rows = sampled(askable, atMost: candidates, &generator)
        let embeddings = pool.embeddings.rows(rows)
        var residuals = pool.probabilities.gatheringRows(rows)
        for (row, answer) in residuals.argmax().enumerated() { residuals[row, answer] -= 1 }
        let lengths = (0..<rows.count).map { residuals[row: $0].reduce(0) { $0 + $1 * $1 } }
        var distances = lengths
        var picks: [QueryStrategy.Pick] = []
        while picks.count < min(count, rows.count) {
            let place: Int
            if picks.isEmpty {
                place = lengths.indices.max { lengths[$0] < lengths[$1] } ?? 0
            } else {
                let total = distances.reduce(0.0) { $0 + Double($1) }
                // Nothing is left that differs from what was picked.
                guard total > 0 else { break }
                var rest = generator.nextUnit() * total
                place =
                    distances.indices.first {
                        rest -= Double(distances[$0]); return rest < 0
                    } ?? distances.count - 1
            }
            picks.append(QueryStrategy.Pick(row: rows[place], score: distances[place]))
            let cosines = embeddings.cosines(toRow: place)
            let products = residuals.cosines(toRow: place)
            for other in rows.indices {
                let distance = lengths[other] + lengths[place] - 2 * cosines[other] * products[other]
                distances[other] = min(picks.count == 1 ? .infinity : distances[other], max(0, distance))
            }
            distances[place] = 0
        }
        return picks
    }
}
