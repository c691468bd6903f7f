internal import ProjectModel

// The three numbers of a labelling, by the same three names wherever they stand.
extension Words {
    /// What the next training learns from.
    func labelsInTraining(_ count: Int) -> String {
        pick("\(count) label\(count == 1 ? "" : "s") in training", "学習ラベル\(count)枚")
    }

    /// Answers that audit prompts got.
    func auditAnswers(_ count: Int, of reserve: Int) -> String {
        pick("\(count) audit answer\(count == 1 ? "" : "s") of \(reserve)", "監査回答\(count)/\(reserve)件")
    }

    /// Images with an answer of any kind.
    func reviews(_ count: Int) -> String { pick("\(count) review\(count == 1 ? "" : "s")", "確認済み\(count)枚") }

    func counts(_ counts: LabelCounts, reserve: Int) -> String {
        [
            labelsInTraining(counts.inTraining), auditAnswers(counts.auditAnswers, of: reserve),
            reviews(counts.reviews),
        ].joined(separator: " · ")
    }
}
