internal import ActiveLearning
internal import ClosedFormHeads
package import LinearAlgebra
package import ProjectModel

/// The closed-form heads of some labels. Fitting one takes milliseconds and is done when its scores are asked for.
package struct ClosedFormFits: Sendable {
    /// Labelled rows of the pool.
    package let rows: [Int]
    /// The class of each, as a column.
    package let labels: [Int]
    private let labelled: LabelledFeatures
    private let geometry: PoolGeometry

    /// Rows scored at once.
    private static let blockRows = 4_096

    package init(_ pool: Pool, rows: [Int], labels: [Int]) {
        self.rows = rows
        self.labels = labels
        labelled = LabelledFeatures(
            embeddings: pool.embeddings.rows(rows), zeroShot: pool.zeroShot.gatheringRows(rows), labels: labels)
        geometry = pool.geometry
    }

    private func fitted(_ head: Head) -> any ClosedFormHead {
        switch head {
        case .kernelRidge: KernelRidge(labelled, geometry: geometry)
        case .gaussianDiscriminant: GaussianDiscriminant(labelled, geometry: geometry)
        case .tipAdapter: TipAdapter(labelled, geometry: geometry)
        case .linearProbe: LinearProbe(labelled, geometry: geometry)
        case .zeroShot, .maf, .icd, .alf, .mean: preconditionFailure("\(head.rawValue) is not solved in closed form")
        }
    }

    /// ln p of a closed-form head over some rows of the pool, all of them where none are named: (rows, classes).
    package func logits(of head: Head, _ pool: Pool, rows: [Int]? = nil) -> Matrix {
        let fit = fitted(head)
        let count = rows?.count ?? pool.images.count
        var elements: [Float] = []
        elements.reserveCapacity(count * pool.classes.count)
        for start in stride(from: 0, to: count, by: Self.blockRows) {
            let places = start..<min(start + Self.blockRows, count)
            let block = rows.map { Array($0[places]) } ?? Array(places)
            elements +=
                fit.logProbabilities(
                    pool.embeddings.rows(block), zeroShot: pool.zeroShot.gatheringRows(block)
                ).elements
        }
        return Matrix(rows: count, columns: pool.classes.count, elements: elements)
    }
}
