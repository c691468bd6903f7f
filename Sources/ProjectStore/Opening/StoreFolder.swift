package import ProjectModel

/// Where the parts of a store lie, below the project folder.
package struct StoreFolder: Sendable, Equatable {
    /// The project folder: the one that holds `miwake.yaml`.
    package let project: String

    package init(project: String) {
        var path = project.isEmpty ? "." : project
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.project = path
    }

    package var root: String { project + "/.miwake" }
    package var database: String { root + "/project.sqlite" }
    package var writerLock: String { root + "/writer.lock" }
    package var features: String { root + "/features" }
    package var estimators: String { root + "/estimators" }
    /// Of a file that is being written; its name comes when it is whole.
    package static let unfinishedSuffix = ".partial"
    /// What divided encodings leave, until they are merged.
    package var parts: String { root + "/parts" }

    /// Which files were written for people, outside the store.
    package var writtenFiles: String { root + "/written.sha256" }

    /// The checkpoint of a training round.
    package func estimatorFile(_ id: EstimatorID) -> String { estimators + "/" + Self.estimatorFileName(id) }

    /// `round-000012.safetensors`.
    package static func estimatorFileName(_ id: EstimatorID) -> String {
        let digits = String(id.rawValue)
        return "round-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".safetensors"
    }
}
