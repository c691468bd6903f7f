package import Evaluation
package import ProjectModel

/// What a manager decides on: audit images only, plain CLIP beside the head in use.
package struct RollOutReport: Sendable, Equatable {
    package let head: Head
    package let mode: FeatureMode
    package let round: EstimatorID
    package let labelsTrainedOn: Int
    package let audit: AuditCounts
    package let zeroShot: HeadFigures
    package let active: HeadFigures
    /// The head in use against plain CLIP over the same images.
    package var comparison: PairedComparison
    /// Audit answers at which the verdict is read: the whole reserve without what leaks, fixed when the project was set up, unless
    /// named otherwise.
    package var decidesAt: Int
    /// Audit answers that would show a difference of the size seen; nil where none was seen.
    package var needed: Int?
    /// What ICD alone did, which λ holds to plain CLIP.
    package let overCorrection: OverCorrection
    /// Images that plain CLIP was sure and right about and the head turned, surest first.
    package var overCorrected: [ImageItem] = []
    /// Of the head in use: all images first, then each camera or line by name where images have a source.
    package var inspections: [InspectionFigures] = []
    /// Of plain CLIP, alike.
    package var zeroShotInspections: [InspectionFigures] = []
    /// The curve of sending risky parts to a person; nil without costs, priors or a price of a look, or with a class of the line
    /// unseen.
    package var referral: [CostModel.Referral]?
    /// The expected cost of the minimum-risk decisions of the head, of 1000 parts.
    package var leastRiskCost: Estimate?
    /// Classes of the line without an audit image: while there are some no cost can be given.
    package var uncounted: [LabelClass] = []
    package var hasCosts = false
    /// Whether some classes have a verdict of each kind.
    package var hasVerdicts = false

    package struct HeadFigures: Sendable, Equatable {
        package let accuracy: WilsonInterval
        package let rates: VerdictRates
        /// Of 1000 parts of the line; nil without costs and priors, or with a class unseen.
        package let cost: Estimate?

        package init(accuracy: WilsonInterval, rates: VerdictRates, cost: Estimate? = nil) {
            self.accuracy = accuracy
            self.rates = rates
            self.cost = cost
        }
    }

    package enum Verdict: Sendable, Equatable {
        /// Fewer answers than were fixed beforehand: no verdict is read early.
        case notYet(answered: Int, of: Int)
        case decided(PairedComparison.Verdict)
    }

    package init(
        head: Head, mode: FeatureMode, round: EstimatorID, labelsTrainedOn: Int, audit: AuditCounts,
        zeroShot: HeadFigures, active: HeadFigures, comparison: PairedComparison, decidesAt: Int, needed: Int?,
        overCorrection: OverCorrection
    ) {
        self.head = head
        self.mode = mode
        self.round = round
        self.labelsTrainedOn = labelsTrainedOn
        self.audit = audit
        self.zeroShot = zeroShot
        self.active = active
        self.comparison = comparison
        self.decidesAt = decidesAt
        self.needed = needed
        self.overCorrection = overCorrection
    }
}

extension RollOutReport {
    /// Read once, at a number of answers fixed beforehand.
    package var verdict: Verdict {
        audit.answered < decidesAt ? .notYet(answered: audit.answered, of: decidesAt) : .decided(comparison.verdict)
    }

    /// Each camera or line by name, of the head in use; empty where images have no source.
    package var sources: [InspectionFigures] { inspections.filter { $0.source != nil } }
}
