internal import Evaluation
package import Figures
internal import Interchange
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore
package import Workbench

extension Workbench {
    /// Needs a training: before it there is nothing to roll out.
    ///
    /// - Parameters:
    ///   - decidesAt: the number of audit answers fixed beforehand; the whole reserve where nil.
    ///   - personCost: of one look by a person, in the currency of the costs.
    package func rollOutReport(
        _ pool: Pool, scores: Scores, decidesAt: Int? = nil, personCost: Double? = nil
    ) throws -> RollOutReport {
        let audit = try auditAnswers(pool)
        guard audit.answered > 0, !audit.rows.isEmpty else {
            throw StudyError.noAuditAnswers(reserve: audit.counts.reserveCount)
        }
        guard let trained = scores.trained else { throw try notTrained() }
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
                    successes: zip(truth, answers).count { $0 == $1 }, unknown: audit.counts.unknown, of: audit.answered
                ),
                rates: VerdictRates(truth: truth, predicted: answers, verdicts: verdicts),
                cost: model?.expectedCostEstimate(truth: truth, decisions: answers))
        }
        let comparison = PairedComparison(
            first: zip(truth, own).map { $0 == $1 }, second: zip(truth, clip).map { $0 == $1 },
            groups: pool.groups(of: audit.rows), seed: file.seed)
        let count = Double(comparison.count)
        let choices = model.map { $0.leastRisk($0.adjusted(probabilities)) }
        let turned = overCorrected(zeroShot: zeroShot.softmax(), corrected: probabilities, truth: truth)
        var report = RollOutReport(
            head: head, mode: trained.round.mode, round: trained.round.id, labelsTrainedOn: trained.round.labels,
            audit: audit.counts, zeroShot: figures(clip), active: figures(own), comparison: comparison,
            decidesAt: decidesAt ?? audit.counts.auditable,
            needed: PairedComparison.neededImages(
                won: Double(comparison.won) / count, lost: Double(comparison.lost) / count),
            overCorrection: overCorrection(
                pool, audit, icd: trained.icd.gatheringRows(audit.rows), round: trained.round.id, trained.lossWeights))
        report.overCorrected = turned.map { pool.images[audit.rows[$0]] }
        report.inspections = inspectionFigures(pool, rows: audit.rows, truth: truth, predicted: own)
        report.zeroShotInspections = inspectionFigures(pool, rows: audit.rows, truth: truth, predicted: clip)
        report.referral = personCost.flatMap { price in
            choices.flatMap { model?.referralCurve(truth: truth, choices: $0, personCost: price) }
        }
        report.leastRiskCost = choices.flatMap { choices in
            model?.expectedCostEstimate(truth: truth, decisions: choices.map(\.decision))
        }
        report.uncounted = (model?.uncounted(truth: truth) ?? []).map { classes[$0] }
        report.hasCosts = file.costs != nil
        report.hasVerdicts = verdicts.contains(.accept) && verdicts.contains(.reject)
        return report
    }
}
