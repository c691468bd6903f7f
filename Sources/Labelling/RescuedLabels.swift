internal import FileContents
internal import Foundation
internal import Interchange
internal import ProjectModel
package import ProjectStore
internal import Synchronization
internal import Workbench

/// Where the labels of a session lie whose store went away: nothing of it is recorded in the project any more.
package struct RescuedLabels: Sendable, Equatable {
    /// Every label that stands and the answers given since, in the columns that `miwake import labels` reads.
    package var table: String
    package var labels: Int
    /// Everything that was recorded until then, as a store; nil where it could not be read any more.
    package var store: String?
}

/// Why a session could not go on.
package enum LabellingError: Error, Sendable, Equatable {
    /// The store is no longer the one that was opened; what it held and what was answered since lies elsewhere.
    case storeReplaced(path: String, by: StoreError.Replacement, RescuedLabels)
}

extension LabellingSession {
    /// Writes what this session knows to files of its own: the labels once more after each answer, the store's content once.
    func rescue(_ edit: Edit, at time: Date) throws -> RescuedLabels {
        let (unrecorded, known) = state.withLock { state in
            state.unrecorded.append(edit)
            return (state.unrecorded, state.rescued)
        }
        var labels: [ImageID: ClassID] = [:]
        // The open file still holds what was recorded, also where its name is gone. What this session saw is beyond doubt.
        for label in (try? bench.store.labels(in: .all)) ?? [] { labels[label.image] = label.label }
        let reviews = state.withLock { $0.reviews }
        for (image, review) in zip(pool.images, reviews) { labels[image.id] = review.labelledClass }
        for edit in unrecorded {
            if case .review(_, let review) = edit.change { labels[edit.image] = review.labelledClass }
        }
        let names = Dictionary(bench.classes.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let images = (try? bench.store.images()) ?? pool.images
        let rows = images.compactMap { image in
            labels[image.id].flatMap { names[$0] }.map {
                LabelTable.Row(line: 0, path: image.path, className: $0, split: nil)
            }
        }
        let table = try known?.table ?? Self.newFile(in: rescueFolder, "rescued-labels-\(time.inName)", "csv")
        try OutputTarget(table).write(Array(LabelTable.csv(rows).utf8))
        let copy =
            known.map(\.store)
            ?? (try? bench.store.rescueCopy(
                to: (table as NSString).deletingLastPathComponent + "/rescued-project-\(time.inName).sqlite"))
        let rescued = RescuedLabels(table: table, labels: rows.count, store: copy)
        state.withLock { $0.rescued = rescued }
        return rescued
    }

    /// The project's own, as long as there is one.
    private var rescueFolder: String {
        let candidates = [bench.folder.project, FileManager.default.currentDirectoryPath, NSHomeDirectory()]
        return candidates.first { FileManager.default.isWritableFile(atPath: $0) } ?? NSTemporaryDirectory()
    }

    /// Makes an empty file whose name nobody has yet.
    private static func newFile(in folder: String, _ name: String, _ type: String) throws -> String {
        for number in 1... {
            let path = "\(folder)/\(name)\(number == 1 ? "" : "-\(number)").\(type)"
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            if file >= 0 {
                close(file)
                return path
            }
            guard errno == EEXIST else {
                throw WorkbenchError.fileUnwritable(path: path, reason: systemReason(of: errno))
            }
        }
        preconditionFailure("numbers do not end")
    }
}

extension Date {
    /// `20261127T160301Z`: sorts by time, and is a name on every file system.
    fileprivate var inName: String {
        formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: false).dateSeparator(.omitted)
                .timeSeparator(.omitted)) + "Z"
    }
}
