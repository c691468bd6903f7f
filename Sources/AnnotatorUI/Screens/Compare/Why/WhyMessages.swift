internal import Languages

// The panel that says why two classes are confused.
extension Words {
    var why: String { say("why.title") }
    var reasonsComing: String { say("why.coming") }

    /// The pull in words: what CLIP is drawn to, and how strongly.
    func pull(towards own: String, by logits: Float) -> String {
        say("why.pull", ["class": own, "amount": Figure.fixed(abs(logits), 1)])
    }

    var pullUnknown: String { say("why.pull-unknown") }

    func noPull(between own: String, and other: String) -> String {
        say("why.no-pull", ["first": own, "second": other])
    }

    var correctedLogit: String { say("why.corrected-logit") }
    var takenOff: String { say("why.taken-off") }
    var added: String { say("why.added") }
    var plainLogit: String { say("why.plain-logit") }

    func gate(_ alpha: Float) -> String { say("why.gate", ["weight": Figure.fixed(alpha, 2)]) }

    var nearestLabelled: String { say("why.nearest-labelled") }
    var noNeighbours: String { say("why.no-neighbours") }
    var countsAsPeek: String { say("why.counts-as-peek") }
}
