import Figures

extension AuditCounts {
    /// What the audit leaves out, for people; nil where nothing is.
    var leakSentence: String? {
        guard leaking > 0 else { return nil }
        let answers = leakingAnswered > 0 ? " (\(leakingAnswered) of them answered; the answers are kept)" : ""
        return
            "\(counted(leaking, "image")) of the reserve left out\(answers): an image of the same group, with the same content or "
            + "nearly so, is labelled and taught the model."
    }
}
