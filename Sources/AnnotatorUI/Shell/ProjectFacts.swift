package import ActiveLearning
package import ProjectModel

/// What does not change while a project is open.
package struct ProjectFacts: Sendable, Equatable {
    package var name: String
    /// In project order.
    package let classes: [LabelClass]
    /// How many labels in training a class should get.
    package var targetPerClass: Int
    /// False for a project of imported features only (`--no-images`): paths are shown instead of pictures.
    package var hasPictures: Bool
    /// Only images of the audit reserve are asked (`--audit`).
    package var isAuditOnly: Bool
    /// The orders to choose from, one at least; the first is used at the start.
    package var orders: [RankingOrder]
    /// A retrain starts by itself after this many changes of labels in training; nil only on request.
    package var labelsPerRetrain: Int?

    /// The project has a checkpoint and pictures: what is new in the folder is embedded while the screens are open.
    package var embedsImages: Bool

    /// A key names what every image truly is, as only a sample's does: a matrix can be counted by it.
    package var hasAnswerKey: Bool

    /// What classes that left the project are called: an image may still carry one.
    package var formerClasses: [ClassID: String]

    private let positions: [ClassID: Int]

    package init(
        name: String, classes: [LabelClass], targetPerClass: Int, hasPictures: Bool = true, isAuditOnly: Bool = false,
        orders: [RankingOrder], labelsPerRetrain: Int? = 5, embedsImages: Bool = false, hasAnswerKey: Bool = false,
        formerClasses: [ClassID: String] = [:]
    ) {
        precondition(!orders.isEmpty, "questions come in some order")
        self.name = name
        self.classes = classes
        self.targetPerClass = targetPerClass
        self.hasPictures = hasPictures
        self.isAuditOnly = isAuditOnly
        self.orders = orders
        self.labelsPerRetrain = labelsPerRetrain
        self.embedsImages = embedsImages
        self.hasAnswerKey = hasAnswerKey
        self.formerClasses = formerClasses
        positions = Dictionary(
            classes.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// The sources of a matrix, in the order in which a key goes through them.
    package var matrixSources: [MatrixSource] {
        (hasAnswerKey ? [.answerKey] : []) + [.predicted, .outOfFold, .audit]
    }

    /// The position in project order, which is also the class's colour.
    package func position(of id: ClassID) -> Int? { positions[id] }

    package subscript(id: ClassID) -> LabelClass? { positions[id].map { classes[$0] } }

    /// The class that a digit answers with.
    package func classKeyed(_ key: Character) -> LabelClass? { classes.first { $0.key == key } }
}
