internal import Figures
internal import ProjectModel

/// The rows of the chart: the classes that CLIP prefers, and the candidates.
struct WhyChart {
    struct Entry: Equatable {
        var position: Int
        var zeroShot: Float
        /// Without its mean over the classes: only differences of Δs matter.
        var confusion: Float?
        var corrected: Float
        /// Of CLIP alone.
        var zeroShotProbability: Float
        /// Of the head in use.
        var probability: Float
    }

    let entries: [Entry]
    let isTrained: Bool
    private let low: Float
    private let high: Float

    var hasGains: Bool { entries.contains { ($0.confusion ?? 0) < -0.05 } }

    init(_ explanation: Explanation, question: Question?, project: ProjectFacts, limit: Int) {
        let rows = explanation.rows
        isTrained = rows.contains { $0.confusion != nil }
        let mean = rows.isEmpty ? 0 : rows.reduce(0) { $0 + ($1.confusion ?? 0) } / Float(rows.count)
        let all = rows.indices.map { position in
            let row = rows[position]
            let confusion = row.confusion.map { $0 - mean }
            return Entry(
                position: position, zeroShot: row.zeroShot, confusion: confusion,
                corrected: row.zeroShot - (confusion ?? 0), zeroShotProbability: row.zeroShotProbability,
                probability: row.probability)
        }
        let candidates = [question?.first, question?.second].compactMap { $0 }.compactMap(project.position(of:))
        let preferred = all.sorted { max($0.zeroShot, $0.corrected) > max($1.zeroShot, $1.corrected) }
        var chosen = preferred.filter { candidates.contains($0.position) }
        for entry in preferred where chosen.count < limit && !candidates.contains(entry.position) {
            chosen.append(entry)
        }
        entries = chosen.prefix(limit).sorted { $0.zeroShot > $1.zeroShot }
        let values = entries.flatMap { [$0.zeroShot, $0.corrected] }
        let top = values.max() ?? 1
        let bottom = values.min() ?? 0
        // A tenth of the span below the smallest, so that every class shows a bar.
        low = bottom - max((top - bottom) * 0.1, 0.01)
        high = top
    }

    /// Where a logit stands on the bar, in [0, 1].
    func fraction(_ value: Float) -> Float { (value - low) / (high - low) }
}
