package import ProjectModel

/// What the line would suffer: good parts thrown away and bad parts let through.
package struct VerdictRates: Sendable, Equatable {
    /// Parts to accept that were called a class to reject, of all parts to accept; nil without any.
    package let falseAlarms: WilsonInterval?
    /// Parts to reject that were called a class to accept, of all parts to reject; nil without any.
    package let misses: WilsonInterval?

    /// - Parameters:
    ///   - truth, predicted: classes as positions.
    ///   - verdicts: of each class; images whose truth or prediction has none are left out.
    package init(truth: [Int], predicted: [Int], verdicts: [Verdict?]) {
        precondition(truth.count == predicted.count, "a prediction for each truth")
        var counts: [Verdict: (wrong: Int, all: Int)] = [:]
        for (truth, predicted) in zip(truth, predicted) {
            guard let due = verdicts[truth], let given = verdicts[predicted] else { continue }
            counts[due, default: (0, 0)].all += 1
            if due != given { counts[due, default: (0, 0)].wrong += 1 }
        }
        falseAlarms = counts[.accept].map { WilsonInterval(successes: $0.wrong, of: $0.all) }
        misses = counts[.reject].map { WilsonInterval(successes: $0.wrong, of: $0.all) }
    }
}
