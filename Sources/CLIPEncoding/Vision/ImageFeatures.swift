package import LinearAlgebra

/// How much of the levels is wanted.
package enum LevelDetail: Sendable, Hashable {
    case none
    /// Averaged: one row per picture for a transformer; the attention pool's positions for a ResNet.
    case pooled
    /// All tokens, the class token first; all positions of a ResNet.
    case tokens
}

/// What the image tower says about some pictures.
package struct ImageFeatures: Sendable, Equatable {
    /// (pictures, D), as the tower gives them: not normalised.
    package var embeddings: Matrix
    /// One matrix per level, shallowest first: (pictures × rows per picture, level width), picture after picture.
    ///
    /// A ResNet's rows are positions, ordered so that those that fall into one position of the attention pool follow one
    /// another.
    package var levels: [Matrix]

    /// The levels pooled, where they are tokens: each row the mean of those that follow one another, as the towers pool.
    ///
    /// - Parameter rows: what one picture has of each level when pooled.
    package func pooled(toRows rows: [Int], pictures: Int) -> [Matrix] {
        zip(levels, rows).map { level, rows in
            let window = level.rows / max(1, pictures * rows)
            var result = Matrix(rows: pictures * rows, columns: level.columns)
            result.elements.withUnsafeMutableBufferPointer { target in
                level.elements.withUnsafeBufferPointer { source in
                    for row in 0..<level.rows {
                        let to = row / window * level.columns
                        for column in 0..<level.columns { target[to + column] += source[row * level.columns + column] }
                    }
                }
                let share = 1 / Float(window)
                for index in target.indices { target[index] *= share }
            }
            return result
        }
    }
}
