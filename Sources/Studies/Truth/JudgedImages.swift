internal import Evaluation
internal import Figures
internal import LinearAlgebra
internal import ProjectModel
internal import Workbench

/// Images of which it is known what they truly are.
package struct JudgedImages: Sendable {
    /// Rows of the pool, and the position of the class that each truly is.
    package let rows: [Int]
    package let truth: [Int]

    /// - Parameter logits: of the whole pool.
    /// - Returns: the class that each of these images gets.
    func predicted(by logits: Matrix) -> [Int] { logits.gatheringRows(rows).argmax() }

    func matrix(of logits: Matrix, classCount: Int) -> ConfusionMatrix {
        ConfusionMatrix(classCount: classCount, truth: truth, predicted: predicted(by: logits))
    }

    func correct(by logits: Matrix) -> Int { zip(truth, predicted(by: logits)).count { $0 == $1 } }

    /// The share that is right; there must be one image at least.
    func accuracy(of logits: Matrix) -> WilsonInterval {
        WilsonInterval(successes: correct(by: logits), of: rows.count)
    }
}

extension Workbench {
    /// Of all images, then of each camera or line by name where images have one.
    ///
    /// - Parameters:
    ///   - rows: of the pool, one at least.
    ///   - truth, predicted: of these rows, as columns.
    func inspectionFigures(_ pool: Pool, rows: [Int], truth: [Int], predicted: [Int]) -> [InspectionFigures] {
        let all = InspectionFigures(source: nil, truth: truth, predicted: predicted, classes: classes)
        let places = Dictionary(grouping: rows.indices, by: { pool.images[rows[$0]].source ?? "" })
        guard places.keys.contains(where: { !$0.isEmpty }) else { return [all] }
        return [all]
            + places.sorted { $0.key < $1.key }.map { name, members in
                InspectionFigures(
                    source: name, truth: members.map { truth[$0] }, predicted: members.map { predicted[$0] },
                    classes: classes)
            }
    }
}

extension Pool {
    /// Which of some images come from one part, as numbers: equal for images of one group, an image without one stands for itself. Nil
    /// where no image has a group.
    func groups(of rows: [Int]) -> [Int]? {
        let names = rows.map { images[$0].group }
        guard names.contains(where: { $0 != nil }) else { return nil }
        var numbers: [String: Int] = [:]
        return names.enumerated().map { place, name in
            guard let name else { return place }
            if let number = numbers[name] { return number }
            numbers[name] = place
            return place
        }
    }
}
