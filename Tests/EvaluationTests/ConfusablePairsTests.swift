import Evaluation
import Testing

@Suite("The pairs that CLIP confuses most")
struct ConfusablePairsTests {
    //                        0  1  2  3  4  5  6  7  8
    private static let truth = [0, 0, 1, 1, 2, 2, 3, 3, 0]
    private static let plain = [1, 0, 0, 1, 3, 2, 3, 0, 1]

    @Test("errors either way count for one pair; the fullest comes first, equals in project order")
    func ordered() {
        let pairs = ConfusablePairs(truth: Self.truth, plain: Self.plain).pairs
        #expect(pairs.map { [$0.first, $0.second, $0.errors] } == [[0, 1, 3], [0, 3, 1], [2, 3, 1]])
        #expect(ConfusablePairs(truth: Self.truth, plain: Self.plain, count: 1).pairs.count == 1)
    }

    @Test("resolved is an error of a pair that the head has right, broken what CLIP had right of a pair's class")
    func outcome() {
        let pairs = ConfusablePairs(truth: Self.truth, plain: Self.plain, count: 1)
        #expect(pairs.outcome(of: Self.plain) == .init(errors: 3, resolved: 0, broken: 0))
        #expect(pairs.outcome(of: Self.truth) == .init(errors: 3, resolved: 3, broken: 0))
        // Image 0 is taken for a third class, which resolves nothing; image 3 of the pair's second class is broken, whatever it is
        // taken for; image 5 is of neither class.
        let predicted = [2, 0, 1, 3, 3, 3, 3, 0, 0]
        #expect(pairs.outcome(of: predicted) == .init(errors: 3, resolved: 2, broken: 1))
        #expect(pairs.outcome(of: predicted)?.resolvedShare == 2.0 / 3)
    }

    @Test("where CLIP confuses nothing there is nothing to resolve")
    func none() {
        let pairs = ConfusablePairs(truth: [0, 1], plain: [0, 1])
        #expect(pairs.pairs.isEmpty && pairs.outcome(of: [1, 0]) == nil)
    }
}

@Suite("Means over projects")
struct MeansOverProjectsTests {
    @Test("each group counts alike, whatever its seeds, and its seeds are drawn by themselves")
    func mean() {
        let groups = [[0.0, 1, 0, 1], [10.0, 10]]
        let estimate = SeedEstimate.ofMeans(groups)
        #expect(estimate.value == (0.5 + 10) / 2)
        // The second group never varies: the bounds are those of the first, halved and moved.
        let first = SeedEstimate.ofMeans([groups[0]])
        #expect(first.lower == 0 && first.upper == 1)
        #expect(estimate.lower == 5 && estimate.upper == 5.5)
    }

    @Test("one group is the bootstrap over its seeds, and one seed anywhere bounds nothing")
    func bounds() {
        let values = [0.1, 0.4, 0.2, 0.7, 0.3]
        let other = SeedEstimate.bootstrapped(
            seeds: values.count, resamples: LearningCurves.defaultResamples, seed: 1
        ) { drawn in drawn.reduce(0) { $0 + values[$1] } / Double(drawn.count) }
        #expect(SeedEstimate.ofMeans([values]) == other)
        let one = SeedEstimate.ofMeans([values, [0.5]])
        #expect(one.lower == nil && one.upper == nil && abs(one.value - 0.42) < 1e-12)
    }
}
