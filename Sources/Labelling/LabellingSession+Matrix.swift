internal import Evaluation
package import Figures
internal import Heads
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
package import Studies
internal import Synchronization
internal import Workbench

extension LabellingSession {
    /// - Parameter key: what every image truly is, where something does.
    /// - Parameter source: nil for the best-founded one there is.
    package func matrix(_ source: MatrixSource?, key: AnswerKey? = nil) throws -> MatrixFigures {
        let labelled = try bench.labelledRows(pool)
        let source = try source ?? bench.bestFoundedSource(pool, labelled, hasAnswerKey: key != nil)
        return try bench.matrixFigures(source, head: nil, pool: pool, scores: scores, labelled: labelled, key: key)
    }

    /// Images of a cell that are listed.
    private static let listed = 500

    package func images(of cell: CellRequest, key: AnswerKey? = nil) throws -> CellImages {
        let (scored, reviews) = state.withLock { ($0.scored, $0.reviews) }
        let estimator = cell.isZeroShot ? nil : scored?.scores.facts()
        guard let truthColumn = bench.position(of: cell.truth), let column = bench.position(of: cell.predicted) else {
            return CellImages(request: cell, estimator: estimator, images: [], total: 0)
        }
        let labelled = try bench.labelledRows(pool)
        func probabilities(_ rows: [Int]) throws -> Matrix {
            if let scores = scored?.scores {
                // Plain CLIP is tempered where it is believed, as the matrix is; its answers are the same.
                return scores.probabilities(of: cell.isZeroShot ? .zeroShot : scores.choice.head, rows: rows)
            }
            let zeroShot = pool.zeroShot.gatheringRows(rows)
            return try bench.heads(of: nil, pool, labelled).probabilities(
                of: .zeroShot, logits: zeroShot, zeroShot: zeroShot)
        }
        var found: [CellImages.Entry] = []
        func collect(_ rows: [Int], _ matrix: Matrix, truth: [Int]?) {
            let answers = matrix.argmax()
            for (place, row) in rows.enumerated() where answers[place] == column {
                let weight: Float = truth.map { $0[place] == truthColumn ? 1 : 0 } ?? matrix[place, truthColumn]
                guard weight >= ConfusionMatrix.smallestClaim else { continue }
                found.append(
                    .init(
                        image: pool.images[row].id, path: pool.images[row].path, weight: weight,
                        probability: matrix[place, column], review: reviews[row]))
            }
        }
        switch cell.source {
        case .predicted:
            let rows = pool.poolRows
            collect(rows, try probabilities(rows), truth: nil)
        case .outOfFold:
            let figures = try bench.currentOutOfFold(pool, labelled, mode: scored?.scores.round?.mode ?? .pooled)
            let head: Head = cell.isZeroShot ? .zeroShot : scored?.scores.choice.head ?? .zeroShot
            if let found = figures.probabilities(of: head) { collect(figures.rows, found, truth: figures.truth) }
        case .audit:
            let figures = try bench.auditAnswers(pool)
            collect(figures.rows, try probabilities(figures.rows), truth: figures.truth)
        case .answerKey:
            guard let key else { throw StudyError.noAnswerKey }
            let judged = try bench.unlabelledImages(in: key, pool)
            collect(judged.rows, try probabilities(judged.rows), truth: judged.truth)
        }
        found.sort { left, right in
            left.weight != right.weight ? left.weight > right.weight : left.image < right.image
        }
        return CellImages(
            request: cell, estimator: estimator, images: Array(found.prefix(Self.listed)), total: found.count)
    }
}
