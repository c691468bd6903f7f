internal import LinearAlgebra

extension QueryStrategy {
    package static let random = QueryStrategy(
        name: "random", title: "random", formula: "a seeded shuffle", direction: "in the order drawn",
        purpose: "the yardstick of every other order", evidence: "its gain is zero by definition",
        place: 180
    ) { asked in
        var generator = SeededGenerator(seed: asked.seed)
        return generator.shuffled(asked.askable).prefix(asked.count).enumerated().map {
            Pick(row: $0.element, score: 1 - Float($0.offset) / Float(asked.askable.count))
        }
    }
}

/// Some of a long list, drawn by seed and in the order of the list; all of a short one.
func sampled(_ rows: [Int], atMost most: Int, _ generator: inout SeededGenerator) -> [Int] {
    guard rows.count > most else { return rows }
    return generator.shuffled(rows).prefix(most).sorted()
}
