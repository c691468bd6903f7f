/// Why a study of a project could not be made. Each case carries the facts that its sentence needs.
package enum StudyError: Error, Sendable, Equatable {
    case nothingToEvaluate(path: String)
    case noAuditAnswers(reserve: Int)
    /// No key names an image that nobody labelled.
    case noAnswerKey
    case headNotTrained(head: String)
    /// A simulation asks for more labels than there are images to ask about.
    case tooFewToSimulate(labels: Int, images: Int)
    /// The smallest class has fewer images to ask about than every class is to give.
    case tooFewShotsToSimulate(shots: Int, images: Int)
    case nothingHeldOut(path: String)
    /// Nobody named a key, and the project folder holds none.
    case noKeyOfProject(project: String, key: String)
    case tooFewLabelsToPlan(found: Int, needed: Int)
}
