import ProjectModel
import ProjectStore
import Workbench

extension EstimatorRound {
    /// A round of other classes, wherever a figure could have come from it.
    var notUsedSentence: String {
        "Round \(id.rawValue) was trained on other classes and is not used; the next training starts afresh."
    }
}

extension ClassConsequences {
    /// What the change brings about, before it is made.
    func sentences(_ project: String) -> [String] {
        var lines = [title] + labelSentences
        if isWrittenAlready { lines.append("miwake.yaml has the new name already: the label store follows.") }
        if let releasedName {
            lines.append("The class of that name that left the project is called “\(releasedName)” from now on.")
        }
        if let figures { lines.append(figures.sentence(request)) }
        if !freedKeys.isEmpty {
            lines.append("These keys answer nothing any more: \(freedKeys.map { String($0) }.joined(separator: ", ")).")
        }
        if let lostKey { lines.append("Its key \(lostKey) is another class's by now; it comes back without one.") }
        lines += textSentences(project)
        if let staleRound {
            lines.append(
                "Round \(staleRound.rawValue) was trained on the classes as they are and is not used afterwards; the next training "
                    + "starts afresh.")
        }
        if let revivedRound {
            lines.append("Round \(revivedRound.rawValue) was trained on these classes and is used again.")
        }
        if endsUndo { lines.append("Answers given before the change can no longer be taken back by undo.") }
        return lines.enumerated().map { $0.offset == 0 ? $0.element : "  " + $0.element }
    }

    private var title: String {
        switch request {
        case .add(let name): "Add the class “\(name)”."
        case .rename(let name, let newName, _): "Rename “\(name)” to “\(newName)”."
        case .merge(let names, let heir): "Merge \(listed(names, most: .max)) into “\(heir)”."
        case .retire(let name): "Retire “\(name)”."
        case .restore(let name): "Restore “\(name)”."
        case .move(let name, let position): "Move “\(name)” to position \(position)."
        case .reorder(let names): "Order the classes \(listed(names, most: .max))."
        }
    }

    private var labelSentences: [String] {
        switch request {
        case .add, .move, .reorder: ["No label changes."]
        case .rename: labels.map { "It keeps \($0.counts.words)." }
        case .merge(_, let heir): labels.map { "“\(heir)” gets \($0.counts.words) of “\($0.name)”." }
        case .retire:
            labels.map { "It leaves with \($0.counts.words), which rest: kept, and in no training and no figure." } + [
                "Its images that nobody labelled are asked as before; answer them with “none of these”."
            ]
        case .restore: labels.map { "It gets back \($0.counts.words)." }
        }
    }

    private func textSentences(_ project: String) -> [String] {
        var lines: [String] = []
        if !newPrompts.isEmpty {
            let keep = " (--keep-prompt leaves it as it is)"
            lines.append("The text encoder reads \(listed(newPrompts)) from now on\(keep).")
        }
        switch text {
        case .none: break
        case .kept: lines.append("The text features stay as they are.")
        case .embedded(let names): lines.append("The text features of \(listed(names)) are made anew at once.")
        case .missing(let names):
            lines.append(
                "The imported text features have no row for \(listed(names)): nothing can be ranked until `miwake import features "
                    + "\(project)` brings features of all classes in.")
        }
        return lines
    }
}

extension ClassLabelCounts {
    /// `12 labels and 3 audit answers`.
    var words: String {
        let parts = [
            (training, counted(training, "label")), (auditAnswers, counted(auditAnswers, "audit answer")),
            (other, counted(other, "chosen label of the reserve", "chosen labels of the reserve")),
        ].filter { $0.0 > 0 }.map(\.1)
        guard let last = parts.last else { return "no label" }
        return parts.count == 1 ? last : parts.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension ClassConsequences.Figures {
    fileprivate func sentence(_ request: ClassRequest) -> String {
        switch self {
        case .renamed: return "Its costs and priors in miwake.yaml go by the new name."
        case .removed(let costs, let priors):
            let share: String
            if case .merge(_, let heir) = request {
                share = "its prior is added to that of “\(heir)”"
            } else {
                share = "its prior goes to the other classes in proportion"
            }
            let parts = [costs ? "its costs are taken out" : nil, priors ? share : nil].compactMap(\.self)
            return "In miwake.yaml " + parts.joined(separator: ", and ") + "."
        }
    }
}

extension ClassChange.Outcome {
    /// What was done.
    func sentences(_ request: ClassRequest, _ project: String) -> [String] {
        let names = bench.classes.map(\.name)
        var lines = ["Done: \(counted(names.count, "class", "classes")), \(listed(names, most: 12))."]
        if embedded > 0 { lines.append("Prompts of \(counted(embedded, "class", "classes")) embedded.") }
        if let embeddingFailure {
            lines.append(
                "The prompts could not be embedded (\(Failure.sentence(for: embeddingFailure))) `miwake embed \(project)` does it."
            )
        }
        return lines
    }
}
