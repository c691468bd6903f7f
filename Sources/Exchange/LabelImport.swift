internal import Foundation
internal import Interchange
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore
internal import Workbench

/// Brings in labels from a CSV file, or from the folders that hold the images.
package struct LabelImport: Sendable {
    package var project: String
    package var source: Source
    package var onlyPerClass: Int?
    package var split: String?
    /// For the draw of `onlyPerClass`; nil for the project's own.
    package var seed: UInt64?
    /// Whether an answer that is there already gives way.
    package var isReplacing: Bool
    /// Whether rows of images that the project does not know are counted rather than refused.
    package var isIgnoringUnknown: Bool
    /// What every path of the table begins with that the project's do not.
    package var stripPrefix: String?

    package enum Source: Sendable, Equatable {
        case csv(String)
        case folders
    }

    package init(
        project: String, source: Source, onlyPerClass: Int?, split: String?, seed: UInt64?, isReplacing: Bool,
        isIgnoringUnknown: Bool, stripPrefix: String? = nil
    ) {
        self.project = project
        self.source = source
        self.onlyPerClass = onlyPerClass
        self.split = split
        self.seed = seed
        self.isReplacing = isReplacing
        self.isIgnoringUnknown = isIgnoringUnknown
        self.stripPrefix = stripPrefix
    }

    package struct Outcome: Sendable, Equatable {
        package var given: Int
        package var unchanged: Int
        package var kept: Int
        package var replaced: Int
        /// Rows of the audit reserve, passed over.
        package var reserve: Int
        package var unknownPaths: Int
        /// Images whose folder is no class, by folder.
        package var otherFolders: [String: Int]
        package var smallestClass: Int
    }

    package func run() throws -> Outcome {
        let bench = try Workbench.open(project, .readWrite)
        let images = try bench.store.images()
        var outcome = Outcome(
            given: 0, unchanged: 0, kept: 0, replaced: 0, reserve: 0, unknownPaths: 0, otherFolders: [:],
            smallestClass: 0)
        var wanted: [(image: ImageID, label: ClassID)] = []
        switch source {
        case .csv(let path):
            let table = try bench.rows(ofTable: path, split: split, naming: images, strippingPrefix: stripPrefix)
            for (row, place) in table {
                guard let image = place.map({ images[$0] }) else {
                    guard isIgnoringUnknown else {
                        throw WorkbenchError.unknownPathInTable(path: path, line: row.line, name: row.path)
                    }
                    outcome.unknownPaths += 1
                    continue
                }
                guard let label = bench.classNamed(row.className) else {
                    throw try bench.unknownClass(row.className, ofTable: path, line: row.line)
                }
                if image.isReserve { outcome.reserve += 1 } else { wanted.append((image.id, label.id)) }
            }
        case .folders:
            for image in images {
                let folder = image.path.split(separator: "/").dropLast().last.map(String.init) ?? ""
                guard let label = bench.classNamed(folder) else {
                    outcome.otherFolders[folder, default: 0] += 1
                    continue
                }
                if image.isReserve { outcome.reserve += 1 } else { wanted.append((image.id, label.id)) }
            }
        }
        if let onlyPerClass { wanted = drawn(wanted, onlyPerClass, seed: seed ?? bench.file.seed) }
        guard !wanted.isEmpty else { throw WorkbenchError.nothingToImport(path: sourceName) }
        let result = try bench.store.importLabels(wanted, isReplacing: isReplacing, by: currentPerson, at: Date())
        outcome.given = result.given
        outcome.unchanged = result.unchanged
        outcome.kept = result.kept.count
        outcome.replaced = result.replaced.count
        let counts = Dictionary(grouping: try bench.store.labels(in: .pool), by: \.label).mapValues(\.count)
        outcome.smallestClass = bench.classes.map { counts[$0.id] ?? 0 }.min() ?? 0
        return outcome
    }

    private var sourceName: String {
        switch source {
        case .csv(let path): path
        case .folders: project
        }
    }

    /// At most so many of each class, drawn by seed, kept in their order.
    private func drawn(
        _ labels: [(image: ImageID, label: ClassID)], _ count: Int, seed: UInt64
    ) -> [(image: ImageID, label: ClassID)] {
        var generator = SeededGenerator(seed: seed)
        var chosen: Set<ImageID> = []
        var taken: [ClassID: Int] = [:]
        for (image, label) in generator.shuffled(labels) where taken[label, default: 0] < count {
            taken[label, default: 0] += 1
            chosen.insert(image)
        }
        return labels.filter { chosen.contains($0.image) }
    }
}
