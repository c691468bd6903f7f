/// Where a confusion matrix takes its truth from. Never mixed.
package enum MatrixSource: String, Sendable, Hashable, CaseIterable, Codable {
    /// The model's belief over the whole pool; no labels.
    case predicted
    /// Labelled images, each predicted by a model that did not train on it.
    case outOfFold = "out-of-fold"
    /// The reserve: the only unbiased one.
    case audit
    /// Images that nobody labelled, by a key that names them all: for samples and experiments, never for a line.
    case answerKey = "answer-key"
}

extension MatrixSource {
    /// Images from which a counted matrix can be stood on: the share that is right is then known to about 18 points either way.
    package static let fewestImages = 30

    /// The best-founded source there is, which is the one first shown: the answer key where a sample has one, the audit with 30
    /// answers, else out-of-fold figures with 30 images to hold out, else what the model believes.
    ///
    /// - Parameters:
    ///   - auditAnswers: images of the reserve that were answered with a class.
    ///   - scorable: labelled images that folds can hold out.
    package static func bestFounded(hasAnswerKey: Bool, auditAnswers: Int, scorable: Int) -> MatrixSource {
        if hasAnswerKey { return .answerKey }
        if auditAnswers >= fewestImages { return .audit }
        return scorable >= fewestImages ? .outOfFold : .predicted
    }
}
