package import Foundation
package import ProjectModel

/// A training round as the store remembers it: enough to say what a figure rests on.
package struct EstimatorRound: Sendable, Equatable, Identifiable {
    package let id: EstimatorID
    /// Within the store's folder of estimators.
    package var file: String
    /// Such as `miwake` or `paper`; `imported` for another project's.
    package var recipe: String
    package var mode: FeatureMode
    package var createdAt: Date
    /// Hash of the labels it saw.
    package var labelsHash: String
    /// In the order of its columns, with the number of labels it saw of each.
    package var classes: [ClassCount]
    /// The round whose weights it started from; nil from scratch.
    package var warmStart: EstimatorID?
    package var steps: Int
    package var seed: UInt64
    /// The encoder whose features it reads.
    package var featureKey: String

    package struct ClassCount: Sendable, Equatable {
        package var id: ClassID
        package var labels: Int

        package init(id: ClassID, labels: Int) {
            self.id = id
            self.labels = labels
        }
    }

    /// The recipe of a round that came from another project.
    package static let importedRecipe = "imported"

    /// All labels it saw.
    package var labels: Int { classes.reduce(0) { $0 + $1.labels } }

    package init(
        id: EstimatorID, file: String, recipe: String, mode: FeatureMode, createdAt: Date, labelsHash: String,
        classes: [ClassCount], warmStart: EstimatorID?, steps: Int, seed: UInt64, featureKey: String
    ) {
        self.id = id
        self.file = file
        self.recipe = recipe
        self.mode = mode
        self.createdAt = createdAt
        self.labelsHash = labelsHash
        self.classes = classes
        self.warmStart = warmStart
        self.steps = steps
        self.seed = seed
        self.featureKey = featureKey
    }
}

extension Collection<EstimatorRound> {
    /// The rounds that tell what labels bring: of several in a row on the same labels only the last, whatever they were made for.
    package var onChangedLabels: [EstimatorRound] {
        zip(self, dropFirst().map(Optional.some) + [nil]).filter { $0.labelsHash != $1?.labelsHash }.map(\.0)
    }
}
