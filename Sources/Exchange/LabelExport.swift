internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore
internal import Workbench

/// Writes the labelled few-shot set for other programs.
package struct LabelExport: Sendable {
    package var project: String
    package var format: Format
    package var destination: String
    /// A person insists: files of others may be replaced.
    package var isForced: Bool

    package enum Format: String, Sendable, CaseIterable {
        /// `path,class,split`.
        case csv
        /// A folder a class, with copies of the images.
        case imagefolder
        /// The split file of CoOp and its successors.
        case coop
    }

    package init(project: String, format: Format, destination: String, isForced: Bool = false) {
        self.project = project
        self.format = format
        self.destination = destination
        self.isForced = isForced
    }

    /// An image that could not be copied.
    package struct Missing: Sendable, Equatable {
        package var path: String
        /// The operating system's own words.
        package var reason: String
    }

    package struct Outcome: Sendable, Equatable {
        package var destination: String
        package var trainCount: Int
        /// Answers to audit prompts: a test set, never a training set.
        package var auditCount: Int
        /// Labels of the reserve that no audit prompt asked for: left out, since they were chosen.
        package var chosenReserveCount: Int
        package var smallestClass: Int
        package var largestClass: Int
        /// Classes without a label.
        package var emptyClasses: [String]
        package var renamedClasses: [String: String]
        /// Images whose file could not be read.
        package var missing: [Missing] = []
        /// Files of an earlier export into this folder that are not wanted any more.
        package var removed = 0
        /// Whether the store could note what was written, so that the next export may replace it.
        package var isRecorded = true
        /// The file went to standard output: nothing else may.
        package var isStandardOutput = false
    }

    private enum Split {
        static let train = "train"
        static let audit = "audit"
    }

    package func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Outcome {
        let bench = try Workbench.open(project, .readOnly)
        let images = Dictionary(uniqueKeysWithValues: try bench.store.images().map { ($0.id, $0) })
        func rows(
            _ part: ProjectStore.Part, where isWanted: (GivenLabel) -> Bool
        ) throws -> [(image: ImageItem, label: LabelClass)] {
            try bench.store.labels(in: part).filter(isWanted).compactMap { label in
                guard let image = images[label.image], let column = bench.position(of: label.label) else { return nil }
                return (image, bench.classes[column])
            }
        }
        let train = try rows(.pool) { _ in true }
        // A label that was chosen, by hand or from a file, is no random sample: it is neither a test nor a training image.
        let audit = try rows(.reserve) { $0.provenance == .audit }
        let chosen = try rows(.reserve) { $0.provenance != .audit }
        guard !train.isEmpty || !audit.isEmpty else { throw WorkbenchError.nothingToExport(project: project) }
        var outcome = Outcome(
            destination: destination, trainCount: train.count, auditCount: audit.count,
            chosenReserveCount: chosen.count, smallestClass: 0,
            largestClass: 0,
            emptyClasses: [], renamedClasses: [:])
        let counts = Dictionary(grouping: train, by: \.label.id).mapValues(\.count)
        outcome.smallestClass = bench.classes.map { counts[$0.id] ?? 0 }.min() ?? 0
        outcome.largestClass = counts.values.max() ?? 0
        outcome.emptyClasses = bench.classes.filter { counts[$0.id] == nil }.map(\.name)
        switch format {
        case .csv:
            let lines = train.map { ($0, Split.train) } + audit.map { ($0, Split.audit) }
            let table = lines.map { row, split in
                LabelTable.Row(line: 0, path: row.image.path, className: row.label.name, split: split)
            }
            try write(LabelTable.csv(table), bench, &outcome)
        case .coop:
            try write(try Self.coOpSplit(train: train, test: audit, classes: bench.classes).json(), bench, &outcome)
        case .imagefolder:
            guard let source = bench.imageFolder else { throw WorkbenchError.noPictures(project: project) }
            let images = [(Split.train, train), (Split.audit, audit)].flatMap { split, rows in
                rows.sorted { $0.image.place < $1.image.place }
                    .map { ImageFolderPlan.Image(split: split, path: $0.image.path, className: $0.label.name) }
            }
            let plan = ImageFolderPlan(classes: bench.classes.map(\.name), images)
            let result = try ImageFolderExport(bench: bench, plan: plan, isForced: isForced)
                .run(from: source, to: destination, progress: progress)
            outcome.renamedClasses = plan.renamedClasses
            outcome.missing = result.missing
            outcome.removed = result.removed
            outcome.isRecorded = result.isRecorded
        }
        return outcome
    }

    private func write(_ text: String, _ bench: Workbench, _ outcome: inout Outcome) throws {
        var door = OutputDoor(bench, isForced: isForced)
        let target = try door.admit(destination)
        try door.write(Array(text.utf8), to: target)
        outcome.isRecorded = door.isRecorded
        outcome.isStandardOutput = target.isStandardOutput
    }

    /// CoOp's readers want every index from 0 on to be used: classes without an image are left out of the numbering. Those of
    /// the training list come first, so that its indices are 0 ..< its classes whatever the test set holds.
    private static func coOpSplit(
        train: [(image: ImageItem, label: LabelClass)], test: [(image: ImageItem, label: LabelClass)],
        classes: [LabelClass]
    ) -> CoOpSplit {
        let trained = Set(train.map(\.label.id))
        let tested = Set(test.map(\.label.id)).subtracting(trained)
        let numbered = classes.map(\.id).filter(trained.contains) + classes.map(\.id).filter(tested.contains)
        let indices = Dictionary(uniqueKeysWithValues: numbered.enumerated().map { ($1, $0) })
        func rows(_ images: [(image: ImageItem, label: LabelClass)]) -> [CoOpSplit.Row] {
            images.compactMap { image, label in
                indices[label.id].map { CoOpSplit.Row(path: image.path, label: $0, className: label.name) }
            }.sorted { ($0.label, ImagePath($0.path)) < ($1.label, ImagePath($1.path)) }
        }
        return CoOpSplit(train: rows(train), test: rows(test))
    }
}
