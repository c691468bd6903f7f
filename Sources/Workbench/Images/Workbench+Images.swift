internal import Foundation
internal import Interchange
package import ProjectModel
internal import ProjectStore

extension Workbench {
    /// The patterns of `miwake.yaml` as the store remembers them.
    private var patterns: String { "group \(file.group?.text ?? "")\nsource \(file.source?.text ?? "")" }

    /// Gives the images the groups and sources of the present patterns, where these changed since it was last done.
    ///
    /// - Returns: how many images have another group or source now.
    @discardableResult
    func followPatterns() throws -> Int {
        guard try store.value(of: .patterns) != patterns else { return 0 }
        return try store.regroup(by: patterns) { (file.group?.name(in: $0), file.source?.name(in: $0)) }
    }

    /// All images, with the groups and sources of the present patterns also where the store could not be told of them.
    package func images() throws -> [ImageItem] {
        let images = try store.images()
        guard store.mode == .readOnly, try store.value(of: .patterns) != patterns else { return images }
        return images.map { image in
            var image = image
            image.group = file.group?.name(in: image.path)
            image.source = file.source?.name(in: image.path)
            return image
        }
    }

    /// What keeps images from being used. A flaw does not, and neither does a doubt where `miwake.yaml` says "use anyway".
    package func obstacles(to images: [ImageItem]) throws -> [ImageID: ImageProblem] {
        obstacles(to: images, among: try store.imageProblems())
    }

    /// - Parameter problems: all that is known of the images.
    package func obstacles(
        to images: [ImageItem], among problems: [ImageID: ImageProblem]
    ) -> [ImageID: ImageProblem] {
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
        try writeProjectFile(changed, to: yaml)
    }
}
