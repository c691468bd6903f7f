internal import ActiveLearning
internal import ClosedFormHeads
package import Evaluation
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore

/// How many labels more a target accuracy will take, judged from the labels that are there.
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
    package static let auditAnswersNeeded = 30

    package let basis: Basis
    package let labels: Int
    /// The head that was fitted to subsets of the labels.
    package let head: Head
    package let points: [Point]
    package let law: PowerLaw?
    package let targets: [Target]

    package struct Target: Sendable, Equatable {
        package let accuracy: Double
        /// Labels in all, beyond those given where it is not reached; nil where the law does not fall so far.
        package let labels: Int?
        /// The 2.5th and 97.5th percentile over resamples of the images; nil above where the law often does not fall.
        package let lower: Int?
        package let upper: Int?
    }
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
            throw WorkbenchError.tooFewLabelsToPlan(found: labelled.count, needed: Self.smallestPlan)
        }
        let audit = try auditFigures(pool)
        let usesAudit = audit.truth.count >= LabelPlan.auditAnswersNeeded
        let counted = usesAudit ? audit.rows : labelled.rows
        let truth = usesAudit ? audit.truth : labelled.labels
        var generator = SeededGenerator(seed: seed)
        // One entry a fit: its labels, and which of the counted images it called wrongly; nil where the image trained it.
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
        return LabelPlan(
            basis: usesAudit ? .audit(images: counted.count) : .labelled(images: counted.count), labels: labelled.count,
            head: .kernelRidge, points: all, law: fitted,
            targets: targets.map { accuracy in
                // Where a law does not fall its answer is "never", which sorts last.
                let answers = laws.map { $0?.labels(for: 1 - accuracy) ?? .infinity }.sorted()
                func whole(_ labels: Double) -> Int? { labels < Self.beyondPlanning ? Int(labels.rounded(.up)) : nil }
                return LabelPlan.Target(
                    accuracy: accuracy, labels: fitted?.labels(for: 1 - accuracy).flatMap(whole),
                    lower: whole(answers[Int(0.025 * Double(answers.count))]),
                    upper: whole(answers[min(answers.count - 1, Int(0.975 * Double(answers.count)))]))
            })
    }

    /// More labels than anybody gives: as good as never.
    private static let beyondPlanning = 1e6

    private func wrong(
        _ pool: Pool, _ labelled: LabelledRows, _ places: [Int], _ counted: [Int], _ truth: [Int], _ usesAudit: Bool
    ) -> [Bool?] {
        let fits = ClosedFormFits(
            pool, rows: places.map { labelled.rows[$0] }, labels: places.map { labelled.labels[$0] })
        let answers = fits.logits(of: .kernelRidge, pool, rows: counted).argmax()
        let seen = usesAudit ? [] : Set(places)
        return counted.indices.map { seen.contains($0) ? nil : answers[$0] != truth[$0] }
    }
}
