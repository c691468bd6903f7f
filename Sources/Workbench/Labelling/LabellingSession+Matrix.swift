internal import Evaluation
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
    package func matrix(_ source: MatrixSource, key: AnswerKey? = nil) throws -> MatrixReport {
        try bench.matrixReport(
            source, head: nil, pool: pool, scores: scores, labelled: try bench.labelledRows(pool), key: key)
    }

    /// Images of a cell that are listed; a cell of a predicted matrix holds a little of every image.
    private static let listed = 500
    /// Below this share an image is no member of a predicted cell.
    private static let smallestWeight: Float = 0.01

    package func members(
        _ source: MatrixSource, zeroShot isZeroShot: Bool, truth: ClassID, predicted: ClassID, key: AnswerKey? = nil
    ) throws -> CellMembers {
        guard let truthColumn = bench.position(of: truth), let column = bench.position(of: predicted) else {
            return CellMembers(members: [], total: 0)
        }
        let (scored, reviews) = state.withLock { ($0.scored, $0.reviews) }
        func probabilities(_ rows: [Int]) -> Matrix {
            let logits =
                isZeroShot ? pool.zeroShot : scored?.scores.logits(of: scored?.scores.choice.head ?? .zeroShot, pool)
            let temperature = isZeroShot ? 1 : scored?.scores.temperature ?? 1
            return (logits ?? pool.zeroShot).gatheringRows(rows).softmax(temperature: temperature)
        }
        var found: [CellMembers.Member] = []
        func collect(_ rows: [Int], _ matrix: Matrix, truth: [Int]?) {
            let answers = matrix.argmax()
            for (place, row) in rows.enumerated() where answers[place] == column {
                let weight: Float = truth.map { $0[place] == truthColumn ? 1 : 0 } ?? matrix[place, truthColumn]
                guard weight >= Self.smallestWeight else { continue }
                found.append(
                    .init(
                        image: pool.images[row], weight: weight, probability: matrix[place, column],
                        review: reviews[row]))
            }
        }
        switch source {
        case .predicted:
            let rows = pool.poolRows
            collect(rows, probabilities(rows), truth: nil)
        case .outOfFold:
            let labelled = try bench.labelledRows(pool)
            let figures = try bench.currentOutOfFold(pool, labelled, mode: scored?.scores.round.mode ?? .pooled)
            let head: Head = isZeroShot ? .zeroShot : figures.choice.head
            if let logits = figures.logits[head] { collect(figures.rows, logits.softmax(), truth: figures.truth) }
        case .audit:
            let figures = try bench.auditFigures(pool)
            collect(figures.rows, probabilities(figures.rows), truth: figures.truth)
        case .answerKey:
            guard let key else { throw WorkbenchError.noAnswerKey }
            let judged = try bench.unlabelledImages(in: key, pool)
            collect(judged.rows, probabilities(judged.rows), truth: judged.truth)
        }
        found.sort { left, right in
            left.weight != right.weight ? left.weight > right.weight : left.image.id < right.image.id
        }
        return CellMembers(members: Array(found.prefix(Self.listed)), total: found.count)
    }
}
