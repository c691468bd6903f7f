internal import LinearAlgebra

/// Some of a long list, drawn by seed and in the order of the list; all of a short one.
func sampled(_ rows: [Int], atMost most: Int, _ generator: inout SeededGenerator) -> [Int] {
    guard rows.count > most else { return rows }
    return generator.shuffled(rows).prefix(most).sorted()
}
