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
}
