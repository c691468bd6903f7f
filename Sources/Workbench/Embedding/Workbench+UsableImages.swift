internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore

extension Workbench {
    /// What keeps images from being used. A flaw does not, and neither does a doubt where `miwake.yaml` says "use anyway".
    func obstacles(to images: [ImageItem]) throws -> [ImageID: ImageProblem] {
        let problems = try store.imageProblems()
        guard !problems.isEmpty else { return [:] }
        let paths = Dictionary(images.map { ($0.id, $0.path) }, uniquingKeysWith: { first, _ in first })
        return problems.filter { image, problem in
            switch problem.kind {
            case .flawed: false
            case .doubtful: !file.usesAnyway(paths[image])
            case .missing, .unreadable, .damaged, .unsupported, .tooLarge: true
            }
        }
    }

    /// Writes into `miwake.yaml` that pictures are used although they are in doubt; nothing else of the file changes.
    ///
    /// - Parameter paths: below the image folder, with or without it; each must be a file there.
    package static func useAnyway(_ paths: [String], in project: String) throws {
        let folder = StoreFolder(project: project)
        guard let images = try projectFile(in: project).imageFolder(of: folder) else {
            throw WorkbenchError.noPictures(project: project)
        }
        let paths = paths.map { $0.hasPrefix(images + "/") ? String($0.dropFirst(images.count + 1)) : $0 }
        for path in paths where !FileManager.default.fileExists(atPath: images + "/" + path) {
            throw WorkbenchError.unknownImage(path: path)
        }
        let yaml = project + "/" + projectFileName
        let text = String(decoding: try bytes(of: yaml), as: UTF8.self)
        guard let changed = ProjectFile.text(text, usingAnyway: paths) else {
            throw WorkbenchError.useAnywayNotWritten(path: yaml, images: paths)
        }
        guard changed != text else { return }
        try write(Array(changed.utf8), to: yaml)
    }
}
