package import Figures
internal import Interchange
package import ProjectModel
package import ProjectStore
internal import TensorFiles
package import Workbench

/// How far a project has come, from its index alone: nothing is opened but the store.
package struct ProjectStatus: Sendable {
    /// Of the images with features, as the screens show it.
    package let progress: Figures.Progress
    package var counts: LabelCounts { progress.counts }
    package var trainingChanges: Int { progress.trainingChanges }
    package var reserveCount: Int { progress.reserveCount }
    package var withFeatures: Int { progress.imageCount }
    /// All that the project knows.
    package var imageCount = 0
    /// Images whose file was gone or no usable picture when it was last looked at, by path.
    package var problems: [(path: String, problem: ImageProblem)] = []
    package var missingFiles: Int { problems.count { $0.problem.kind == .missing } }
    package var doubtfulFiles: Int { problems.count { $0.problem.kind == .doubtful } }
    package var unusableFiles: Int { problems.count - missingFiles - doubtfulFiles }
    /// Images that are used although something is to be known of their files, by path.
    package var remarks: [(path: String, problem: ImageProblem)] = []
    /// Some features are of a version that read some files otherwise, and nobody has looked which.
    package var waitsForRereading = false
    /// Images that miwake.yaml excludes: not asked, their labels kept.
    package var excluded = 0
    /// Labels that rest with classes that left the project.
    package var resting = 0
    /// Labels outside the reserve of images without features: they train as soon as there are some.
    package var labelsWithoutFeatures = 0
    package var unsure = 0
    package var noneOfThese = 0
    package var unusable = 0
    package var skipped = 0
    package var flagged = 0
    /// Questions that were asked twice, and how often the second answer was the first.
    package var selfAgreement = SelfAgreement()
    package var round: EstimatorRound?
    /// Whether the latest round saw exactly the present labels in training.
    package var knowsLabels = false
    /// The latest round was trained on other classes, and is not used.
    package var isOfOtherClasses = false
}

extension Workbench {
    package func status() throws -> ProjectStatus {
        let featured = try store.imagesWithFeatures(.image)
        let images = try store.images()
        let reviews = try store.reviews().values
        let given = try labelsInTraining()
        let training = given.filter { featured.contains($0.image) }
        let round = try store.latestEstimator()
        let tally = try LabelTally(
            self, training: training, reviews: reviews, round: round, hasFeatures: featured.contains)
        var status = ProjectStatus(
            progress: Figures.Progress(
                imageCount: featured.count, counts: tally.counts, reserveCount: images.count(where: \.isReserve),
                trainingChanges: tally.trainingChanges))
        status.imageCount = images.count
        status.waitsForRereading = try waitsForRereading()
        status.excluded = images.count { file.exclude.exclude($0.path) }
        status.count(reviews, of: Set(classes.map(\.id)))
        status.labelsWithoutFeatures = given.count - training.count
        status.selfAgreement = try store.selfAgreement()
        status.flagged = try store.flaggedImages().count
        let known = try store.imageProblems()
        let obstacles = obstacles(to: images, among: known)
        status.problems = images.compactMap { image in obstacles[image.id].map { (image.path, $0) } }
        status.remarks = images.compactMap { image in
            obstacles[image.id] == nil ? known[image.id].map { (image.path, $0) } : nil
        }
        status.round = round
        status.isOfOtherClasses = round.map { !$0.answers(for: classes) } ?? false
        status.knowsLabels = try round?.labelsHash == ContentHash.of(store.manifest(of: training))
        return status
    }
}

extension ProjectStatus {
    /// - Parameter classes: those that the project has.
    fileprivate mutating func count(_ reviews: some Sequence<Review>, of classes: Set<ClassID>) {
        for review in reviews {
            switch review {
            case .unseen: continue
            case .labelled(let id): if !classes.contains(id) { resting += 1 }
            case .unsure: unsure += 1
            case .noneOfThese: noneOfThese += 1
            case .unusable: unusable += 1
            case .skipped: skipped += 1
            }
        }
    }
}
