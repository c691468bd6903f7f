internal import ActiveLearning
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
package import Workbench

extension Workbench {
    /// Rows whose cosines are computed at once.
    private static let blockRows = 4_096

    /// Those of some rows that a labelled image outside the reserve gives away: an image of the same group, with the same content,
    /// or nearer than the cosine of near-duplicates, through any number of links. What was trained on such an image has seen these.
    ///
    /// - Parameters:
    ///   - candidates: rows of the pool that are not labelled outside the reserve themselves.
    ///   - related: which images of the pool show the same thing, by group and content; nil finds it out.
    func rowsGivenAway(
        among candidates: [Int], _ pool: Pool, related: RelatedImages? = nil
    ) throws -> Set<Int> {
        let labelled = try labelledRows(pool).rows
        guard !labelled.isEmpty, !candidates.isEmpty else { return [] }
        var related = related ?? RelatedImages(pool.images)
        var roots = Set(labelled.map { related.root($0) })
        // What shows the part of a labelled image is as good as labelled, for whoever looks like it.
        let shown = pool.poolRows.filter { roots.contains(related.root($0)) }
        let known = pool.embeddings.rows(shown)
        for start in stride(from: 0, to: candidates.count, by: Self.blockRows) {
            let block = Array(candidates[start..<min(start + Self.blockRows, candidates.count)])
            let cosines = pool.embeddings.rows(block).times(transposed: known)
            for (place, row) in block.enumerated() {
                for other in shown.indices where cosines[place, other] > ScoredPool.nearDuplicateCosine {
                    related.join(row, shown[other])
                }
            }
        }
        roots = Set(labelled.map { related.root($0) })
        return Set(candidates.filter { roots.contains(related.root($0)) })
    }

    /// Images of the audit reserve that leak: the audit leaves them out, and their labels are kept.
    package func leakingReserve(_ pool: Pool) throws -> Set<ImageID> {
        Set(try leakingRows(pool, related: nil).map { pool.images[$0].id })
    }

    /// The same as rows of the pool.
    ///
    /// - Parameter related: which images of the pool show the same thing, by group and content; nil finds it out.
    package func leakingRows(_ pool: Pool, related: RelatedImages?) throws -> Set<Int> {
        try rowsGivenAway(
            among: pool.images.indices.filter { pool.images[$0].isReserve }, pool, related: related)
    }
}
