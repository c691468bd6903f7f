import Workbench

/// What the audit leaves out, for people; nil where nothing is.
func leakSentence(leaking: Int, answered: Int) -> String? {
    guard leaking > 0 else { return nil }
    let answers = answered > 0 ? " (\(answered) of them answered; the answers are kept)" : ""
    return
        "\(counted(leaking, "image")) of the reserve left out\(answers): an image of the same group, with the same content or "
        + "nearly so, is labelled and taught the model."
}
