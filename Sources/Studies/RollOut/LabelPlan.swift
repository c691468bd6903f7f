internal import ActiveLearning
package import Evaluation
internal import Heads
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore
package import Workbench

/// How many more labels a target accuracy will take, judged from the labels that are there.
package struct LabelPlan: Sendable {
    /// Where errors were counted.
    package enum Basis: Sendable, Equatable {
        /// On answers of the audit reserve.
        case audit(images: Int)
        /// On labelled images that the fit did not see: picked because they were confusing, so that errors look too many.
        case labelled(images: Int)
    }

    package struct Point: Sendable, Equatable {
        package let labels: Int
        /// Share of images called wrongly, over all subsets of this size.
        package let error: Double
    }

    /// Below this many audit answers labelled images say more.
    package static let auditAnswersNeeded = StoppingAdvice.auditAnswersNeeded

    package let basis: Basis
    package let labels: Int
    /// The head that was fitted to subsets of the labels.
    package let head: Head
    package let points: [Point]
    package let law: PowerLaw?
    package let targets: [Target]

    package struct Target: Sendable, Equatable {
        package let accuracy: Double
        package let outlook: Outlook
    }

    /// What the labels say about a target.
    package enum Outlook: Sendable, Equatable {
        /// Labels in all, with the 2.5th and 97.5th percentile over resamples of the images counted.
        case foreseen(labels: Int, lower: Int, upper: Int)
        /// The law does not fall so far, or it does not in one resample of 40 or more: the interval has no upper end.
        case unbounded
        /// More labels than there are images left to label.
        case beyondPool

        /// More labels than anybody gives: as good as never.
        private static let beyondPlanning = 1e6

        /// - Parameters:
        ///   - estimate: labels in all by the law; nil where it does not fall.
        ///   - resampled: the same of each resample, infinity where the law does not fall; one at least.
        ///   - labelled: labels given already.
        ///   - unlabelled: images of the pool that have none.
        package init(estimate: Double?, resampled: [Double], labelled: Int, unlabelled: Int) {
            precondition(!resampled.isEmpty, "an interval needs resamples")
            let sorted = resampled.sorted()
            func percentile(_ share: Double) -> Double {
                sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
            }
            func whole(_ labels: Double) -> Int? { labels < Self.beyondPlanning ? Int(labels.rounded(.up)) : nil }
            guard let labels = estimate.flatMap(whole), let lower = whole(percentile(0.025)),
                let upper = whole(percentile(0.975))
            else {
                self = .unbounded
                return
            }
            self = labels - labelled > unlabelled ? .beyondPool : .foreseen(labels: labels, lower: lower, upper: upper)
        }
    }

    /// Images of the pool, the reserve apart, that have no label.
    package let unlabelled: Int

    /// How many labels to give before asking again where a target is not foreseeable: as many as there are, which shows the law on
    /// twice the range, and no more than are left.
    package var labelsToAskAgain: Int { min(labels, unlabelled) }
}

extension Workbench {
    /// Shares of the labels that subsets take.
    private static let subsetShares = [0.2, 0.35, 0.5, 0.65, 0.8]
    private static let subsetsOfSize = 12
    private static let smallestPlan = 10
    private static let resamples = 400

    /// Fits the kernel ridge to subsets of the labels, counts errors, and carries a power law on. Bootstrap over the images counted.
    package func labelPlan(_ pool: Pool, targets: [Double], seed: UInt64) throws -> LabelPlan {
        let labelled = try labelledRows(pool)
        guard labelled.count >= Self.smallestPlan else {
            throw StudyError.tooFewLabelsToPlan(found: labelled.count, needed: Self.smallestPlan)
        }
        let audit = try auditAnswers(pool)
        let usesAudit = audit.truth.count >= LabelPlan.auditAnswersNeeded
        let counted = usesAudit ? audit.rows : labelled.rows
        let truth = usesAudit ? audit.truth : labelled.labels
        var generator = SeededGenerator(seed: seed)
        // One entry per fit: its labels, and which of the counted images it called wrongly; nil where the image trained it.
        var fits: [(labels: Int, wrong: [Bool?])] = []
        for share in Self.subsetShares {
            let size = max(2, Int((share * Double(labelled.count)).rounded()))
            for _ in 0..<Self.subsetsOfSize {
                let places = Array(generator.shuffled(0..<labelled.count).prefix(size))
                fits.append((size, wrong(pool, labelled, places, counted, truth, usesAudit)))
            }
        }
        if usesAudit {
            fits.append((labelled.count, wrong(pool, labelled, Array(0..<labelled.count), counted, truth, true)))
        }
        func points(_ images: [Int]) -> [LabelPlan.Point] {
            Dictionary(grouping: fits, by: \.labels).sorted { $0.key < $1.key }.compactMap { labels, own in
                let outcomes = own.flatMap { fit in images.compactMap { fit.wrong[$0] } }
                guard !outcomes.isEmpty else { return nil }
                return LabelPlan.Point(labels: labels, error: Double(outcomes.count { $0 }) / Double(outcomes.count))
            }
        }
        func law(_ points: [LabelPlan.Point]) -> PowerLaw? {
            PowerLaw(labels: points.map { Double($0.labels) }, errors: points.map(\.error))
        }
        let all = points(Array(counted.indices))
        let laws = (0..<Self.resamples).map { _ in
            law(points(counted.indices.map { _ in generator.nextIndex(below: counted.count) }))
        }
        let fitted = law(all)
        let unlabelled = pool.poolRows.count - labelled.count
        return LabelPlan(
            basis: usesAudit ? .audit(images: counted.count) : .labelled(images: counted.count), labels: labelled.count,
            head: .kernelRidge, points: all, law: fitted,
            targets: targets.map { accuracy in
                LabelPlan.Target(
                    accuracy: accuracy,
                    outlook: LabelPlan.Outlook(
                        estimate: fitted?.labels(for: 1 - accuracy),
                        resampled: laws.map { $0?.labels(for: 1 - accuracy) ?? .infinity }, labelled: labelled.count,
                        unlabelled: unlabelled))
            }, unlabelled: unlabelled)
    }

    private func wrong(
        _ pool: Pool, _ labelled: LabelledRows, _ places: [Int], _ counted: [Int], _ truth: [Int], _ usesAudit: Bool
    ) -> [Bool?] {
        let heads = pool.heads(
            of: places.map { labelled.rows[$0] }, places.map { labelled.labels[$0] }, leavesOut: false)
        let answers = pool.answers(of: heads, rows: counted).logits(of: .kernelRidge).argmax()
        let seen = usesAudit ? [] : Set(places)
        return counted.indices.map { seen.contains($0) ? nil : answers[$0] != truth[$0] }
    }
}
