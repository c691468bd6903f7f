package import Languages
internal import ProjectModel
internal import TextUI

// The help, the bottom line, and what a screen is called.
extension Words {
    package func name(of view: ViewName) -> String { say("screen.\(view.rawValue)") }

    func tooSmall(_ size: Size, needed: Size) -> String {
        say(
            "frame.too-small",
            [
                "columns": size.columns, "rows": size.rows, "needed-columns": needed.columns,
                "needed-rows": needed.rows,
            ])
    }

    func keys(of view: ViewName) -> String { say("help.title", ["screen": name(of: view)]) }
    var classKeys: String { say("help.class-keys") }
    /// The heads of the manual's key table.
    var tableHeads: [String] { [say("help.key"), say("help.name"), say("help.meaning")] }

    // MARK: Keys of the lists

    var choose: String { say("list.choose") }
    var labelSaveNext: String { say("list.label-save-next") }
    var useOrder: String { say("list.use-order") }
    var complete: String { say("list.complete") }
    var carryOut: String { say("list.carry-out") }
    var scroll: String { say("list.scroll") }
    var close: String { say("list.close") }
}

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
