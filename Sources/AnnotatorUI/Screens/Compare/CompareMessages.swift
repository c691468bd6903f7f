package import ActiveLearning
internal import Figures
internal import Languages
internal import ProjectModel

extension Words {
    // MARK: The question

    var whichClass: String { say("compare.which-class") }
    var forComparison: String { say("compare.for-comparison") }
    var framedIs: String { say("compare.framed-is") }
    func alike(_ similarity: Float) -> String { say("compare.alike", ["figure": Figure.fixed(similarity, 2)]) }
    func score(_ score: Float) -> String { say("compare.score", ["figure": Figure.fixed(score, 2)]) }
    func anyClass(_ count: Int) -> String { say("compare.any-class", ["count": count]) }

    var lookingForQuestions: String { say("compare.looking") }
    var embeddingFirstImages: String { say("compare.embedding-first") }
    var embeddingFirstImagesDetail: String { say("compare.embedding-first.detail") }
    var nothingToAsk: String { say("compare.nothing-to-ask") }
    var nothingToAskRemedy: String { say("compare.nothing-to-ask.remedy") }
    var noQuestions: String { say("compare.no-questions") }

    func missingPicture(_ absence: PictureAbsence) -> String {
        switch absence {
        case .fileMissing: say("compare.file-missing")
        case .unreadable(let reason): say("compare.unreadable", ["reason": reason])
        }
    }

    var noPictures: String { say("compare.no-pictures") }

    // MARK: The order of the questions

    var orderQuestion: String { say("order.question") }

    func orderTitle(_ name: String) -> String {
        switch name {
        case "suggested": say("order.suggested")
        case "confusions": say("order.confusions")
        case "suspected-errors": say("order.suspected-errors")
        case "audit": say("order.audit")
        default: name
        }
    }

    package func orderSummary(_ order: RankingOrder) -> String { say("order.\(order.name).summary") }

    func ranking(_ ranking: Page.Ranking) -> String {
        switch ranking {
        case .order(_, by: .deltaS): say("order.ranked.confusion")
        case .order(_, by: .zeroShotMargin): say("order.ranked.margin")
        case .order(_, by: .suspectedError): say("order.ranked.suspected-error")
        case .reserve: say("order.ranked.reserve")
        case .order(let order, by: .strategy): say("order.ranked.strategy", ["name": order.name])
        }
    }

    /// For the help: the one symbol of the screens.
    var confusionSymbol: String { "Δs" }
    var confusionHelp: String { say("order.confusion.help") }

    // MARK: The finder of classes

    var findTitle: String { say("find.title") }
    func found(_ count: Int, of total: Int) -> String { say("find.found", ["found": count, "total": total]) }
    var noClassFound: String { say("find.nothing") }

    // MARK: Answers

    func saving(_ edit: Edit, in project: ProjectFacts) -> String {
        say("answer.saving", ["answer": name(of: edit, in: project)])
    }

    func recorded(_ recorded: Recorded, in project: ProjectFacts) -> String {
        say("answer.recorded", ["answer": name(of: recorded.edit, in: project)])
    }

    var takesItBack: String { say("answer.takes-it-back") }
    func notSaved(_ sentence: String) -> String { say("answer.not-saved", ["reason": sentence]) }

    func tookBack(_ edit: Edit, path: String, in project: ProjectFacts) -> String {
        let now = name(of: edit, in: project)
        return edit.origin == .undo
            ? say("answer.taken-back", ["path": path, "answer": now])
            : say("answer.made-again", ["path": path, "answer": now])
    }

    var nothingToUndo: String { say("answer.nothing-to-undo") }
    var leavingAfterSaving: String { say("answer.leaving") }

    /// What an edit says, in a word or two.
    func name(of edit: Edit, in project: ProjectFacts) -> String {
        switch edit.change {
        case .review(_, let review): name(of: review, in: project)
        case .flag(_, true): say("review.flagged")
        case .flag(_, false): say("review.unflagged")
        }
    }

    func name(of review: Review, in project: ProjectFacts) -> String {
        switch review {
        case .unseen: say("review.unseen")
        case .labelled(let id): project.name(of: id)
        case .unsure: say("review.unsure")
        case .noneOfThese: say("review.none-of-these")
        case .unusable: say("review.unusable")
        case .skipped: say("review.skipped")
        }
    }

    // MARK: Beliefs

    func believed(_ active: HeadBelief, in project: ProjectFacts) -> String {
        believed(name(ofHead: active.head.rawValue), active.belief, in: project)
    }

    func believed(_ head: String, _ belief: Belief, in project: ProjectFacts) -> String {
        say(
            "compare.believed",
            ["head": head, "class": project.name(of: belief.label), "share": Figure.percent(belief.probability)])
    }
}

extension ProjectFacts {
    /// The name of a class; a class that the project does not know is named by its number.
    func name(of id: ClassID) -> String { self[id]?.name ?? formerClasses[id] ?? "#\(id.rawValue)" }
}
