/// The class pairs that plain CLIP confuses most on some images, and what becomes of them with a head.
package struct ConfusablePairs: Sendable, Equatable {
    /// Two classes, the first in project order first, and the images of either that CLIP takes for the other.
    package struct Pair: Sendable, Equatable {
        package let first: Int
        package let second: Int
        package let errors: Int
    }

    /// What a head makes of these images.
    package struct Outcome: Sendable, Equatable {
        /// CLIP's errors within the pairs, at least one.
        package let errors: Int
        /// Of these errors, those that the head has right.
        package let resolved: Int
        /// Images of the pairs' classes that CLIP has right and the head has wrong, whatever it takes them for.
        package let broken: Int

        package init(errors: Int, resolved: Int, broken: Int) {
            self.errors = errors
            self.resolved = resolved
            self.broken = broken
        }

        package var resolvedShare: Double { Double(resolved) / Double(errors) }
    }

    /// How many pairs are looked at.
    package static let count = 10

    /// Most errors first, of equals the first in project order; fewer where CLIP confuses fewer, none where it has no error.
    package let pairs: [Pair]
    private let truth: [Int]
    private let plain: [Int]

    /// - Parameter plain: what CLIP alone takes each image for.
    package init(truth: [Int], plain: [Int], count: Int = count) {
        precondition(truth.count == plain.count, "an answer for each image")
        var errors: [[Int]: Int] = [:]
        for (actual, answer) in zip(truth, plain) where actual != answer {
            errors[[min(actual, answer), max(actual, answer)], default: 0] += 1
        }
        let ordered = errors.map { Pair(first: $0.key[0], second: $0.key[1], errors: $0.value) }.sorted {
            ($1.errors, $0.first, $0.second) < ($0.errors, $1.first, $1.second)
        }
        pairs = Array(ordered.prefix(count))
        self.truth = truth
        self.plain = plain
    }

    /// Nil where CLIP confuses nothing.
    ///
    /// - Parameter predicted: what the head takes each image for.
    package func outcome(of predicted: [Int]) -> Outcome? {
        precondition(predicted.count == truth.count, "an answer for each image")
        guard !pairs.isEmpty else { return nil }
        let confused = Set(pairs.map { [$0.first, $0.second] })
        let classes = Set(pairs.flatMap { [$0.first, $0.second] })
        var (resolved, broken) = (0, 0)
        for (place, actual) in truth.enumerated() {
            let (usual, answer) = (plain[place], predicted[place])
            if usual == actual {
                if answer != actual, classes.contains(actual) { broken += 1 }
            } else if answer == actual, confused.contains([min(actual, usual), max(actual, usual)]) {
                resolved += 1
            }
        }
        return Outcome(errors: pairs.reduce(0) { $0 + $1.errors }, resolved: resolved, broken: broken)
    }
}
