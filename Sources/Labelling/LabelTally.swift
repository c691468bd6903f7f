internal import ProjectModel
internal import ProjectStore
internal import Workbench

/// The counts of a project, and what the labels in training differ in from those that the latest estimator learnt from.
///
/// Kept in step edit by edit: counting anew takes as long as there are images.
struct LabelTally: Sendable, Equatable {
    private(set) var counts: LabelCounts
    /// What the latest estimator learnt from.
    private var trainedOn: [ImageID: ClassID]
    /// Images whose label in training was given, changed or taken back since.
    private var changed: Set<ImageID> = []
    private var auditAnswers: Set<ImageID>
    private let columns: [ClassID: Int]

    /// - Parameters:
    ///   - labels: those in training.
    ///   - reviews: how many images have an answer of any kind.
    private init(
        classes: [LabelClass], labels: [ImageID: ClassID], auditAnswers: Set<ImageID>, reviews: Int,
        trainedOn: [ImageID: ClassID]
    ) {
        columns = Dictionary(classes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        counts = LabelCounts(
            inTrainingByClass: [Int](repeating: 0, count: classes.count), auditAnswers: auditAnswers.count,
            reviews: reviews)
        self.auditAnswers = auditAnswers
        self.trainedOn = trainedOn
        for label in labels.values { count(label, 1) }
        compare(labels)
    }

    /// Labels in training that the latest estimator has not seen, has seen otherwise or no longer should have. What starts a retrain.
    var trainingChanges: Int { changed.count }

    /// - Parameter image: one with features.
    mutating func apply(_ change: Edit.Change, to image: ImageItem) {
        guard case .review(let from, let to) = change else { return }
        counts.reviews += (to.isAnswered ? 1 : 0) - (from.isAnswered ? 1 : 0)
        guard !image.isReserve else { return }
        count(from.labelledClass, -1)
        count(to.labelledClass, 1)
        if trainedOn[image.id] == to.labelledClass { changed.remove(image.id) } else { changed.insert(image.id) }
    }

    /// An edit of the reserve changes which of its answers are an audit's.
    mutating func setAuditAnswer(_ isAnswer: Bool, of image: ImageID) {
        if isAnswer { auditAnswers.insert(image) } else { auditAnswers.remove(image) }
        counts.auditAnswers = auditAnswers.count
    }

    /// An estimator has learnt from `labels`; `now` are those in training by this time.
    mutating func trained(on labels: [ImageID: ClassID], now: [ImageID: ClassID]) {
        trainedOn = labels
        compare(now)
    }

    private mutating func count(_ label: ClassID?, _ change: Int) {
        guard let column = label.flatMap({ columns[$0] }) else { return }
        counts.inTrainingByClass[column] += change
    }

    private mutating func compare(_ labels: [ImageID: ClassID]) {
        changed = Set(labels.keys).union(trainedOn.keys).filter { labels[$0] != trainedOn[$0] }
    }
}

extension LabelTally {
    /// Counts a project anew.
    ///
    /// - Parameters:
    ///   - training: the labels in training, one per image.
    ///   - reviews: of all images that have one.
    ///   - round: the latest; nil before the first training.
    ///   - hasFeatures: whether an image can train and be asked.
    init(
        _ bench: Workbench, training: [GivenLabel], reviews: some Sequence<Review>, round: EstimatorRound?,
        hasFeatures: (ImageID) -> Bool
    ) throws {
        self.init(
            classes: bench.classes,
            labels: Dictionary(training.map { ($0.image, $0.label) }, uniquingKeysWith: { first, _ in first }),
            auditAnswers: try bench.store.auditAnswers().filter(hasFeatures),
            reviews: reviews.count(where: \.isAnswered),
            trainedOn: try round.map { try bench.store.trainingSet(of: $0.id) } ?? [:])
    }
}
