internal import Interchange
internal import ProjectModel

extension ExportFormat {
    /// A table that `miwake import` reads too.
    static let csv = ExportFormat(
        name: "csv", summary: "path, class, split",
        content: .file { labelled in
            LabelTable.csv(
                labelled.splits.flatMap { split, images in
                    images.map {
                        LabelTable.Row(line: 0, path: $0.image.path, className: $0.label.name, split: split)
                    }
                })
        })
}
