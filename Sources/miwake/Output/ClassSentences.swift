import Languages
import ProjectModel
import ProjectStore
import Workbench

// What a change of classes brings about, and what was done.
extension Words {
    /// Before it is made.
    func sentences(_ change: ClassConsequences, _ project: String) -> [String] {
        var lines = [title(change.request)] + labelSentences(change)
        if change.isWrittenAlready { lines.append(say("classes.written-already")) }
        if let name = change.releasedName { lines.append(say("classes.released-name", ["name": name])) }
        if let figures = change.figures { lines.append(sentence(figures, change.request)) }
        if !change.freedKeys.isEmpty {
            lines.append(say("classes.freed-keys", ["keys": joined(change.freedKeys.map { String($0) })]))
        }
        if let key = change.lostKey { lines.append(say("classes.lost-key", ["key": String(key)])) }
        lines += textSentences(change, project)
        if let round = change.staleRound { lines.append(say("classes.stale-round", ["round": round.rawValue])) }
        if let round = change.revivedRound { lines.append(say("classes.revived-round", ["round": round.rawValue])) }
        if change.endsUndo { lines.append(say("classes.ends-undo")) }
        return lines.enumerated().map { $0.offset == 0 ? $0.element : "  " + $0.element }
    }

    private func title(_ request: ClassRequest) -> String {
        switch request {
        case .add(let name): say("classes.add", ["name": name])
        case .rename(let name, let newName, _): say("classes.rename", ["name": name, "new": newName])
        case .merge(let names, let heir): say("classes.merge", ["names": listed(names, most: .max), "heir": heir])
        case .retire(let name): say("classes.retire", ["name": name])
        case .restore(let name): say("classes.restore", ["name": name])
        case .move(let name, let position): say("classes.move", ["name": name, "position": position])
        case .reorder(let names): say("classes.reorder", ["names": listed(names, most: .max)])
        }
    }

    private func labelSentences(_ change: ClassConsequences) -> [String] {
        switch change.request {
        case .add, .move, .reorder: [say("classes.no-label-changes")]
        case .rename: change.labels.map { say("classes.keeps", ["labels": words($0.counts)]) }
        case .merge(_, let heir):
            change.labels.map {
                say("classes.inherits", ["heir": heir, "labels": words($0.counts), "name": $0.name])
            }
        case .retire:
            change.labels.map { say("classes.rests", ["labels": words($0.counts)]) } + [say("classes.asked-as-before")]
        case .restore: change.labels.map { say("classes.gets-back", ["labels": words($0.counts)]) }
        }
    }

    private func textSentences(_ change: ClassConsequences, _ project: String) -> [String] {
        var lines: [String] = []
        if !change.newPrompts.isEmpty {
            lines.append(say("classes.new-prompts", ["names": listed(change.newPrompts)]))
        }
        switch change.text {
        case .none: break
        case .kept: lines.append(say("classes.text-kept"))
        case .embedded(let names): lines.append(say("classes.text-embedded", ["names": listed(names)]))
        case .missing(let names):
            lines.append(say("classes.text-missing", ["names": listed(names), "project": project]))
        }
        return lines
    }

    /// `12 labels and 3 audit answers`.
    private func words(_ counts: ClassLabelCounts) -> String {
        let parts = [
            ("label", counts.training), ("audit-answer", counts.auditAnswers), ("reserve-label", counts.other),
        ].filter { $0.1 > 0 }.map(counted)
        return parts.isEmpty ? say("classes.no-label") : enumerated(parts)
    }

    private func sentence(_ figures: ClassConsequences.Figures, _ request: ClassRequest) -> String {
        switch figures {
        case .renamed: return say("classes.figures-renamed")
        case .removed(let costs, let priors):
            let share: String
            if case .merge(_, let heir) = request {
                share = say("classes.prior-added", ["heir": heir])
            } else {
                share = say("classes.prior-divided")
            }
            let parts = [costs ? say("classes.costs-removed") : nil, priors ? share : nil].compactMap(\.self)
            return parts.count == 2
                ? say("classes.figures-removed.both", ["first": parts[0], "second": parts[1]])
                : say("classes.figures-removed", ["what": parts.joined()])
        }
    }

    /// What was done.
    func sentences(_ outcome: ClassChange.Outcome, _ project: String) -> [String] {
        let names = outcome.bench.classes.map(\.name)
        var lines = [say("classes.done", ["classes": counted("class", names.count), "names": listed(names, most: 12)])]
        if outcome.embedded > 0 { lines.append(promptsEmbedded(outcome.embedded)) }
        if let failure = outcome.embeddingFailure {
            lines.append(say("classes.not-embedded", ["failure": sentence(for: failure), "project": project]))
        }
        return lines
    }
}
