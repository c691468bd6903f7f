internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore

/// Writes the labelled few-shot set for other programs.
package struct LabelExport: Sendable {
    package var project: String
    package var format: Format
    package var destination: String

    package enum Format: String, Sendable, CaseIterable {
        /// `path,class,split`.
        case csv
        /// A folder a class, with copies of the images.
        case imagefolder
        /// The split file of CoOp and its successors.
        case coop
    }

    package init(project: String, format: Format, destination: String) {
        self.project = project
        self.format = format
        self.destination = destination
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
            try Workbench.write(Array(LabelTable.csv(table).utf8), to: destination)
        case .coop:
            let file = Self.coOpSplit(train: train, test: audit, classes: bench.classes)
            try Workbench.write(Array(try file.json().utf8), to: destination)
        case .imagefolder:
            outcome.renamedClasses = try copyImages(bench, train, audit, progress)
        }
        return outcome
    }

    /// CoOp's readers want every index from 0 on to be used: classes without an image are left out of the numbering.
    private static func coOpSplit(
        train: [(image: ImageItem, label: LabelClass)], test: [(image: ImageItem, label: LabelClass)],
        classes: [LabelClass]
    ) -> CoOpSplit {
        let used = Set((train + test).map(\.label.id))
        let indices = Dictionary(
            uniqueKeysWithValues: classes.map(\.id).filter(used.contains).enumerated().map { ($1, $0) })
        func rows(_ images: [(image: ImageItem, label: LabelClass)]) -> [CoOpSplit.Row] {
            images.compactMap { image, label in
                indices[label.id].map { CoOpSplit.Row(path: image.path, label: $0, className: label.name) }
            }.sorted { ($0.label, $0.path) < ($1.label, $1.path) }
        }
        return CoOpSplit(train: rows(train), test: rows(test))
    }

    private func copyImages(
        _ bench: Workbench, _ train: [(image: ImageItem, label: LabelClass)],
        _ audit: [(image: ImageItem, label: LabelClass)], _ progress: (_ done: Int, _ total: Int) -> Void
    ) throws -> [String: String] {
        guard let source = bench.imageFolder else { throw WorkbenchError.noPictures(project: project) }
        let files = FileManager.default
        let content = (try? files.contentsOfDirectory(atPath: destination)) ?? []
        guard content.isEmpty else { throw WorkbenchError.destinationNotEmpty(path: destination) }
        var renamed: [String: String] = [:]
        var done = 0
        for (split, rows) in [(Split.train, train), (Split.audit, audit)] where !rows.isEmpty {
            let plan = ImageFolderPlan(rows.map { ($0.image.path, $0.label.name) })
            renamed.merge(plan.renamedClasses) { first, _ in first }
            for entry in plan.entries {
                let target = destination + "/" + split + "/" + entry.destination
                do {
                    try files.createDirectory(
                        atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                    try files.copyItem(atPath: source + "/" + entry.path, toPath: target)
                } catch {
                    throw WorkbenchError.fileUnwritable(path: target, reason: Workbench.reason(error))
                }
                done += 1
                progress(done, train.count + audit.count)
            }
        }
        return renamed
    }
}
