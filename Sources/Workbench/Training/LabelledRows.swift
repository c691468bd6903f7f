package import ProjectModel
internal import ProjectStore
internal import TensorFiles

/// The labels that may train: outside the reserve, with features, in the order in which they were given.
package struct LabelledRows: Sendable, Equatable {
    /// Rows of the pool.
    package var rows: [Int] = []
    /// The class of each, as a column.
    package var labels: [Int] = []
    /// Names the set: SHA-256 over paths and classes of these very rows.
    package var hash = ""

    package var count: Int { rows.count }

    /// Labels per class, in project order.
    package func counts(classes: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: classes)
        for label in labels { counts[label] += 1 }
        return counts
    }

    /// The class of each image.
    package func byImage(_ pool: Pool, _ classes: [LabelClass]) -> [ImageID: ClassID] {
        Dictionary(
            zip(rows, labels).map { (pool.images[$0].id, classes[$1].id) }, uniquingKeysWith: { first, _ in first })
    }

    /// "n labels per class" always means the smallest class.
    package func smallestClass(classes: Int) -> Int { counts(classes: classes).min() ?? 0 }
}

extension Workbench {
    /// Labels outside the reserve, of a class of the project, in the order in which they were given; also of images without features.
    package func labelsInTraining() throws -> [GivenLabel] {
        let known = Set(classes.map(\.id))
        return try store.labels(in: .pool).filter { known.contains($0.label) }
    }

    package func labelledRows(_ pool: Pool) throws -> LabelledRows {
        let given = try labelsInTraining().filter { pool.row(of: $0.image) != nil }
        let columns = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($0.element.id, $0.offset) })
        var labelled = LabelledRows()
        for label in given {
            guard let row = pool.row(of: label.image), let column = columns[label.label] else { continue }
            labelled.rows.append(row)
            labelled.labels.append(column)
        }
        labelled.hash = ContentHash.of(try store.manifest(of: given))
        return labelled
    }
}
