import Languages
import Studies

extension Words {
    func failure(_ error: StudyError) -> Failure {
        switch error {
        case .nothingToEvaluate(let path): Failure(say("study.nothing-to-evaluate", ["path": path]), .input)
        case .noAnswerKey: Failure(say("study.no-answer-key"), .input)
        case .noAuditAnswers(let reserve):
            Failure(say("study.no-audit-answers", ["reserve": reserve]), .projectState)
        case .headNotTrained(let head): Failure(say("study.head-not-trained", ["head": head]), .projectState)
        case .tooFewToSimulate(let labels, let images):
            Failure(
                say(
                    "study.too-few-to-simulate",
                    ["labels": counted("label", labels), "images": counted("image", images)]), .input)
        case .tooFewShotsToSimulate(let shots, let images):
            Failure(
                say(
                    "study.too-few-shots-to-simulate",
                    ["shots": counted("label", shots), "images": counted("image", images)]), .input)
        case .noKeyOfProject(let project, let key):
            Failure(say("study.no-key-of-project", ["project": project, "key": key]), .input)
        case .nothingHeldOut(let path): Failure(say("study.nothing-held-out", ["path": path]), .input)
        case .tooFewLabelsToPlan(let found, let needed):
            Failure(say("study.too-few-labels-to-plan", ["needed": needed, "found": found]), .projectState)
        }
    }
}
