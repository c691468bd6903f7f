package import Evaluation
package import Figures
internal import Heads
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
package import Workbench

/// How right every head is on labelled images that it did not see, how well calibrated it is, and which labels it doubts.
package struct HeldOutEvaluation: Sendable {
    package let figures: OutOfFold
    package let rows: [TruthEvaluation.HeadAccuracy]
    /// The pairs of classes that plain CLIP confuses most on these images.
    package let confusablePairs: [ConfusablePairs.Pair]
    /// As the project lies.
    package let inUse: HeadChoice
    /// By the head in use, the most suspicious first, with the image of each.
    package let suspicious: [(label: SuspiciousLabel, image: ImageItem)]
    /// Of the head in use: all images first, then each camera or line.
    package let inspections: [InspectionFigures]
}

extension Workbench {
    /// Every head on the labelled images by K-fold training; suspicious labels are for review and nothing is changed.
    package func heldOutEvaluation(
        _ pool: Pool, mode: FeatureMode, inUse: HeadChoice, progress: (Double) -> Void
    ) throws -> HeldOutEvaluation {
        let figures = try currentOutOfFold(pool, try labelledRows(pool), mode: mode, progress: progress)
        let zeroShot = pool.zeroShot.gatheringRows(figures.rows)
        let groups = pool.groups(of: figures.rows)
        let pairs = ConfusablePairs(truth: figures.truth, plain: zeroShot.argmax())
        var rows: [TruthEvaluation.HeadAccuracy] = []
        for head in Head.simplestFirst {
            guard let calibration = figures.calibration(of: head), let probabilities = figures.probabilities(of: head)
            else { continue }
            rows.append(
                TruthEvaluation.HeadAccuracy(
                    head, calibration, probabilities, zeroShot: zeroShot, truth: figures.truth, pairs: pairs,
                    groups: groups, isActive: head == inUse.head, smallestClass: figures.smallestClass, seed: file.seed)
            )
        }
        let answers = figures.probabilities(of: inUse.head)
        let doubted = answers.map { SuspiciousLabel.found($0, labels: figures.truth) } ?? []
        return HeldOutEvaluation(
            figures: figures, rows: rows, confusablePairs: pairs.pairs, inUse: inUse,
            suspicious: doubted.map { ($0, pool.images[figures.rows[$0.image]]) },
            inspections: answers.map {
                inspectionFigures(pool, rows: figures.rows, truth: figures.truth, predicted: $0.argmax())
            } ?? [])
    }
}
