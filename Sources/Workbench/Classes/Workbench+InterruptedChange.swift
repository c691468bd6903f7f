internal import FileContents
internal import Foundation
internal import Glibc
internal import Interchange
internal import ProjectModel
internal import ProjectStore

/// A change of classes touches two places, the store and `miwake.yaml`, in this order. The store keeps what the file said and
/// is to say until the file is written, so that a program that was killed in between loses nothing.
extension Workbench {
    /// What the `miwake.yaml` of an open store says.
    static func projectFile(of store: ProjectStore) throws -> ProjectFile {
        let yaml = store.folder.project + "/" + projectFileName
        do {
            return try ProjectFile(parsing: Array(try projectText(of: store).utf8))
        } catch let error as ProjectFileError {
            throw WorkbenchError.projectFile(path: yaml, error)
        }
    }

    /// The text of the `miwake.yaml` of an open store. Where a change of classes was interrupted before it wrote the file, a
    /// writer writes it now, and a reader reads what it is to say.
    static func projectText(of store: ProjectStore) throws -> String {
        let yaml = store.folder.project + "/" + projectFileName
        let text = String(decoding: try bytes(of: yaml), as: UTF8.self)
        guard let unwritten = try store.unwrittenFile() else { return text }
        guard text != unwritten.before else {
            if store.mode == .readWrite { try complete(unwritten, of: store) }
            return unwritten.after
        }
        // It was written and not noted, or somebody edited it meanwhile: it counts where its classes are those of the store.
        let current = try store.classRecords().filter { $0.position != nil }.map(\.name)
        let names = (try? ProjectFile(parsing: Array(text.utf8)))?.classes.map(\.name)
        guard text == unwritten.after || names == current else {
            throw ClassChangeError.interrupted(path: yaml, who: unwritten.who, classes: current)
        }
        if store.mode == .readWrite { try store.settle(unwritten) }
        return text
    }

    /// Writes the project file of a change and notes that it is there.
    static func complete(_ unwritten: UnwrittenFile, of store: ProjectStore) throws {
        let yaml = store.folder.project + "/" + projectFileName
        if unwritten.before != unwritten.after {
            try writeProjectFile(unwritten.after, to: yaml)
            // Before the store forgets what the file is to say, the file must be on the disk, and so must its name.
            for path in [yaml, store.folder.project] { try bringToDisk(path) }
        }
        try store.settle(unwritten)
    }

    private static func bringToDisk(_ path: String) throws(WorkbenchError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .fileUnwritable(path: path, reason: systemReason(of: errno)) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw .fileUnwritable(path: path, reason: systemReason(of: errno))
        }
    }
}
