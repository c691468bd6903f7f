internal import Foundation
internal import Interchange
package import ProjectModel
package import ProjectStore

extension Workbench {
    package struct LabelOutcome: Sendable, Equatable {
        package var path: String
        package var className: String
        package var wasUnchanged: Bool
        package var isReserve: Bool
    }

    /// Gives one image a class, by their names.
    package func label(_ path: String, as name: String) throws -> LabelOutcome {
        guard let label = classNamed(name) else {
            throw WorkbenchError.unknownClass(
                name: name, known: classes.map(\.name), now: try store.presentName(ofFormer: name))
        }
        let image = try image(at: path)
        let current = try store.review(of: image.id)
        var outcome = LabelOutcome(
            path: image.path, className: label.name, wasUnchanged: true, isReserve: image.isReserve)
        guard current != .labelled(label.id) else { return outcome }
        outcome.wasUnchanged = false
        let edit = Edit(image: image.id, change: .review(from: current, to: .labelled(label.id)), origin: .command)
        _ = try store.commit(edit, shown: .nothing, by: currentPerson, at: Date())
        return outcome
    }

    private func image(at path: String) throws -> ImageItem {
        do {
            return try store.image(atPath: RelativePath.normalised(path))
        } catch {
            guard case .unknownPath = error else { throw error }
            throw WorkbenchError.unknownImage(path: path)
        }
    }

    package struct Status: Sendable {
        package var imageCount = 0
        package var withFeatures = 0
        /// Images whose file is gone or is no usable picture, by path.
        package var problems: [(path: String, problem: ImageProblem)] = []
        /// Images that miwake.yaml excludes: not asked, their labels kept.
        package var excluded = 0
        package var missingFiles: Int { problems.count { $0.problem.kind == .missing } }
        package var unusableFiles: Int { problems.count - missingFiles }
        package var labelled = 0
        /// Outside the reserve, in project order.
        package var labelsPerClass: [Int] = []
        /// The same with the reserve's answers, as the screens count: an audit prompt must move the count like any other.
        package var labelsPerClassWithReserve: [Int] = []
        /// Images with an answer of any kind.
        package var answered = 0
        package var unsure = 0
        package var noneOfThese = 0
        package var unusable = 0
        package var skipped = 0
        package var flagged = 0
        package var reserveCount = 0
        package var auditAnswered = 0
        /// Questions that were asked twice, and how often the second answer was the first.
        package var selfAgreement = SelfAgreement()
        package var round: EstimatorRound?
        /// The latest round saw exactly the present labels, of the present classes.
        package var isUpToDate = false
        /// The latest round was trained on other classes, and is not used.
        package var isOfOtherClasses = false
        /// Labels that rest with classes that left the project.
        package var resting = 0
    }

    package func status() throws -> Status {
        var status = Status()
        let images = try store.images()
        let reviews = try store.reviews()
        status.imageCount = images.count
        status.excluded = images.count { file.exclude.exclude($0.path) }
        status.reserveCount = images.count(where: \.isReserve)
        status.auditAnswered = images.count { $0.isReserve && reviews[$0.id]?.isAnswered == true }
        status.answered = reviews.values.count(where: \.isAnswered)
        for review in reviews.values {
            switch review {
            case .unseen: continue
            case .labelled(let id): if position(of: id) == nil { status.resting += 1 } else { status.labelled += 1 }
            case .unsure: status.unsure += 1
            case .noneOfThese: status.noneOfThese += 1
            case .unusable: status.unusable += 1
            case .skipped: status.skipped += 1
            }
        }
        let given = try store.labels(in: .pool)
        func perClass(_ labels: [ClassID]) -> [Int] {
            let counts = Dictionary(grouping: labels) { $0 }.mapValues(\.count)
            return classes.map { counts[$0.id] ?? 0 }
        }
        status.labelsPerClass = perClass(given.map(\.label))
        status.labelsPerClassWithReserve = perClass(reviews.values.compactMap(\.labelledClass))
        status.selfAgreement = try store.selfAgreement()
        status.flagged = try store.flaggedImages().count
        status.withFeatures = try store.featureCount(.image)
        let problems = try store.imageProblems()
        status.problems = images.compactMap { image in problems[image.id].map { (image.path, $0) } }
        status.round = try store.latestEstimator()
        status.isOfOtherClasses = status.round.map { !$0.answers(for: classes) } ?? false
        status.isUpToDate =
            try status.round?.labelsHash == ContentHash.of(store.manifest(of: given)) && !status.isOfOtherClasses
        return status
    }
}
