internal import Languages
internal import ProjectModel

// The three numbers of a labelling, by the same three names wherever they stand.
extension Words {
    /// What the next training learns from.
    func labelsInTraining(_ count: Int) -> String { say("counts.labels-in-training", ["count": count]) }

    /// Answers that audit prompts got.
    func auditAnswers(_ count: Int, of reserve: Int) -> String {
        say("counts.audit-answers", ["count": count, "reserve": reserve])
    }

    /// Images with an answer of any kind.
    func reviews(_ count: Int) -> String { say("counts.reviews", ["count": count]) }

    func counts(_ counts: LabelCounts, reserve: Int) -> String {
        [
            labelsInTraining(counts.inTraining), auditAnswers(counts.auditAnswers, of: reserve),
            reviews(counts.reviews),
        ].joined(separator: " · ")
    }
}
