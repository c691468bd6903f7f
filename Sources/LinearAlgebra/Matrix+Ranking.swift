extension Matrix {
    /// The column of each row's largest value; of equal values the first. Rows need at least one column.
    package func argmax() -> [Int] {
        precondition(columns > 0, "the largest of nothing")
        return elements.withUnsafeBufferPointer { values in
            (0..<rows).map { row in
                let start = row * columns
                var best = start
                for index in start + 1..<start + columns where values[index] > values[best] { best = index }
                return best - start
            }
        }
    }

    /// Each row's `count` largest columns, largest first; equal values in column order.
    /// Returns all columns where there are fewer.
    package func topK(_ count: Int) -> [[Int]] {
        elements.withUnsafeBufferPointer { values in
            (0..<rows).map { row in
                largest(count, of: UnsafeBufferPointer(rebasing: values[row * columns..<(row + 1) * columns]))
            }
        }
    }
}

/// The positions of the `count` largest values, largest first; equal values in order of position.
package func largest(_ count: Int, of values: UnsafeBufferPointer<Float>) -> [Int] {
    var best: [Int] = []
    let limit = min(count, values.count)
    guard limit > 0 else { return best }
    best.reserveCapacity(limit + 1)
    for (index, value) in values.enumerated() {
        if best.count == limit, !(value > values[best[limit - 1]]) { continue }
        // Binary search for the first place whose value is smaller; equal values stay ahead.
        var low = 0
        var high = best.count
        while low < high {
            let middle = (low + high) / 2
            if values[best[middle]] < value { high = middle } else { low = middle + 1 }
        }
        best.insert(index, at: low)
        if best.count > limit { best.removeLast() }
    }
    return best
}
