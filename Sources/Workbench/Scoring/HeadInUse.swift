package import Evaluation
package import Figures
internal import Heads
internal import LinearAlgebra
package import ProjectStore

extension EstimatorRound {
    /// Labels of the class that has fewest, of those that the round was trained on.
    package var smallestClass: Int { classes.map(\.labels).min() ?? 0 }
}

extension Workbench {
    /// Which head is in use: the one place that decides, for every command and every screen.
    ///
    /// It is a function of the latest round and of the labels that it was trained on, so that labels given since do not change it:
    /// `HeadChoice` is the rule. From three labels per class it reads their out-of-fold figures; where those are missing and the labels
    /// are still the same they are made, once.
    ///
    /// - Parameter round: the latest; nil before the first training.
    /// - Parameter makesFigures: false where nobody can wait for five trainings; the choice then says that it is not measured.
    package func heads(
        of round: EstimatorRound?, _ pool: Pool, _ labelled: LabelledRows, makesFigures: Bool = true,
        progress: (Double) -> Void = { _ in }
    ) throws -> TemperedHeads {
        let figures: OutOfFold? =
            if let round {
                try self.figures(of: round, pool, labelled, makesFigures: makesFigures, progress: progress)
            } else { nil }
        let choice =
            round.map {
                HeadChoice(
                    smallestClass: $0.smallestClass, losses: figures?.losses, expectedImages: pool.expectedImages)
            } ?? pool.choice(before: labelled.count)
        return TemperedHeads(
            choice: choice, pool, rows: labelled.rows, labels: labelled.labels, figures: figures)
    }

    private func figures(
        of round: EstimatorRound, _ pool: Pool, _ labelled: LabelledRows, makesFigures: Bool,
        progress: (Double) -> Void
    ) throws -> OutOfFold? {
        guard round.smallestClass >= HeadChoice.labelsToChoose else { return nil }
        if let stored = storedOutOfFold(pool, labelsHash: round.labelsHash, mode: round.mode) { return stored }
        guard makesFigures, labelled.hash == round.labelsHash else { return nil }
        do {
            return try currentOutOfFold(pool, labelled, mode: round.mode, progress: progress)
        } catch WorkbenchError.tooFewLabelsForFolds {
            // All labels of each class lie in one group: nothing can be held out.
            return nil
        }
    }

    /// The head in use of the project as it lies on the disk.
    package func headInUse(_ pool: Pool, progress: (Double) -> Void = { _ in }) throws -> TemperedHeads {
        try heads(of: usableRound(), pool, labelledRows(pool), progress: progress)
    }

    /// The same from the index alone, for a first frame that waits for no features: what was measured stands beside the figures.
    /// Whether the pool holds images enough is not known there.
    package func recordedChoice(of round: EstimatorRound) -> HeadChoice {
        HeadChoice(smallestClass: round.smallestClass, losses: recordedLosses(of: round), expectedImages: nil)
    }

    /// What is named beside every figure, from the index alone: the weights are not opened.
    package func recordedFacts(of round: EstimatorRound) -> EstimatorFacts {
        EstimatorFacts(
            id: round.id, choice: recordedChoice(of: round), mode: round.mode, labelCount: round.labels,
            isCalibrated: false)
    }
}

extension Pool {
    /// Which head is in use before the first training, with so many labels.
    package func choice(before labels: Int) -> HeadChoice {
        HeadChoice(smallestClass: nil, losses: nil, expectedImages: expectedImages, labels: labels)
    }
}
