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
    /// Candidates a class at most, evenly spread: beyond it the search would outlast a blink.
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

    /// The candidates of a class.
    func candidates(of label: Int) -> [Int] { members[label] }

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
            for question in rows.indices {
                for (column, cosine) in cosines[row: question].enumerated() {
                    guard cosine <= Self.nearDuplicateCosine else { continue }
                    let list = best[question]
                    if list.count == Self.kept, cosine <= list[list.count - 1].cosine { continue }
                    let place = list.firstIndex { $0.cosine < cosine } ?? list.count
                    best[question].insert((block[column], cosine), at: place)
                    if list.count == Self.kept { best[question].removeLast() }
                }
            }
        }
        return best
    }
}
