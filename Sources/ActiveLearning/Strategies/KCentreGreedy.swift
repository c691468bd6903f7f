internal import LinearAlgebra
internal import ProjectModel

extension QueryStrategy {
    package static let coreSet = QueryStrategy(
        name: "core-set", title: "k-centre", formula: "min ‖x − s‖² to everything labelled and picked, in [0, 4]",
        direction: "largest first: farthest away", purpose: "finds what looks like nothing else",
        evidence: "0.00 points over random [−0.18, +0.24] on caltech49, +0.67 [+0.40, +0.94] on imagenet300",
        place: 110
    ) { asked in
        KCentreGreedy.picks(from: asked.pool, asked.askable, count: asked.count, seed: asked.seed)
    }
}

/// Greedy k-centre: again and again the image farthest from everything labelled and picked.
///
/// argmax_x min_{s ∈ S} ‖x − s‖². Sener, Savarese, "Active learning for convolutional neural networks: a core-set approach",
/// ICLR 2018, algorithm 1.
enum KCentreGreedy {
    private static let candidates = 20_000
    private static let labelsAtMost = 2_000

    static func picks(from pool: ScoredPool, _ askable: [Int], count: Int, seed: UInt64) -> [QueryStrategy.Pick] {
        var generator = SeededGenerator(seed: seed)
        let rows = sampled(askable, atMost: candidates, &generator)
        let embeddings = pool.embeddings.rows(rows)
        let labelled = pool.images.indices.filter { !pool.isReserve[$0] && pool.reviews[$0].labelledClass != nil }
        // Unit vectors are never farther apart than this.
        var distances = [Float](repeating: 4, count: rows.count)
        if !labelled.isEmpty {
            let given = pool.embeddings.rows(Array(labelled.suffix(labelsAtMost)))
            let cosines = given.times(transposed: embeddings)
            for row in 0..<cosines.rows {
                for (place, cosine) in cosines[row: row].enumerated() {
                    distances[place] = min(distances[place], max(0, 2 - 2 * cosine))
                }
            }
        } else if let first = rows.indices.first {
            // Nothing to be far from: the first is drawn, since rows were.
            let start = first + generator.nextIndex(below: rows.count)
            for place in rows.indices where place != start { distances[place] = 0 }
        }
        var picks: [QueryStrategy.Pick] = []
        var isTaken = [Bool](repeating: false, count: rows.count)
        while picks.count < min(count, rows.count) {
            var best = (place: -1, distance: -Float.infinity)
            for place in rows.indices where !isTaken[place] && distances[place] > best.distance {
                best = (place, distances[place])
            }
            guard best.place >= 0 else { break }
            isTaken[best.place] = true
            picks.append(QueryStrategy.Pick(row: rows[best.place], score: best.distance))
            let isFirst = labelled.isEmpty && picks.count == 1
            for (place, cosine) in embeddings.cosines(toRow: best.place).enumerated() {
                let distance = max(0, 2 - 2 * cosine)
                distances[place] = isFirst ? distance : min(distances[place], distance)
            }
        }
        return picks
    }
}
