internal import Interchange
internal import ProjectModel

extension ExportFormat {
    /// What torchvision's `ImageFolder` reads.
    static let imageFolder = ExportFormat(
        name: "imagefolder", summary: "a folder per class with copies of the images",
        content: .folder { labelled in
            let images = labelled.splits.flatMap { split, images in
                images.sorted { $0.image.place < $1.image.place }
                    .map { ImageFolderPlan.Image(split: split, path: $0.image.path, className: $0.label.name) }
            }
            return ImageFolderPlan(classes: labelled.classes.map(\.name), images)
        })
}
