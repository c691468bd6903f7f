internal import ActiveLearning
internal import Deconfusion
internal import Evaluation
package import Figures
internal import Heads
internal import LinearAlgebra
package import ProjectModel
internal import Synchronization
internal import Workbench

extension LabellingSession {
    /// Nearest labelled images that an explanation names.
    private static let neighbourCount = 5

    package func explanation(of image: ImageID) throws -> Explanation {
        guard let row = pool.row(of: image) else { throw WorkbenchError.unknownImage(path: "\(image.rawValue)") }
        let (scored, reviews) = state.withLock { ($0.scored, $0.reviews) }
        // What an estimator says of an answer that is not its own explains nothing.
        let learnt = scored.flatMap { $0.scores.explainsByEstimator ? $0.scores.trained : nil }
        let count = pool.classes.count
        let zeroShot = Matrix(rows: 1, columns: count, elements: Array(pool.zeroShot[row: row]))
        let zeroShotProbabilities = zeroShot.softmax()
        let rows = (0..<count).map { column in
            Explanation.Row(
                zeroShot: zeroShot[0, column], confusion: scored?.scores.deltaS[row, column],
                corrected: (scored?.scores.deltaS[row, column]).map { zeroShot[0, column] - $0 },
                adapter: learnt?.maf[row, column],
                zeroShotProbability: zeroShotProbabilities[0, column],
                probability: scored?.active[row, column] ?? zeroShotProbabilities[0, column])
        }
        let present = Set(pool.classes.map(\.id))
        let labelled = pool.images.indices.filter {
            $0 != row && !pool.images[$0].isReserve && reviews[$0].labelledClass.map(present.contains) ?? false
        }
        var neighbours: [Explanation.Neighbour] = []
        if !labelled.isEmpty {
            let cosines = pool.embeddings.rows([row]).times(transposed: pool.embeddings.rows(labelled))
            for place in cosines.topK(Self.neighbourCount)[0] {
                guard let label = reviews[labelled[place]].labelledClass else { continue }
                let image = pool.images[labelled[place]]
                neighbours.append(
                    .init(image: image.id, path: image.path, label: label, similarity: cosines[0, place]))
            }
        }
        return Explanation(
            image: image, rows: rows, alpha: learnt?.gate[row],
            lambdas: (learnt?.lossWeights).map { .init(maf: $0.similarityMAF, icd: $0.similarityICD) },
            head: scored?.scores.choice.head ?? .zeroShot, neighbours: neighbours)
    }
}
