package import Deconfusion
internal import EstimatorFiles
internal import Evaluation
internal import LinearAlgebra
package import ProjectModel
internal import ProjectStore

/// What deconfusion did to answers that plain CLIP was sure and right about, by audit answers, at the λ of one round.
///
/// λ of the similarity losses holds the estimator to plain CLIP; this is where too small a λ shows first.
package struct OverCorrection: Sendable, Equatable {
    package let round: EstimatorID
    package let lossWeights: LossWeights
    /// Audit images answered with a class.
    package let audited: Int
    /// Of them those on which plain CLIP was sure, from `overCorrectionConfidence` on, and right.
    package let sureAndRight: Int
    /// Of those the images that ICD turned to a wrong class, CLIP's surest first.
    package let turned: [Turned]
    /// Audit images that plain CLIP had wrong and ICD has right.
    package let putRight: Int

    package struct Turned: Sendable, Equatable {
        package let image: ImageItem
        package let truth: ClassID
        /// What ICD says instead.
        package let answer: ClassID
        /// CLIP's probability of the truth, in [0, 1].
        package let confidence: Float
    }
}

extension Workbench {
    /// - Parameter icd: ŝ_ICD of the audit images, (images, classes), in logits.
    func overCorrection(
        _ pool: Pool, _ audit: AuditFigures, icd: Matrix, round: EstimatorID, _ lossWeights: LossWeights
    ) -> OverCorrection {
        let zeroShot = pool.zeroShot.gatheringRows(audit.rows).softmax()
        let (before, after) = (zeroShot.argmax(), icd.argmax())
        let turned = overCorrected(zeroShot: zeroShot, corrected: icd, truth: audit.truth)
        return OverCorrection(
            round: round, lossWeights: lossWeights, audited: audit.rows.count,
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
        let audit = try auditFigures(pool)
        guard !audit.rows.isEmpty else { return [] }
        return try keptRounds(for: pool).suffix(count).reversed().map { round in
            let checkpoint = try checkpoint(of: round, for: pool)
            let outputs = checkpoint.estimator.outputs(for: try pool.batch(audit.rows, round.mode))
            return overCorrection(
                pool, audit, icd: outputs.icd, round: round.id, checkpoint.record.recipe.lossWeights)
        }
    }
}
