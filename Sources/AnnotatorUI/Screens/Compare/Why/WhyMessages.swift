internal import ActiveLearning
internal import Figures
internal import Languages
internal import ProjectModel

// The panel that says why two classes are confused.
extension Words {
    var why: String { say("why.title") }
    var reasonsComing: String { say("why.coming") }
    var countsAsPeek: String { say("why.counts-as-peek") }
    var nearestLabelled: String { say("why.nearest-labelled") }
    var noNeighbours: String { say("why.no-neighbours") }

    /// To the other of the two views.
    func otherView(fromExpert isExpert: Bool) -> String {
        isExpert ? say("why.to-plain-view") : say("why.to-expert-view")
    }

    // MARK: In words

    /// What CLIP says, what is taken away, and what is said now: each in full and in few words.
    func reasons(_ explanation: Explanation, of picture: Question.Picture, in project: ProjectFacts) -> [[String]] {
        var reasons: [[String]] = []
        if let (name, share) = favourite(explanation, \.zeroShotProbability, in: project) {
            reasons.append(alternatives("why.clip-says", ["class": name, "share": share]))
        }
        guard let pull = Pull(explanation, of: picture, in: project) else { return reasons + [pullUnknown] }
        reasons.append(
            pull.isNone
                ? noPull(of: picture, in: project)
                : alternatives("why.taken-away", ["class": pull.towards, "amount": Figure.fixed(pull.logits, 1)]))
        if let (name, share) = favourite(explanation, \.probability, in: project) {
            reasons.append(
                alternatives(
                    "why.says-now",
                    ["class": name, "share": share, "head": self.name(ofHead: explanation.head.rawValue)]))
        }
        return reasons
    }

    var byCLIP: String { say("why.by-clip") }
    var now: String { say("why.now") }
    var stays: String { say("why.stays") }
    var takenAway: String { say("why.taken-away.mark") }
    var putOn: String { say("why.put-on.mark") }

    // MARK: In figures

    /// What CLIP is drawn to between its answer and the class that it is confused with, and how strongly.
    func pull(_ explanation: Explanation, of picture: Question.Picture, in project: ProjectFacts) -> [String] {
        guard let pull = Pull(explanation, of: picture, in: project) else { return pullUnknown }
        if pull.isNone { return noPull(of: picture, in: project) }
        return alternatives("why.pull", ["class": pull.towards, "amount": Figure.fixed(pull.logits, 1)])
    }

    var correctedLogit: String { say("why.corrected-logit") }
    var takenOff: String { say("why.taken-off") }
    var added: String { say("why.added") }
    var plainLogit: String { say("why.plain-logit") }

    /// The head as figures and files call it, α and λ; nil before the first training.
    func estimatorFigures(_ explanation: Explanation) -> [String]? {
        guard let alpha = explanation.alpha, let lambdas = explanation.lambdas else { return nil }
        return alternatives(
            "why.estimator",
            [
                "head": explanation.head.rawValue, "alpha": Figure.fixed(alpha, 2),
                "lambda": Figure.lambdas(maf: lambdas.maf, icd: lambdas.icd),
            ])
    }

    // MARK: Parts of both

    private var pullUnknown: [String] { alternatives("why.pull-unknown") }

    private func noPull(of picture: Question.Picture, in project: ProjectFacts) -> [String] {
        alternatives(
            "why.no-pull",
            ["first": project.name(of: picture.side.own), "second": project.name(of: picture.side.other)])
    }

    /// The class with the largest probability, and that.
    private func favourite(
        _ explanation: Explanation, _ probability: (Explanation.Row) -> Float, in project: ProjectFacts
    ) -> (name: String, share: String)? {
        let rows = explanation.rows
        guard let place = rows.indices.max(by: { probability(rows[$0]) < probability(rows[$1]) }) else { return nil }
        return (project.classes[place].name, Figure.percent(probability(rows[place])))
    }
}

/// What CLIP is drawn to between its answer and the class that it is confused with.
private struct Pull {
    let towards: String
    /// How strongly; never negative.
    let logits: Float

    /// Less than a twentieth is nothing that could be read off.
    var isNone: Bool { logits < 0.05 }

    /// Nil before the first training.
    init?(_ explanation: Explanation, of picture: Question.Picture, in project: ProjectFacts) {
        let side = picture.side
        guard let own = project.position(of: side.own), let other = project.position(of: side.other),
            explanation.rows.indices.contains(own), explanation.rows.indices.contains(other),
            let ownConfusion = explanation.rows[own].confusion,
            let otherConfusion = explanation.rows[other].confusion
        else { return nil }
        towards = project.name(of: ownConfusion > otherConfusion ? side.own : side.other)
        logits = abs(ownConfusion - otherConfusion)
    }
}
