package import Foundation
package import ProjectModel

/// What is wrong with the files beside the database: none of them holds a label, and each can be made again.
package struct FileInspection: Sendable, Equatable {
    package var damages: [Damage] = []
    /// Files that nothing names: what a kill left behind. Below the store's folder.
    package var leftovers: [String] = []
    /// Files of an older version that have no checksum yet.
    package var unchecked = 0
    /// Files whose checksum is not of when they were written, and the earliest time at which one was taken.
    package var checkedLate = 0
    package var checkedSince: Date?
    /// Files that were compared with their checksums and hold what they should.
    package var sound = 0

    package init() {}

    /// A file that is lost or is not what was written.
    package struct Damage: Sendable, Equatable {
        /// Below the store's folder.
        package var file: String
        package var content: Content
        package var defect: Defect
    }

    package enum Content: Sendable, Equatable {
        /// Rows of so many images, or of so many classes of text.
        case features(FeatureKind, origin: FeatureSet.Origin, rows: Int)
        case estimator(EstimatorID)
    }

    package enum Defect: Sendable, Equatable {
        case missing
        /// Other bytes than those of its checksum.
        case changed
        /// Its header does not hold together, or it is another file than the one registered.
        case unusable(reason: String)
    }
}
