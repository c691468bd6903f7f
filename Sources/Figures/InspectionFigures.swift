package import Evaluation
package import ProjectModel

/// How one head does on some images: of all of them, or of one camera or line.
package struct InspectionFigures: Sendable, Equatable {
    /// The camera or line; nil for all images together, empty for images without one.
    package let source: String?
    package let accuracy: WilsonInterval
    /// False alarms and misses, from the verdicts of the classes.
    package let rates: VerdictRates
    /// In project order.
    package let classes: [ClassFigures]

    package struct ClassFigures: Sendable, Equatable {
        package let name: String
        /// Of the images of the class, those the head found; nil without any.
        package let recall: WilsonInterval?
        /// Of the images called the class, those that are; nil without any.
        package let precision: WilsonInterval?
    }

    package init(source: String?, truth: [Int], predicted: [Int], classes: [LabelClass]) {
        precondition(truth.count == predicted.count && !truth.isEmpty, "a prediction for each of some images")
        func share(_ right: Int, of all: Int) -> WilsonInterval? {
            all > 0 ? WilsonInterval(successes: right, of: all) : nil
        }
        var (members, called, right) = (
            [Int](repeating: 0, count: classes.count), [Int](repeating: 0, count: classes.count),
            [Int](repeating: 0, count: classes.count)
        )
        for (truth, predicted) in zip(truth, predicted) {
            members[truth] += 1
            called[predicted] += 1
            if truth == predicted { right[truth] += 1 }
        }
        self.source = source
        accuracy = WilsonInterval(successes: right.reduce(0, +), of: truth.count)
        rates = VerdictRates(truth: truth, predicted: predicted, verdicts: classes.map(\.verdict))
        self.classes = classes.enumerated().map { position, label in
            ClassFigures(
                name: label.name, recall: share(right[position], of: members[position]),
                precision: share(right[position], of: called[position]))
        }
    }
}
