internal import Foundation
internal import ProjectModel
internal import ProjectStore
internal import TensorFiles

/// How the image files are at this moment, beside what the project's features were made of.
package struct FileState: Sendable, Equatable {
    /// Images whose file is gone, by path.
    package var missing: [String] = []
    /// Images whose file has another content than when it was last read: their features are of the earlier one.
    package var changed: [String] = []
    /// Images that were missing when the folder was last looked through, and are there again.
    package var returned: [String] = []
}

extension Workbench {
    /// Looks at every file; reads those whose size or time of change is another than known. Nil for a project without pictures.
    package func fileState() throws -> FileState? {
        guard imageFolder != nil else { return nil }
        let stamps = try store.fileStamps()
        let problems = try store.imageProblems()
        var state = FileState()
        for image in try store.images() {
            guard let path = picturePath(of: image) else { continue }
            guard let stamp = FileStamp(path: path) else {
                state.missing.append(image.path)
                continue
            }
            if problems[image.id]?.kind == .missing { state.returned.append(image.path) }
            guard stamps[image.id] != stamp, let known = image.contentHash else { continue }
            // A file that cannot be read now is no other file.
            if let hash = try? ContentHash.ofFile(at: path), hash != known { state.changed.append(image.path) }
        }
        return state
    }

    /// Classes whose text features are of other prompts than those of `miwake.yaml`, or that have none. Nil without features.
    ///
    /// Imported text rows carry no prompts: of them only a class without a row is known to be behind.
    package func classesWithOtherPrompts() throws -> [String]? {
        do {
            let table = try store.features()
            let known = Dictionary(table.textRows.map { ($0.className, $0) }, uniquingKeysWith: { first, _ in first })
            return textRows(of: table.set).filter { known[$0.className] != $0 }.map(\.className)
        } catch {
            switch error {
            // What is damaged is said by whoever reads it.
            case .noFeatures, .featureFileUnusable, .featureFileChanged: return nil
            default: throw error
            }
        }
    }
}
