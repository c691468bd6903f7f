internal import ActiveLearning
package import Deconfusion
internal import Evaluation
package import Heads
internal import LinearAlgebra
internal import ProjectModel

extension Pool {
    /// Images scored at once.
    private static let blockRows = 4_096

    /// The heads of some labels.
    ///
    /// - Parameters:
    ///   - rows: of the labelled images, and the class of each, as a column.
    ///   - leavesOut: whether somebody will ask for left-out answers, which need to know what shows the same thing.
    package func heads(of rows: [Int], _ labels: [Int], leavesOut: Bool = true) -> HeadFits {
        let embeddings = embeddings.rows(rows)
        let groups =
            leavesOut
            ? joinedGroups(
                names: rows.map { images[$0].group }, embeddings: embeddings,
                nearDuplicateCosine: ScoredPool.nearDuplicateCosine) : nil
        return HeadFits(
            LabelledPool(
                LabelledFeatures(
                    embeddings: embeddings, zeroShot: zeroShot.gatheringRows(rows), labels: labels, groups: groups,
                    places: rows.compactMap { placeOfRow[$0] }),
                in: teaching))
    }

    /// What heads say of some rows, all of them where none are named.
    ///
    /// - Parameter trained: what the estimator says of these rows; nil where only heads are asked that need none.
    package func answers(of heads: HeadFits, rows: [Int]? = nil, trained: TrainedAnswers? = nil) -> HeadAnswers {
        let embeddings = embeddings
        return HeadAnswers(
            heads, zeroShot: rows.map(zeroShot.gatheringRows) ?? zeroShot, trained: trained, blockRows: Self.blockRows
        ) { places in embeddings.rows(rows.map { Array($0[places]) } ?? Array(places)) }
    }
}

extension HeadOutputs {
    /// What the heads that are trained read of it.
    package var answers: TrainedAnswers { TrainedAnswers(maf: maf, icd: icd, alf: alf) }
}
