internal import Foundation
package import ProjectModel
package import ProjectStore

/// How far a project has come, from its index alone: nothing is opened but the store.
package struct ProjectStatus: Sendable {
    package var imageCount = 0
    package var withFeatures = 0
    /// Images whose file was gone or no usable picture when it was last looked at, by path.
    package var problems: [(path: String, problem: ImageProblem)] = []
    package var counts: LabelCounts
    /// Labels outside the reserve of images without features: they train as soon as there are some.
    package var labelsWithoutFeatures = 0
    /// Labels in training that the latest round has not seen, has seen otherwise, or no longer should have.
    package var trainingChanges: Int
    package var unsure = 0
    package var noneOfThese = 0
    package var unusable = 0
    package var skipped = 0
    package var flagged = 0
    package var reserveCount = 0
    /// Questions that were asked twice, and how often the second answer was the first.
    package var selfAgreement = SelfAgreement()
    package var round: EstimatorRound?
    /// Whether the latest round saw exactly the present labels in training.
    package var knowsLabels = false
}

extension Workbench {
    package func status() throws -> ProjectStatus {
        let featured = try imagesWithFeatures()
        let tally = try labelTally(hasFeatures: featured.contains)
        var status = ProjectStatus(counts: tally.counts, trainingChanges: tally.trainingChanges)
        let images = try store.images()
        status.imageCount = images.count
        status.reserveCount = images.count(where: \.isReserve)
        for review in try store.reviews().values {
            switch review {
            case .unseen, .labelled: continue
            case .unsure: status.unsure += 1
            case .noneOfThese: status.noneOfThese += 1
            case .unusable: status.unusable += 1
            case .skipped: status.skipped += 1
            }
        }
        let training = try labelsInTraining(hasFeatures: featured.contains)
        status.labelsWithoutFeatures = try labelsInTraining { !featured.contains($0) }.count
        status.selfAgreement = try store.selfAgreement()
        status.flagged = try store.flaggedImages().count
        status.withFeatures = featured.count
        let problems = try store.imageProblems()
        status.problems = images.compactMap { image in problems[image.id].map { (image.path, $0) } }
        status.round = try store.latestEstimator()
        status.knowsLabels = try status.round?.labelsHash == ContentHash.of(store.manifest(of: training))
        return status
    }

    private func imagesWithFeatures() throws -> Set<ImageID> {
        do {
            return Set(try store.features().images(with: .image))
        } catch {
            guard case .noFeatures = error else { throw error }
            return []
        }
    }
}
