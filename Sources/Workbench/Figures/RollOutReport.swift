package import Evaluation
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore

/// What a manager decides on: audit images only, plain CLIP beside the head in use.
package struct RollOutReport: Sendable {
    package let head: Head
    package let mode: FeatureMode
    package let round: EstimatorID
    package let labelsTrainedOn: Int
    package let answered: Int
    package let reserveCount: Int
    /// Images of the reserve that are left out because an image of their group, or a twin, teaches; and how many of them are answered.
    package let leaking: Int
    package let leakingAnswered: Int
    package let unknown: Int
    package let noneOfThese: Int
    package let zeroShot: HeadFigures
    package let active: HeadFigures
    /// The head in use against plain CLIP over the same images.
    package let comparison: PairedComparison
    /// Audit answers at which the verdict is read: the whole reserve without what leaks, fixed when the project was set up, unless named otherwise.
    package let decidesAt: Int
    /// Audit answers that would show a difference of the size seen; nil where none was seen.
    package let needed: Int?
    package let verdict: Verdict
    /// Images that plain CLIP was sure and right about and the head turned, surest first.
    package let overCorrected: [ImageItem]
    /// The same of ICD alone, which λ holds to plain CLIP.
    package let overCorrection: OverCorrection
    /// Of the head in use: all images first, then each camera or line by name where images have a source.
    package let inspections: [InspectionFigures]
    /// Of plain CLIP, alike.
    package let zeroShotInspections: [InspectionFigures]
    /// The curve of sending risky parts to a person; nil without costs, priors or a price of a look, or with a class of the line unseen.
    package let referral: [CostModel.Referral]?
    /// The expected cost of the minimum-risk decisions of the head, of 1000 parts.
    package let leastRiskCost: Estimate?
    /// Classes of the line without an audit image: while there are some no cost can be given.
    package let uncounted: [LabelClass]
    package let hasCosts: Bool
    /// Whether some classes have a verdict of each kind.
    package let hasVerdicts: Bool

    package struct HeadFigures: Sendable, Equatable {
        package let accuracy: WilsonInterval
        package let rates: VerdictRates
        /// Of 1000 parts of the line; nil without costs and priors, or with a class unseen.
        package let cost: Estimate?
    }

    package enum Verdict: Sendable, Equatable {
        /// Fewer answers than were fixed beforehand: no verdict is read early.
        case notYet(answered: Int, of: Int)
        case decided(PairedComparison.Verdict)
    }
}

extension Workbench {
    /// - Parameters:
    ///   - decidesAt: the number of audit answers fixed beforehand; the whole reserve where nil.
    ///   - personCost: of one look by a person, in the currency of the costs.
    package func rollOutReport(
        _ pool: Pool, scores: Scores, decidesAt: Int? = nil, personCost: Double? = nil
    ) throws -> RollOutReport {
        let audit = try auditFigures(pool)
        guard audit.answered > 0, !audit.rows.isEmpty else {
            throw WorkbenchError.noAuditAnswers(reserve: audit.reserveCount)
        }
        let head = scores.choice.head
        let truth = audit.truth
        let zeroShot = pool.zeroShot.gatheringRows(audit.rows)
        let probabilities = scores.activeProbabilities(rows: audit.rows)
        let (clip, own) = (zeroShot.argmax(), probabilities.argmax())
        let verdicts = classes.map(\.verdict)
        let model = file.priors.map { priors in
            file.costs.map { CostModel(costs: $0, priors: priors) } ?? .zeroOne(priors: priors)
        }
        func figures(_ answers: [Int]) -> RollOutReport.HeadFigures {
            RollOutReport.HeadFigures(
                accuracy: WilsonInterval(
                    successes: zip(truth, answers).count { $0 == $1 }, unknown: audit.unknown, of: audit.answered),
                rates: VerdictRates(truth: truth, predicted: answers, verdicts: verdicts),
                cost: model?.expectedCostEstimate(truth: truth, decisions: answers))
        }
        let names = audit.rows.map { pool.images[$0].group }
        let comparison = PairedComparison(
            first: zip(truth, own).map { $0 == $1 }, second: zip(truth, clip).map { $0 == $1 },
            groups: names.contains { $0 != nil } ? Self.numbered(names) : nil, seed: file.seed)
        let count = Double(comparison.count)
        let decidesAt = decidesAt ?? audit.auditable
        let choices = model.map { $0.leastRisk($0.adjusted(probabilities)) }
        let turned = overCorrected(zeroShot: zeroShot.softmax(), corrected: probabilities, truth: truth)
        return RollOutReport(
            head: head, mode: scores.round.mode, round: scores.round.id, labelsTrainedOn: scores.round.labels,
            answered: audit.answered, reserveCount: audit.reserveCount, leaking: audit.leaking,
            leakingAnswered: audit.leakingAnswered, unknown: audit.unknown,
            noneOfThese: audit.noneOfThese, zeroShot: figures(clip), active: figures(own), comparison: comparison,
            decidesAt: decidesAt,
            needed: PairedComparison.neededImages(
                won: Double(comparison.won) / count, lost: Double(comparison.lost) / count),
            verdict: audit.answered < decidesAt
                ? .notYet(answered: audit.answered, of: decidesAt) : .decided(comparison.verdict),
            overCorrected: turned.map { pool.images[audit.rows[$0]] },
            overCorrection: overCorrection(
                pool, audit, icd: scores.icd.gatheringRows(audit.rows), round: scores.round.id, scores.lossWeights),
            inspections: inspectionFigures(pool, rows: audit.rows, truth: truth, predicted: own),
            zeroShotInspections: inspectionFigures(pool, rows: audit.rows, truth: truth, predicted: clip),
            referral: personCost.flatMap { price in
                choices.flatMap { model?.referralCurve(truth: truth, choices: $0, personCost: price) }
            },
            leastRiskCost: choices.flatMap { choices in
                model?.expectedCostEstimate(truth: truth, decisions: choices.map(\.decision))
            },
            uncounted: (model?.uncounted(truth: truth) ?? []).map { classes[$0] }, hasCosts: file.costs != nil,
            hasVerdicts: verdicts.contains(.accept) && verdicts.contains(.reject))
    }

    /// Equal names, equal numbers; an image without a name stands for itself.
    static func numbered(_ names: [String?]) -> [Int] {
        var numbers: [String: Int] = [:]
        return names.enumerated().map { place, name in
            guard let name else { return place }
            if let number = numbers[name] { return number }
            numbers[name] = place
            return place
        }
    }
}
