internal import ActiveLearning
internal import Evaluation
internal import Heads
internal import LinearAlgebra
package import ProjectModel
internal import Synchronization

/// Why the model answers as it does for one image.
package struct ImageExplanation: Sendable, Equatable {
    package var image: ImageItem
    /// The head whose probabilities are given; zero-shot before the first training.
    package var head: Head
    /// α(x); nil before the first training.
    package var gate: Float?
    /// In project order.
    package var classes: [ClassFigures]
    /// The nearest labelled images outside the reserve, nearest first.
    package var neighbours: [Neighbour]

    /// In logits but for the probabilities; nil before the first training.
    package struct ClassFigures: Sendable, Equatable {
        package var zeroShot: Float
        package var deltaS: Float?
        package var icd: Float?
        package var maf: Float?
        package var zeroShotProbability: Float
        package var probability: Float
    }

    package struct Neighbour: Sendable, Equatable {
        package var image: ImageItem
        package var label: ClassID
        package var cosine: Float
    }
}

extension LabellingSession {
    /// Nearest labelled images that an explanation names.
    private static let neighbourCount = 5

    package func explanation(of image: ImageID) throws -> ImageExplanation {
        guard let row = pool.row(of: image) else { throw WorkbenchError.unknownImage(path: "\(image.rawValue)") }
        let (scored, reviews) = state.withLock { ($0.scored, $0.reviews) }
        let count = pool.classes.count
        let zeroShot = Matrix(rows: 1, columns: count, elements: Array(pool.zeroShot[row: row]))
        let zeroShotProbabilities = zeroShot.softmax()
        let figures = (0..<count).map { column in
            ImageExplanation.ClassFigures(
                zeroShot: zeroShot[0, column], deltaS: scored?.scores.deltaS[row, column],
                icd: scored?.scores.icd[row, column], maf: scored?.scores.maf[row, column],
                zeroShotProbability: zeroShotProbabilities[0, column],
                probability: scored?.active[row, column] ?? zeroShotProbabilities[0, column])
        }
        let present = Set(pool.classes.map(\.id))
        let labelled = pool.images.indices.filter {
            $0 != row && !pool.images[$0].isReserve && reviews[$0].labelledClass.map(present.contains) ?? false
        }
        var neighbours: [ImageExplanation.Neighbour] = []
        if !labelled.isEmpty {
            let cosines = pool.embeddings.rows([row]).times(transposed: pool.embeddings.rows(labelled))
            for place in cosines.topK(Self.neighbourCount)[0] {
                guard let label = reviews[labelled[place]].labelledClass else { continue }
                neighbours.append(
                    .init(image: pool.images[labelled[place]], label: label, cosine: cosines[0, place]))
            }
        }
        return ImageExplanation(
            image: pool.images[row], head: scored?.scores.choice.head ?? .zeroShot, gate: scored?.scores.gate[row],
            classes: figures, neighbours: neighbours)
    }
}
