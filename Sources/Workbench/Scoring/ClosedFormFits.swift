internal import ActiveLearning
internal import Deconfusion
internal import Evaluation
internal import Heads
package import LinearAlgebra
package import ProjectModel

/// The closed-form heads of some labels. Fitting one takes milliseconds and is done when its scores are asked for; the kernel
/// ridge, which every ranking reads, at once.
package struct ClosedFormFits: Sendable {
    /// Labelled rows of the pool.
    package let rows: [Int]
    /// The class of each, as a column.
    package let labels: [Int]
    private let labelled: LabelledFeatures
    private let geometry: PoolGeometry
    private let kernelRidge: KernelRidge

    /// Rows scored at once.
    private static let blockRows = 4_096
    /// Parts in which labelled images are left out of the heads that have no exact leave-one-out.
    private static let heldOutParts = 5

    package init(_ pool: Pool, rows: [Int], labels: [Int]) {
        self.rows = rows
        self.labels = labels
        let embeddings = pool.embeddings.rows(rows)
        labelled = LabelledFeatures(
            embeddings: embeddings, zeroShot: pool.zeroShot.gatheringRows(rows), labels: labels,
            groups: joinedGroups(
                names: rows.map { pool.images[$0].group }, embeddings: embeddings,
                nearDuplicateCosine: ScoredPool.nearDuplicateCosine))
        geometry = pool.geometry
        kernelRidge = KernelRidge(labelled, geometry: geometry)
    }

    private func fitted(_ head: Head, to labelled: LabelledFeatures) -> any ClosedFormHead {
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
        let fit = head == .kernelRidge ? kernelRidge : fitted(head, to: labelled)
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

    /// What each head says of images that need not belong to the pool: logits, or ln p.
    ///
    /// - Parameters:
    ///   - outputs: of the estimator, of these images.
    ///   - embeddings: unit image embeddings, (images, D).
    ///   - zeroShot: CLIP's own logits.
    func logits(of head: Head, _ outputs: HeadOutputs, embeddings: Matrix, zeroShot: Matrix) -> Matrix {
        switch head {
        case .zeroShot: return zeroShot
        case .maf: return outputs.maf
        case .icd: return outputs.icd
        case .alf: return outputs.alf
        case .mean:
            return meanOfHeads(
                outputs.icd, kernelRidge.logProbabilities(embeddings, zeroShot: zeroShot))
        case .kernelRidge: return kernelRidge.logProbabilities(embeddings, zeroShot: zeroShot)
        case .gaussianDiscriminant, .tipAdapter, .linearProbe:
            return fitted(head, to: labelled).logProbabilities(embeddings, zeroShot: zeroShot)
        }
    }

    // MARK: Held out

    /// CLIP's own logits of the labelled images, (n, C): no label trains them.
    var zeroShot: Matrix { labelled.zeroShot }

    /// ln p of each labelled image by a closed-form head that was fitted without its group: exact for the kernel ridge, fitted to
    /// four fifths of the groups for the others. (n, C).
    func heldOut(of head: Head) -> Matrix {
        guard head != .kernelRidge, labelled.count > 0 else { return kernelRidge.leaveOneOut }
        let parts = Dictionary(
            zip(Set(labelled.groups).sorted(), (0...).lazy.map { $0 % Self.heldOutParts }),
            uniquingKeysWith: { first, _ in first })
        var answers = labelled.zeroShot.logSoftmax()
        for part in 0..<Self.heldOutParts {
            let own = labelled.groups.indices.filter { parts[labelled.groups[$0]] == part }
            let others = labelled.groups.indices.filter { parts[labelled.groups[$0]] != part }
            guard !own.isEmpty, !others.isEmpty else { continue }
            let asked = labelled.subset(own)
            let scores = fitted(head, to: labelled.subset(others))
                .logProbabilities(asked.embeddings, zeroShot: asked.zeroShot)
            for (place, row) in own.enumerated() {
                for column in 0..<answers.columns { answers[row, column] = scores[place, column] }
            }
        }
        return answers
    }
}
