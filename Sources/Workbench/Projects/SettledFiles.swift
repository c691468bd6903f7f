internal import Foundation
package import ProjectStore

/// What was put in order among the files beside the database.
package struct SettledFiles: Sendable, Equatable {
    /// Files that a killed run left behind, removed.
    package var removed: [String] = []
    /// Files of an older version that got their checksums now.
    package var checksumsTaken = 0

    package init(removed: [String] = [], checksumsTaken: Int = 0) {
        self.removed = removed
        self.checksumsTaken = checksumsTaken
    }
}

extension Workbench {
    /// Removes what killed runs left behind, and gives files of an older version their checksums. Reads those whole: off the main
    /// thread, and before anything is encoded.
    ///
    /// - Parameter damages: files that were taken out of the index for what they are; they go too, and are no run's leftovers.
    package func settleFiles(after damages: [FileInspection.Damage] = []) throws -> SettledFiles {
        let damaged = Set(damages.map(\.file))
        let features = try store.removeUnregisteredFeatureFiles().map { "features/" + $0 }
            .filter { !damaged.contains($0) }
        let estimators = try store.removeUnfinishedEstimators { kill($0, 0) == 0 || errno == EPERM }
        return SettledFiles(
            removed: features + estimators, checksumsTaken: try store.takeMissingChecksums(now: Date()))
    }
}
