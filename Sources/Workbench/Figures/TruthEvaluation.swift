package import Evaluation
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore

/// How right every head is on images that are not labelled, by an answer key.
package struct TruthEvaluation: Sendable {
    package let rows: [HeadAccuracy]
    /// Images that were counted.
    package let imageCount: Int
    /// Images of the key that are labelled, and so were not counted.
    package let labelledAndLeftOut: Int
    /// Rows of the key whose image has no features here.
    package let unknownPaths: Int
    package let truthCounts: [Int]

    package struct HeadAccuracy: Sendable, Equatable {
        package let head: Head
        package let accuracy: WilsonInterval
        package let logLoss: Double
        package let isActive: Bool
    }
}

extension Workbench {
    package enum Truth: Sendable, Equatable {
        case csv(String, split: String?)
        case folders
    }

    /// Compares every head with an answer key on the images that no estimator saw.
    package func evaluation(_ truth: Truth, pool: Pool, scores: Scores?) throws -> TruthEvaluation {
        var key: [(row: Int, column: Int)] = []
        var unknown = 0
        switch truth {
        case .csv(let path, let split):
            let rowOfPath = Dictionary(
                pool.images.enumerated().map { (RelativePath.normalised($0.element.path), $0.offset) },
                uniquingKeysWith: { first, _ in first })
            for row in try rows(ofTable: path, split: split) {
                guard let label = classNamed(row.className), let column = position(of: label.id) else {
                    throw WorkbenchError.unknownClassInTable(path: path, line: row.line, name: row.className)
                }
                if let place = rowOfPath[row.path] { key.append((place, column)) } else { unknown += 1 }
            }
        case .folders:
            for (row, image) in pool.images.enumerated() {
                let folder = image.path.split(separator: "/").dropLast().last.map(String.init) ?? ""
                guard let label = classNamed(folder), let column = position(of: label.id) else {
                    unknown += 1
                    continue
                }
                key.append((row, column))
            }
        }
        let reviews = try store.reviews()
        let counted = key.filter { reviews[pool.images[$0.row].id]?.labelledClass == nil }
        guard !counted.isEmpty else {
            let name = if case .csv(let path, _) = truth { path } else { folder.project }
            throw WorkbenchError.nothingToEvaluate(path: name)
        }
        let rows = counted.map(\.row)
        let answers = counted.map(\.column)
        let heads: [Head] = scores == nil ? [.zeroShot] : Head.allCases
        let accuracies = heads.map { head in
            let logits = (scores?.logits(of: head, pool) ?? pool.zeroShot).gatheringRows(rows)
            let correct = zip(logits.argmax(), answers).count { $0 == $1 }
            return TruthEvaluation.HeadAccuracy(
                head: head, accuracy: WilsonInterval(successes: correct, of: rows.count),
                logLoss: logLoss(logits.softmax(), truth: answers),
                isActive: head == (scores?.choice.head ?? .zeroShot))
        }
        var counts = [Int](repeating: 0, count: classes.count)
        for answer in answers { counts[answer] += 1 }
        return TruthEvaluation(
            rows: accuracies, imageCount: rows.count, labelledAndLeftOut: key.count - counted.count,
            unknownPaths: unknown, truthCounts: counts)
    }
}
