import Evaluation
import Foundation
import LinearAlgebra
import Testing

@Suite("Two heads on the same images")
struct ComparisonTests {
    @Test(
        "McNemar's exact p is the binomial tail, counted by hand",
        arguments: [(0, 0), (1, 0), (5, 0), (8, 2), (3, 3), (12, 25)])
    func exact(won: Int, lost: Int) {
        let first = (0..<50).map { $0 < won || $0 >= won + lost }
        let second = (0..<50).map { $0 >= won }
        let comparison = PairedComparison(first: first, second: second)
        #expect(comparison.won == won && comparison.lost == lost)
        // Σ over all splits no likelier than the one seen, by whole numbers.
        func binomial(_ n: Int, _ k: Int) -> Double { (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) } }
        let n = won + lost
        let seen = binomial(n, won)
        let tail = (0...n).filter { binomial(n, $0) <= seen * (1 + 1e-9) }.reduce(0.0) { $0 + binomial(n, $1) }
        #expect(abs(comparison.mcNemarP - tail / pow(2, Double(n))) < 1e-9)
    }

    @Test("five wins and no loss are not enough evidence; six are")
    func verdicts() {
        func comparison(_ won: Int, _ lost: Int) -> PairedComparison {
            PairedComparison(
                first: (0..<40).map { $0 < won || $0 >= won + lost }, second: (0..<40).map { $0 >= won })
        }
        #expect(comparison(5, 0).verdict == .notEnoughEvidence)
        #expect(comparison(6, 0).verdict == .better)
        #expect(comparison(0, 6).verdict == .worse)
        #expect(comparison(10, 10).verdict == .notEnoughEvidence)
    }

    @Test("an interval takes thirty images, groups where there are groups, and five on which the two differ")
    func enoughForAnInterval() {
        func interval(_ count: Int, won: Int, groups: [Int]? = nil) -> Estimate? {
            PairedComparison(
                first: (0..<count).map { _ in true }, second: (0..<count).map { $0 >= won }, groups: groups
            ).interval
        }
        #expect(interval(29, won: 10) == nil && interval(30, won: 10) != nil)
        #expect(interval(200, won: 0) == nil && interval(200, won: 4) == nil && interval(200, won: 5) != nil)
        #expect(interval(200, won: 50, groups: (0..<200).map { $0 % 29 }) == nil)
        #expect(interval(200, won: 50, groups: (0..<200).map { $0 % 30 }) != nil)
        #expect((interval(200, won: 5)?.lower ?? 0) > 0)
    }

    @Test("κ is the agreement beyond chance: 1 for equal answers, 0 for unrelated ones, counted by hand between")
    func kappa() {
        #expect(cohensKappa([0, 1, 2, 1], [0, 1, 2, 1], classCount: 3) == 1)
        #expect(cohensKappa([0, 0, 0], [0, 0, 0], classCount: 2) == 1)
        #expect(abs(cohensKappa([0, 0, 1, 1], [0, 1, 0, 1], classCount: 2)) < 1e-12)
        // Both say "0" three times of four and agree on two of four; by chance (9 + 1) / 16.
        let byHand = (0.5 - 0.625) / (1 - 0.625)
        #expect(abs(cohensKappa([0, 0, 0, 1], [0, 0, 1, 0], classCount: 2) - byHand) < 1e-12)
    }

    @Test("groups widen the interval when their images go together")
    func groupsWiden() {
        let first = (0..<80).map { $0 % 8 < 4 }
        let second = first.enumerated().map { ($0.offset / 8) % 2 == 0 ? $0.element : !$0.element }
        let alone = PairedComparison(first: first, second: second)
        // Each group is wholly won or wholly lost.
        let groups = (0..<80).map { $0 / 8 * 2 + ($0 % 8 < 4 ? 0 : 1) }
        let grouped = PairedComparison(first: first, second: second, groups: groups)
        #expect(alone.difference.value == grouped.difference.value)
        #expect(grouped.difference.upper - grouped.difference.lower > alone.difference.upper - alone.difference.lower)
    }

    @Test("the images needed are Connor's formula, and none for no difference")
    func neededImages() throws {
        // ψ = 0.15, δ = 0.05: (1.95996·√0.15 + 0.84162·√(0.15 − 0.0025))² / 0.0025
        let byHand = pow(1.959964 * 0.15.squareRoot() + 0.841621 * 0.1475.squareRoot(), 2) / 0.0025
        #expect(try #require(PairedComparison.neededImages(won: 0.1, lost: 0.05)) == Int(byHand.rounded(.up)))
        #expect(PairedComparison.neededImages(won: 0.1, lost: 0.1) == nil)
    }

    @Test("simulated experiments of the needed size are decided four times of five")
    func power() throws {
        let needed = try #require(PairedComparison.neededImages(won: 0.2, lost: 0.08))
        var generator = SeededGenerator(seed: 7)
        let trials = 400
        let decided = (0..<trials).count { _ in
            var (won, lost) = (0, 0)
            for _ in 0..<needed {
                let unit = generator.nextUnit()
                if unit < 0.2 { won += 1 } else if unit < 0.28 { lost += 1 }
            }
            let first = (0..<max(1, won + lost)).map { $0 < won }
            return won + lost > 0
                && PairedComparison(first: first, second: first.map(!), resamples: 1).verdict == .better
        }
        #expect((0.7...0.9).contains(Double(decided) / Double(trials)))
    }
}

@Suite("Bootstrap")
struct EstimateTests {
    @Test("the interval of a mean is close to that of the normal law")
    func normal() {
        var generator = SeededGenerator(seed: 5)
        let values = (0..<400).map { _ in generator.nextUnit() }
        let estimate = Estimate.bootstrapped(count: values.count, resamples: 4_000, seed: 1) { drawn in
            drawn.reduce(0) { $0 + values[$1] } / Double(drawn.count)
        }
        let mean = values.reduce(0, +) / 400
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400).squareRoot() / 20
        #expect(abs(estimate.value - mean) < 1e-12)
        #expect(abs(estimate.lower - (mean - 1.96 * deviation)) < 0.1 * deviation)
        #expect(abs(estimate.upper - (mean + 1.96 * deviation)) < 0.1 * deviation)
    }
}
