internal import Foundation
internal import ProjectStore

extension Workbench {
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
}
