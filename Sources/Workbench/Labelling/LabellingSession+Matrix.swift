internal import Evaluation
internal import Heads
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
internal import Synchronization

/// The images behind one cell of a confusion matrix.
package struct CellMembers: Sendable, Equatable {
    /// The heaviest first.
    package var members: [Member]
    package var total: Int

    package struct Member: Sendable, Equatable {
        package var image: ImageItem
        /// 1 for a counted image, p(truth) in a predicted matrix.
        package var weight: Float
        /// The head's probability for the predicted class.
        package var probability: Float
        package var review: Review
    }
}

extension LabellingSession {
    /// - Parameter key: what every image truly is, where something does.
    /// - Parameter source: nil for the best-founded one there is.
    package func matrix(_ source: MatrixSource?, key: AnswerKey? = nil) throws -> MatrixReport {
        let labelled = try bench.labelledRows(pool)
        let source = try source ?? bench.bestFoundedSource(pool, labelled, hasAnswerKey: key != nil)
        return try bench.matrixReport(source, head: nil, pool: pool, scores: scores, labelled: labelled, key: key)
    }

    /// Images of a cell that are listed.
    private static let listed = 500

    package func members(
        _ source: MatrixSource, zeroShot isZeroShot: Bool, truth: ClassID, predicted: ClassID, key: AnswerKey? = nil
    ) throws -> CellMembers {
        guard let truthColumn = bench.position(of: truth), let column = bench.position(of: predicted) else {
            return CellMembers(members: [], total: 0)
        }
        let (scored, reviews) = state.withLock { ($0.scored, $0.reviews) }
        let labelled = try bench.labelledRows(pool)
        func probabilities(_ rows: [Int]) throws -> Matrix {
            if let scores = scored?.scores {
                // Plain CLIP is tempered where it is believed, as the matrix is; its answers are the same.
                return scores.probabilities(of: isZeroShot ? .zeroShot : scores.choice.head, rows: rows)
            }
            let zeroShot = pool.zeroShot.gatheringRows(rows)
            return try bench.heads(of: nil, pool, labelled).probabilities(
                of: .zeroShot, logits: zeroShot, zeroShot: zeroShot)
        }
        var found: [CellMembers.Member] = []
        func collect(_ rows: [Int], _ matrix: Matrix, truth: [Int]?) {
            let answers = matrix.argmax()
            for (place, row) in rows.enumerated() where answers[place] == column {
                let weight: Float = truth.map { $0[place] == truthColumn ? 1 : 0 } ?? matrix[place, truthColumn]
                guard weight >= ConfusionMatrix.smallestClaim else { continue }
                found.append(
                    .init(
                        image: pool.images[row], weight: weight, probability: matrix[place, column],
                        review: reviews[row]))
            }
        }
        switch source {
        case .predicted:
            let rows = pool.poolRows
            collect(rows, try probabilities(rows), truth: nil)
        case .outOfFold:
            let figures = try bench.currentOutOfFold(pool, labelled, mode: scored?.scores.round.mode ?? .pooled)
            let head: Head = isZeroShot ? .zeroShot : scored?.scores.choice.head ?? .zeroShot
            if let found = figures.probabilities(of: head) { collect(figures.rows, found, truth: figures.truth) }
        case .audit:
            let figures = try bench.auditFigures(pool)
            collect(figures.rows, try probabilities(figures.rows), truth: figures.truth)
        case .answerKey:
            guard let key else { throw WorkbenchError.noAnswerKey }
            let judged = try bench.unlabelledImages(in: key, pool)
            collect(judged.rows, try probabilities(judged.rows), truth: judged.truth)
        }
        found.sort { left, right in
            left.weight != right.weight ? left.weight > right.weight : left.image.id < right.image.id
        }
        return CellMembers(members: Array(found.prefix(Self.listed)), total: found.count)
    }
}
