internal import FileContents
internal import Foundation
package import Interchange
package import ProjectModel
package import ProjectStore
internal import TensorFiles

/// An open project: its file, its classes, its store. Every use-case is a method of this value, or starts from it.
package struct Workbench: Sendable {
    package let file: ProjectFile
    /// In project order: the columns of every matrix.
    package let classes: [LabelClass]
    package let store: ProjectStore

    package var folder: StoreFolder { store.folder }
    /// For people: the name of the project folder.
    package var name: String {
        let path = URL(filePath: folder.project).standardizedFileURL.lastPathComponent
        return path.isEmpty ? folder.project : path
    }

    static let projectFileName = "miwake.yaml"

    /// Opens a project. A writer brings the store's classes, groups and sources in step with `miwake.yaml`.
    package static func open(_ path: String, _ mode: ProjectStore.Mode) throws -> Workbench {
        let folder = StoreFolder(project: path)
        _ = try projectFile(in: path)
        let store = try ProjectStore.open(at: folder.project, mode: mode, now: Date())
        let file = try projectFile(of: store)
        let bench = Workbench(file: file, classes: try classes(of: file, in: store), store: store)
        if mode == .readWrite { try bench.followPatterns() }
        return bench
    }

    /// Opens a project for writing; one that comes with its `miwake.yaml` and without a store, such as a sample or one that
    /// was taken from a repository, gets its store first.
    package static func setUp(_ path: String) throws -> Workbench {
        let folder = StoreFolder(project: path)
        guard FileManager.default.fileExists(atPath: folder.project + "/" + projectFileName) else {
            throw WorkbenchError.noProjectFile(path: path)
        }
        if !FileManager.default.fileExists(atPath: folder.database) {
            _ = try ProjectStore.create(at: folder.project, now: Date())
        }
        return try open(path, .readWrite)
    }

    static func classes(of file: ProjectFile, in store: ProjectStore) throws(StoreError) -> [LabelClass] {
        switch store.mode {
        case .readWrite: try store.syncClasses(file.classes)
        case .readOnly: try store.classes(matching: file.classes)
        }
    }

    /// What a project's `miwake.yaml` says, without opening its store.
    package static func projectFile(in project: String) throws -> ProjectFile {
        let yaml = StoreFolder(project: project).project + "/" + projectFileName
        guard FileManager.default.fileExists(atPath: yaml) else { throw WorkbenchError.noProjectFile(path: project) }
        do {
            return try ProjectFile(parsing: try bytes(of: yaml))
        } catch let error as ProjectFileError {
            throw WorkbenchError.projectFile(path: yaml, error)
        }
    }

    /// The folder of pictures; nil for a project of imported features only.
    package var imageFolder: String? { file.imageFolder(of: folder) }

    /// The file of an image; nil where the project has no pictures.
    package func picturePath(of image: ImageItem) -> String? { imageFolder.map { $0 + "/" + image.path } }

    /// Which part or lot, and which camera or line, a path belongs to.
    package func newImage(path: String, contentHash: String?) -> NewImage {
        NewImage(
            path: path, contentHash: contentHash, group: file.group?.name(in: path), source: file.source?.name(in: path)
        )
    }

    package func position(of id: ClassID) -> Int? { classes.firstIndex { $0.id == id } }

    package func classNamed(_ name: String) -> LabelClass? {
        classes.first { $0.name == name.asName }
    }

    /// The bytes of a file or a pipe; throws what a sentence needs to know.
    package static func bytes(of path: String) throws(WorkbenchError) -> [UInt8] {
        do {
            return try FileBytes.read(path, limit: largestText)
        } catch {
            throw .fileUnreadable(path: path, reason: error.reason)
        }
    }

    /// A list of a million paths has less.
    private static let largestText = 1 << 28

    /// Writes `miwake.yaml`, through a link where it is one: whole or not at all.
    static func writeProjectFile(_ text: String, to path: String) throws(WorkbenchError) {
        try OutputTarget(path).write(Array(text.utf8))
    }
}

/// The person at the terminal, for the log: the login name.
package var currentPerson: String {
    let name = NSUserName()
    return name.isEmpty ? "unknown" : name
}

extension ProjectFile {
    package func imageFolder(of folder: StoreFolder) -> String? {
        guard case .folder(let path) = images else { return nil }
        return Self.absolute(path, in: folder)
    }

    /// Where the checkpoint and its vocabulary lie; nil where the project names none.
    package func checkpointPaths(of folder: StoreFolder) -> (checkpoint: String, vocabulary: String?)? {
        guard case .checkpoint(let path, let vocabulary) = features else { return nil }
        return (Self.absolute(path, in: folder), vocabulary.map { Self.absolute($0, in: folder) })
    }

    private static func absolute(_ path: String, in folder: StoreFolder) -> String {
        path.hasPrefix("/") ? path : folder.project + "/" + path
    }
}
