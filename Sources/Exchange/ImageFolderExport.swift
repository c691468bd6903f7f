internal import FileContents
internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore
internal import TensorFiles
internal import Workbench

/// Fills a folder with copies of labelled images. It may be stopped at any moment: the next run keeps what is there as it should
/// be, and does the rest. What an earlier run wrote and this one does not want is removed.
struct ImageFolderExport {
    let bench: Workbench
    let plan: ImageFolderPlan
    let isForced: Bool

    struct Outcome {
        /// Images whose file could not be read, by path, with the reason.
        var missing: [LabelExport.Missing] = []
        /// Files of an earlier export that this one does not want.
        var removed = 0
        var isRecorded = true
    }

    /// - Parameter source: the image folder.
    func run(
        from source: String, to destination: String, progress: (_ done: Int, _ total: Int) -> Void
    ) throws -> Outcome {
        var door = OutputDoor(bench, isForced: isForced)
        let folder = try door.admitFolder(destination)
        let stale = try look(through: folder, source, &door, destination: destination)
        var outcome = Outcome()
        var copied: [String] = []
        for (index, entry) in plan.entries.enumerated() {
            do {
                if try copy(source, entry, to: folder, &door) { copied.append(entry.destination) }
            } catch let error as TensorFileError {
                outcome.missing.append(.init(path: entry.path, reason: error.reason))
            }
            progress(index + 1, plan.entries.count)
        }
        outcome.removed = remove(stale, in: folder)
        // The copies were given their names without waiting for the disk: all of them now.
        for name in copied { try bringToDisk(folder + "/" + name) }
        outcome.isRecorded = door.isRecorded
        return outcome
    }

    /// Refuses what is in the way before anything is written.
    ///
    /// - Returns: what an earlier run wrote and this one does not want, relative to the folder.
    private func look(
        through folder: String, _ source: String, _ door: inout OutputDoor, destination: String
    ) throws -> [String] {
        let wanted = Dictionary(
            plan.entries.map { (ImagePath($0.destination), $0) }, uniquingKeysWith: { first, _ in first })
        var stale: [String] = []
        var foreign: [String] = []
        var inTheWay: [String] = []
        for name in Self.files(in: folder) {
            let file = folder + "/" + name
            if let entry = wanted[ImagePath(name)] {
                if Self.isCopy(file, of: source + "/" + entry.path) { continue }
                if try door.isInTheWay(file) { inTheWay.append(name) }
            } else if try Self.isUnfinished(name) || door.isOurs(file) {
                stale.append(name)
            } else {
                foreign.append(name)
            }
        }
        if let first = inTheWay.first {
            throw WorkbenchError.output(.notOurs(path: destination + "/" + first, count: inTheWay.count))
        }
        if let first = foreign.first, !isForced {
            throw WorkbenchError.output(.foreignFiles(folder: destination, count: foreign.count, example: first))
        }
        return stale
    }

    /// - Returns: false for a copy that was there already.
    private func copy(
        _ source: String, _ entry: ImageFolderPlan.Entry, to folder: String, _ door: inout OutputDoor
    ) throws -> Bool {
        guard !ImagePath(entry.path).leavesFolder else {
            throw TensorFileError.unreadable(path: entry.path, reason: "the path leads out of the image folder")
        }
        let target = folder + "/" + entry.destination
        let file = try MappedFile(path: source + "/" + entry.path)
        guard !Self.isCopy(target, of: source + "/" + entry.path) else { return false }
        do {
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        } catch {
            throw WorkbenchError.fileUnwritable(path: target, reason: systemReason(of: error))
        }
        try door.write(file, to: try door.admit(target))
        return true
    }

    private func bringToDisk(_ file: String) throws {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw WorkbenchError.fileUnwritable(path: file, reason: systemReason(of: errno))
        }
    }

    /// Files below a folder by their relative paths, in byte order; hidden ones, which belong to the system's own programs, are
    /// passed over, and links are not followed.
    private static func files(in folder: String) -> [String] {
        var found: [String] = []
        var waiting = [""]
        while let prefix = waiting.popLast() {
            for entry in FolderListing(folder + "/" + prefix)?.names ?? [] where !entry.hasPrefix(".") {
                var status = stat()
                guard lstat(folder + "/" + prefix + entry, &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    waiting.append(prefix + entry + "/")
                } else {
                    found.append(prefix + entry)
                }
            }
        }
        return found.sorted { ImagePath($0) < ImagePath($1) }
    }

    /// What a kill left of a copy.
    private static func isUnfinished(_ name: String) -> Bool { name.hasSuffix(ReplacingFile.partialType) }

    private static func isCopy(_ file: String, of source: String) -> Bool {
        guard let copy = try? MappedFile(path: file), let original = try? MappedFile(path: source),
            copy.count == original.count
        else { return false }
        return copy.withBytes { copy in original.withBytes { copy.elementsEqual($0) } }
    }

    private func remove(_ files: [String], in folder: String) -> Int {
        var removed = 0
        for name in files where unlink(folder + "/" + name) == 0 {
            if !Self.isUnfinished(name) { removed += 1 }
            // A class that lost its last image; a folder that holds something stays.
            rmdir(folder + "/" + (name as NSString).deletingLastPathComponent)
        }
        return removed
    }
}
