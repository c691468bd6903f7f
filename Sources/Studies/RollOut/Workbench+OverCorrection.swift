internal import Deconfusion
internal import EstimatorFiles
internal import Evaluation
package import Figures
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore
package import Workbench

extension Workbench {
    /// - Parameter icd: ŝ_ICD of the audit images, (images, classes), in logits.
    func overCorrection(
        _ pool: Pool, _ audit: AuditAnswers, icd: Matrix, round: EstimatorID, _ lossWeights: LossWeights
    ) -> OverCorrection {
        let zeroShot = pool.zeroShot.gatheringRows(audit.rows).softmax()
        let (before, after) = (zeroShot.argmax(), icd.argmax())
        let turned = overCorrected(zeroShot: zeroShot, corrected: icd, truth: audit.truth)
        return OverCorrection(
            round: round, lambdaMAF: lossWeights.similarityMAF, lambdaICD: lossWeights.similarityICD,
            audited: audit.rows.count,
            sureAndRight: audit.truth.enumerated().count { row, truth in
                before[row] == truth && zeroShot[row, truth] >= overCorrectionConfidence
            },
            turned: turned.map { place in
                OverCorrection.Turned(
                    image: pool.images[audit.rows[place]], truth: classes[audit.truth[place]].id,
                    answer: classes[after[place]].id, confidence: zeroShot[place, audit.truth[place]])
            },
            putRight: audit.truth.enumerated().count { row, truth in before[row] != truth && after[row] == truth })
    }

    /// Of the latest rounds whose weights are kept, the newest first; none before the first audit answer.
    package func overCorrections(_ pool: Pool, latest count: Int) throws -> [OverCorrection] {
        let audit = try auditAnswers(pool)
        guard !audit.rows.isEmpty else { return [] }
        return try keptRounds(for: pool).suffix(count).reversed().map { round in
            let checkpoint = try checkpoint(of: round, for: pool)
            let outputs = checkpoint.estimator.outputs(for: try pool.batch(audit.rows, round.mode))
            return overCorrection(
                pool, audit, icd: outputs.icd, round: round.id, checkpoint.record.recipe.lossWeights)
        }
    }
}
