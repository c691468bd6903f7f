internal import Interchange

/// A form in which the labelled images leave for other programs: its name and what is written.
package struct ExportFormat: Sendable {
    /// What `--as` takes: lower-case letters and digits.
    package let name: String
    /// What the help says behind the name: the end of a sentence, without its full stop.
    package let summary: String
    let content: Content
    /// Its readers draw as many images of each class, and repeat those of a class that has fewer.
    package var drawsEqualShots = false

    enum Content: Sendable {
        /// The text of one file.
        case file(@Sendable (LabelledImages) throws -> String)
        /// Copies of the images, where they lie in a folder.
        case folder(@Sendable (LabelledImages) -> ImageFolderPlan)
    }

    /// Every format, in the order of the help and the manual.
    package static let all = [csv, imageFolder, coOp]

    package static func named(_ name: String) -> ExportFormat? { all.first { $0.name == name } }

    /// Whether a folder is filled rather than a file written.
    package var fillsFolder: Bool {
        if case .folder = content { true } else { false }
    }
}
