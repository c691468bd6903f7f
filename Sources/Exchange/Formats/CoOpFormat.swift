internal import Interchange
internal import ProjectModel

extension ExportFormat {
    /// CoOp's readers want every index from 0 on to be used: classes without an image are left out of the numbering. Those of
    /// the training list come first, so that its indices are 0 ..< its classes whatever the test set holds.
    static let coOp = ExportFormat(
        name: "coop", summary: "the split file of CoOp and its successors",
        content: .file { labelled in
            let trained = Set(labelled.train.map(\.label.id))
            let tested = Set(labelled.audit.map(\.label.id)).subtracting(trained)
            let classes = labelled.classes.map(\.id)
            let numbered = classes.filter(trained.contains) + classes.filter(tested.contains)
            let indices = Dictionary(uniqueKeysWithValues: numbered.enumerated().map { ($1, $0) })
            func rows(_ images: [LabelledImages.Labelled]) -> [CoOpSplit.Row] {
                images.compactMap { image, label in
                    indices[label.id].map { CoOpSplit.Row(path: image.path, label: $0, className: label.name) }
                }.sorted { ($0.label, ImagePath($0.path)) < ($1.label, ImagePath($1.path)) }
            }
            return try CoOpSplit(train: rows(labelled.train), test: rows(labelled.audit)).json()
        }, drawsEqualShots: true)
}
