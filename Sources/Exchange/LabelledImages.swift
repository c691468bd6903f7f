package import ProjectModel
internal import ProjectStore
internal import Workbench

/// What an export may write: the labelled images that may train, and apart from them a fair test set.
package struct LabelledImages: Sendable {
    package typealias Labelled = (image: ImageItem, label: LabelClass)

    /// In project order, those without a label too.
    package let classes: [LabelClass]
    /// Outside the audit reserve, in the order in which they were labelled.
    package let train: [Labelled]
    /// Answers to audit prompts: a test set, never a training set.
    package let audit: [Labelled]
    /// Labels of the reserve that were chosen, by hand or from a file: no random sample, so neither a test nor a training image.
    let chosenCount: Int

    /// The names of the two parts, for formats that name them.
    enum Split {
        static let train = "train"
        static let audit = "audit"
    }

    /// Both parts with their names, the training images first.
    var splits: [(name: String, images: [Labelled])] { [(Split.train, train), (Split.audit, audit)] }

    init(_ bench: Workbench) throws {
        let images = Dictionary(uniqueKeysWithValues: try bench.store.images().map { ($0.id, $0) })
        func labelled(_ part: ProjectStore.Part, where isWanted: (GivenLabel) -> Bool = { _ in true }) throws
            -> [Labelled]
        {
            try bench.store.labels(in: part).filter(isWanted).compactMap { label in
                guard let image = images[label.image], let column = bench.position(of: label.label) else { return nil }
                return (image, bench.classes[column])
            }
        }
        classes = bench.classes
        train = try labelled(.pool)
        audit = try labelled(.reserve) { $0.provenance == .audit }
        chosenCount = try labelled(.reserve) { $0.provenance != .audit }.count
    }

    /// Labels that may train, of each class that has any.
    var counts: [ClassID: Int] { Dictionary(grouping: train, by: \.label.id).mapValues(\.count) }
}
