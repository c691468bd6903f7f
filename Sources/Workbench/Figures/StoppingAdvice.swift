internal import ActiveLearning
internal import Deconfusion
package import Evaluation
internal import Foundation
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore

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
        /// Images on which the last round answers otherwise than the round before, of `images`.
        package let changed: Int
        package let images: Int
        /// Labels of the last two rounds.
        package let labels: (before: Int, now: Int)

        package init(kappas: [Double], changed: Int, images: Int, labels: (before: Int, now: Int)) {
            self.kappas = kappas
            self.changed = changed
            self.images = images
            self.labels = labels
        }

        package static func == (left: Stability, right: Stability) -> Bool {
            left.kappas == right.kappas && left.changed == right.changed && left.images == right.images
                && left.labels == right.labels
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
        /// `few`: by ten labels more; `double`: by as many labels again. Shares, so that 0.01 is a point.
        case foreseen(few: Estimate, double: Estimate, labels: Int, images: Int)
        case tooFewAuditAnswers(found: Int, needed: Int)
        case tooFewLabels(found: Int, needed: Int)
    }

    package enum Verdict: Sendable, Equatable {
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
            if double.upper >= StoppingAdvice.worthwhile {
                self = stability?.isStable == true ? .mayStillGain : .unsettled
            } else {
                self = stability?.isStable == true ? .stop : .unsettled
            }
        }
    }

    /// A gain by as many labels again that is worth going on for: two points. Less is not shown by an audit of 300 images: where
    /// no answer changes the interval still reaches 3.4 / n, two points at 170.
    package static let worthwhile = 0.02
    /// The small step that is foreseen.
    package static let few = 10
    package static let auditAnswersNeeded = LabelPlan.auditAnswersNeeded
    package static let labelsNeeded = 20

    package init(stability: Stability?, outlook: Outlook) {
        self.stability = stability
        self.outlook = outlook
        verdict = Verdict(stability, outlook)
    }
}

extension StoppingAdvice.Outlook {
    /// Draws of the halves and of the leave-ten-outs.
    static let draws = 24

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
    init(full: [Bool], halves: [[Bool]], allButTen: [[Bool]], labels: Int) {
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

extension Workbench {
    /// Images on which rounds are compared, evenly spread over those that nobody labelled.
    private static let comparedImages = 1_000
    private static let comparedRounds = StoppingAdvice.Stability.stablePairs + 1

    /// - Parameter seed: of the draws.
    package func stoppingAdvice(_ pool: Pool, seed: UInt64) throws -> StoppingAdvice {
        let labelled = try labelledRows(pool)
        return StoppingAdvice(
            stability: try stability(pool, labelled), outlook: try outlook(pool, labelled, seed: seed))
    }

    private func stability(_ pool: Pool, _ labelled: LabelledRows) throws -> StoppingAdvice.Stability? {
        let known = Set(labelled.rows)
        let free = pool.poolRows.filter { !known.contains($0) }
        guard !free.isEmpty else { return nil }
        let count = min(Self.comparedImages, free.count)
        let rows = (0..<count).map { free[$0 * free.count / count] }
        var answers: [(labels: Int, classes: [Int])] = []
        for round in try store.estimators().filter({ $0.featureKey == pool.encoderKey }).suffix(Self.comparedRounds)
        where FileManager.default.fileExists(atPath: folder.estimatorFile(round.id)) {
            let outputs = try estimator(of: round, for: pool).outputs(for: try pool.batch(rows, round.mode))
            answers.append((round.labels, outputs.icd.argmax()))
        }
        guard answers.count >= 2, let last = answers.last else { return nil }
        let before = answers[answers.count - 2]
        return StoppingAdvice.Stability(
            kappas: zip(answers, answers.dropFirst()).map {
                agreement($0.classes, $1.classes, classCount: classes.count)
            },
            changed: zip(before.classes, last.classes).count { $0 != $1 }, images: count,
            labels: (before.labels, last.labels))
    }

    private func outlook(_ pool: Pool, _ labelled: LabelledRows, seed: UInt64) throws -> StoppingAdvice.Outlook {
        guard labelled.count >= StoppingAdvice.labelsNeeded else {
            return .tooFewLabels(found: labelled.count, needed: StoppingAdvice.labelsNeeded)
        }
        let audit = try auditFigures(pool)
        guard audit.rows.count >= StoppingAdvice.auditAnswersNeeded else {
            return .tooFewAuditAnswers(found: audit.rows.count, needed: StoppingAdvice.auditAnswersNeeded)
        }
        func right(_ places: some Sequence<Int>) -> [Bool] {
            let fits = ClosedFormFits(
                pool, rows: places.map { labelled.rows[$0] }, labels: places.map { labelled.labels[$0] })
            return zip(fits.logits(of: .kernelRidge, pool, rows: audit.rows).argmax(), audit.truth).map { $0 == $1 }
        }
        var generator = SeededGenerator(seed: seed)
        func draws(_ size: Int) -> [[Bool]] {
            (0..<StoppingAdvice.Outlook.draws).map { _ in
                right(generator.shuffled(0..<labelled.count).prefix(size))
            }
        }
        return StoppingAdvice.Outlook(
            full: right(0..<labelled.count), halves: draws(labelled.count / 2),
            allButTen: draws(labelled.count - StoppingAdvice.few), labels: labelled.count)
    }
}
