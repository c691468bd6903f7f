internal import Glibc

/// Whether more labels are worth the inspector's time: how stable predictions became, and what more labels would likely bring.
package struct StoppingAdvice: Sendable, Equatable {
    /// Nil with fewer than two rounds whose weights are kept.
    package let stability: Stability?
    package let outlook: Outlook
    package let verdict: Verdict

    /// How alike consecutive rounds answer the same images that nobody labelled.
    ///
    /// Bloodgood, Vijay-Shanker, "A method for stopping active learning based on stabilizing predictions and the need for
    /// user-adjustable stopping", CoNLL 2009: agreement by Cohen's κ on a set that needs no labels.
    package struct Stability: Sendable, Equatable {
        /// κ of each pair of consecutive rounds, oldest first, at most 1.
        package let kappas: [Double]
        /// Of `images`, those on which the last round answers differently from the round before.
        package let changed: Int
        package let images: Int
        /// Labels of the last two rounds.
        package let labelsBefore: Int
        package let labelsNow: Int

        package init(kappas: [Double], changed: Int, images: Int, labelsBefore: Int, labelsNow: Int) {
            self.kappas = kappas
            self.changed = changed
            self.images = images
            self.labelsBefore = labelsBefore
            self.labelsNow = labelsNow
        }

        /// From here on a pair of rounds counts as alike, as in the paper.
        package static let stableKappa = 0.99
        /// So many pairs in a row.
        package static let stablePairs = 3

        package var isStable: Bool {
            kappas.count >= Self.stablePairs && kappas.suffix(Self.stablePairs).allSatisfy { $0 >= Self.stableKappa }
        }
    }

    /// What more labels would bring in accuracy, with 95 % intervals, counted on audit answers with the kernel ridge.
    package enum Outlook: Sendable, Equatable {
        /// `few`: with ten more labels; `double`: with as many again. Shares, so that 0.01 is a point.
        case foreseen(few: Estimate, double: Estimate, labels: Int, images: Int)
        case tooFewAuditAnswers(found: Int, needed: Int)
        case tooFewLabels(found: Int, needed: Int)
    }

    package enum Verdict: Sendable, Hashable, CaseIterable {
        /// Answers still change from round to round, or too few rounds are known to tell.
        case unsettled
        /// Answers are settled, but as many labels again may bring two points.
        case mayStillGain
        /// Answers are settled, and as many labels again bring less than two points.
        case stop
        /// What more labels bring cannot be told.
        case unknown

        init(_ stability: Stability?, _ outlook: Outlook) {
            guard case .foreseen(_, let double, _, _) = outlook else {
                self = .unknown
                return
            }
            guard stability?.isStable == true else {
                self = .unsettled
                return
            }
            self = double.upper >= StoppingAdvice.worthwhile ? .mayStillGain : .stop
        }
    }

    /// A gain by as many labels again that is worth going on for: two points. Less is not shown by an audit of 300 images: where
    /// no answer changes the interval still reaches 3.4 / n, two points at 170.
    package static let worthwhile = 0.02
    /// The small step that is foreseen.
    package static let few = 10
    /// Below this many audit answers nothing is foreseen.
    package static let auditAnswersNeeded = 30
    package static let labelsNeeded = 20

    package init(stability: Stability?, outlook: Outlook) {
        self.init(stability: stability, outlook: outlook, verdict: Verdict(stability, outlook))
    }

    package init(stability: Stability?, outlook: Outlook, verdict: Verdict) {
        self.stability = stability
        self.outlook = outlook
        self.verdict = verdict
    }
}

extension StoppingAdvice.Outlook {
    /// Draws of the halves and of the leave-ten-outs.
    package static let draws = 24

    /// From what the head gets right with all labels, with random halves of them, and with all but ten.
    ///
    /// An accuracy that gains by h from n/2 to n labels gains by h again to 2n where it grows with ln n, and by less where it
    /// levels off: so h is foreseen for as many labels again and h·log₂(1 + 10/n) for ten. The variance is that of the mean over
    /// the audit images, plus, for ten labels, that of which ten they are.
    ///
    /// By simulation on two sets the intervals cover what really happened in 98 to 100 % of cases: see the decision Evidence.
    ///
    /// - Parameters:
    ///   - full: whether each audit image is right with all labels.
    ///   - halves, allButTen: the same of each draw.
    package init(full: [Bool], halves: [[Bool]], allButTen: [[Bool]], labels: Int) {
        let count = Double(full.count)
        func gains(_ draws: [[Bool]]) -> [Double] {
            full.indices.map { image in
                Double(draws.reduce(0) { $0 + (full[image] ? 1 : 0) - ($1[image] ? 1 : 0) }) / Double(draws.count)
            }
        }
        func variance(_ values: [Double]) -> (mean: Double, variance: Double) {
            let mean = values.reduce(0, +) / Double(values.count)
            return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count - 1)))
        }
        let half = variance(gains(halves))
        // Where no answer changed, as many as three images of n could have all the same (the rule of three).
        let least = StoppingAdvice.Outlook.unseenChanges / count
        let ofMean = max(half.variance, least) / count
        let ofDraw = variance(
            allButTen.map { draw in
                zip(full, draw).reduce(0.0) { $0 + ($1.0 ? 1 : 0) - ($1.1 ? 1 : 0) } / count
            }
        ).variance
        func estimate(_ value: Double, _ variance: Double) -> Estimate {
            let spread = WilsonInterval.quantile95 * variance.squareRoot()
            return Estimate(value: value, lower: value - spread, upper: value + spread)
        }
        let share = log2(1 + Double(StoppingAdvice.few) / Double(labels))
        self = .foreseen(
            few: estimate(half.mean * share, ofMean * share * share + ofDraw), double: estimate(half.mean, ofMean),
            labels: labels, images: full.count)
    }

    /// Without it the interval for as many labels again covered what happened in 84 and 88 % of cases only.
    private static let unseenChanges = 3.0
}
