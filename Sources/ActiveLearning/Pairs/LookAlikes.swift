internal import LinearAlgebra
internal import ProjectModel

/// Finds the nearest image that the model sees as a given class.
///
/// Candidates are the images whose zero-shot top class it is, unlabelled or labelled so; never the reserve, never an image
/// that was set aside as unsure, unusable or none of the classes.
struct LookAlikes {
    private let pool: ScoredPool
    /// Candidate rows by class.
    private let members: [[Int]]

    /// Above it two images count as one.
    static let nearDuplicateCosine = ScoredPool.nearDuplicateCosine
    /// Candidates per class at most, evenly spread: beyond it the search would outlast a blink.
    private static let candidatesPerClass = 4_000
    /// How many look-alikes are kept for each image, so that one that is already on the page can be passed over.
    private static let kept = 8
    /// Candidates compared at once.
    private static let blockRows = 1_024

    init(_ pool: ScoredPool) {
        var members = [[Int]](repeating: [], count: pool.classes.count)
        for row in pool.images.indices where !pool.isReserve[row] {
            switch pool.reviews[row] {
            case .unseen, .skipped: members[pool.zeroShotTop[row]].append(row)
            case .labelled(let id):
                guard let label = pool.classes.firstIndex(of: id) else { continue }
                if label == pool.zeroShotTop[row] { members[label].append(row) }
            case .unsure, .noneOfThese, .unusable: continue
            }
        }
        self.pool = pool
        self.members = members.map(Self.spread)
    }

    private static func spread(_ rows: [Int]) -> [Int] {
        guard rows.count > candidatesPerClass else { return rows }
        return (0..<candidatesPerClass).map { rows[$0 * rows.count / candidatesPerClass] }
    }

    /// The look-alikes of each confusion, sought class by class.
    func nearest(to confusions: [Confusion]) -> [[(row: Int, cosine: Float)]] {
        var result = [[(row: Int, cosine: Float)]](repeating: [], count: confusions.count)
        let groups = Array(Dictionary(grouping: confusions.indices) { confusions[$0].other })
        let found = concurrentMap(groups.count, together: 1) { index in
            nearest(to: groups[index].value.map { confusions[$0].row }, seenAs: groups[index].key)
        }
        for (group, lists) in zip(groups, found) {
            for (place, list) in zip(group.value, lists) { result[place] = list }
        }
        return result
    }

    /// The nearest look-alikes of some images, all seen as `label`: for each image rows and cosines, nearest first.
    /// An image itself and its near-duplicates are left out.
    func nearest(to rows: [Int], seenAs label: Int) -> [[(row: Int, cosine: Float)]] {
        var best = [[(row: Int, cosine: Float)]](repeating: [], count: rows.count)
        let candidates = members[label]
        guard !rows.isEmpty, !candidates.isEmpty else { return best }
        let questions = pool.embeddings.rows(rows)
        for start in stride(from: 0, to: candidates.count, by: Self.blockRows) {
            let block = Array(candidates[start..<min(start + Self.blockRows, candidates.count)])
            let cosines = questions.times(transposed: pool.embeddings.rows(block))
            for question in rows.indices { insert(cosines[row: question], of: block, into: &best[question]) }
        }
        return best
    }
    /// Keeps the nearest, nearest first; of equals the one that came first.
    private func insert(_ cosines: ArraySlice<Float>, of rows: [Int], into list: inout [(row: Int, cosine: Float)]) {
        var least = list.count == Self.kept ? list[Self.kept - 1].cosine : -.infinity
        cosines.withUnsafeBufferPointer { cosines in
            for (column, cosine) in cosines.enumerated() where cosine > least && cosine <= Self.nearDuplicateCosine {
                let place = list.firstIndex { $0.cosine < cosine } ?? list.count
                list.insert((rows[column], cosine), at: place)
                if list.count > Self.kept { list.removeLast() }
                if list.count == Self.kept { least = list[Self.kept - 1].cosine }
            }
        }
    }
}
