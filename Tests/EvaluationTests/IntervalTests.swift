import Evaluation
import Testing

@Suite("Wilson intervals")
struct IntervalTests {
    @Test(
        "published values",
        arguments: [
            // Wilson score intervals of 95 %, to four digits, as R's prop.test(correct = FALSE) and Newcombe (1998) print.
            (8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718),
        ])
    func published(successes: Int, count: Int, lower: Double, upper: Double) {
        let interval = WilsonInterval(successes: successes, of: count)
        #expect(abs(interval.lower - lower) < 6e-5)
        #expect(abs(interval.upper - upper) < 6e-5)
        #expect(interval.share == Double(successes) / Double(count))
    }

    @Test("the ends are the shares from which what was seen lies a quantile away")
    func roots() {
        for count in [1, 2, 7, 50, 1_000] {
            for successes in Set([0, 1, count / 3, count / 2, count]) {
                let interval = WilsonInterval(successes: successes, of: count)
                let share = interval.share
                #expect(
                    0 <= interval.lower && interval.lower <= share && share <= interval.upper && interval.upper <= 1)
                for end in [interval.lower, interval.upper] where end > 0 && end < 1 {
                    let distance = WilsonInterval.quantile95 * (end * (1 - end) / Double(count)).squareRoot()
                    #expect(abs(abs(share - end) - distance) < 1e-9, "\(successes) of \(count)")
                }
            }
        }
    }

    @Test("what could not be told widens both ends to the worst case")
    func unknown() {
        let known = WilsonInterval(successes: 60, of: 100)
        let unknown = WilsonInterval(successes: 60, unknown: 10, of: 100)
        #expect(unknown.lower == known.lower)
        #expect(unknown.upper == WilsonInterval(successes: 70, of: 100).upper)
        #expect(unknown.share == 0.6)
    }
}
