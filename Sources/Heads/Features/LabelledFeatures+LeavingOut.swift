internal import LinearAlgebra

extension LabelledFeatures {
    /// Parts in which labelled images are left out of the heads that have no short way.
    private static let parts = 5

    /// The part of each image: those of a group are in one.
    private var partOfImage: [Int] {
        let parts = Dictionary(
            zip(Set(groups).sorted(), (0...).lazy.map { $0 % Self.parts }), uniquingKeysWith: { first, _ in first })
        return groups.map { parts[$0] ?? 0 }
    }

    /// What fits to some of the images say of the others, for a fifth of the groups after the other: (n, C) each.
    ///
    /// - Parameters:
    ///   - none: what is said of an image without which nothing is left to be fitted to.
    ///   - answers: of a fit to the one about the other.
    func leavingOut(
        _ none: [Matrix], _ answers: (_ others: LabelledFeatures, _ asked: LabelledFeatures) -> [Matrix]
    ) -> [Matrix] {
        var result = none
        leavingPartsOut { others, own in
            for (place, scores) in answers(subset(others), subset(own)).enumerated() {
                result[place].replaceRows(own, by: scores)
            }
        }
        return result
    }

    /// For a fifth of the groups after the other: the images of the other four, and its own.
    func leavingPartsOut(_ body: (_ others: [Int], _ own: [Int]) -> Void) {
        let partOfImage = partOfImage
        for part in 0..<Self.parts {
            let own = partOfImage.indices.filter { partOfImage[$0] == part }
            let others = partOfImage.indices.filter { partOfImage[$0] != part }
            if !own.isEmpty, !others.isEmpty { body(others, own) }
        }
    }
}

extension Matrix {
    mutating func replaceRows(_ rows: [Int], by other: Matrix) {
        precondition(rows.count == other.rows && columns == other.columns, "(\(other.rows), \(other.columns))")
        for (place, row) in rows.enumerated() {
            for column in 0..<columns { self[row, column] = other[place, column] }
        }
    }
}
