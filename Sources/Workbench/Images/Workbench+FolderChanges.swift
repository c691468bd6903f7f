internal import Foundation
internal import Interchange
internal import ProjectModel
package import ProjectStore
internal import TensorFiles

extension Workbench {
    /// What became of the image folder since the project last looked: new, changed, moved and missing files.
    ///
    /// A file whose size and time of change are the ones known is not read again. A file with the content of one that is gone
    /// is that one, moved: it keeps its labels and its features.
    ///
    /// - Parameter remarks: gets what was passed over.
    package func folderChanges(
        remarks: inout ScanRemarks, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> FolderChanges {
        guard let imageFolder else { throw WorkbenchError.noPictures(project: folder.project) }
        let scan = try ImageScan(folder: imageFolder, excluding: file.exclude)
        remarks = scan.remarks
        let images = try store.images()
        let stamps = try store.fileStamps()
        let problems = try store.imageProblems()
        let known = Dictionary(images.map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
        var changes = FolderChanges()
        var fresh: [NewImage] = []
        for (index, path) in scan.paths.enumerated() {
            progress(index, scan.paths.count)
            let file = imageFolder + "/" + path
            guard let stamp = FileStamp(path: file) else {
                remarks.unreadable.append(path)
                continue
            }
            let image = known[ImagePath(path)]
            if let image, stamps[image.id] == stamp, image.contentHash != nil {
                if problems[image.id]?.kind == .missing {
                    changes.confirmed.append(
                        .init(id: image.id, file: newImage(path, image.contentHash, stamp)))
                }
                continue
            }
            let hash: String
            do {
                hash = try ContentHash.ofFile(at: file)
            } catch {
                remarks.unreadable.append(path)
                continue
            }
            let found = newImage(path, hash, stamp)
            guard let image else {
                fresh.append(found)
                continue
            }
            // An image that was known only by imported features gets its content now.
            if image.contentHash == nil || image.contentHash == hash {
                changes.confirmed.append(.init(id: image.id, file: found))
            } else {
                changes.changed.append(.init(id: image.id, file: found))
            }
        }
        let present = Set(scan.paths.map { ImagePath($0) })
        // What is excluded now was not looked for, and is not gone.
        var gone = images.filter { !present.contains($0.place) && !file.exclude.exclude($0.path) }
        for file in fresh {
            if let index = gone.firstIndex(where: { $0.contentHash != nil && $0.contentHash == file.contentHash }) {
                changes.moved.append(.init(id: gone.remove(at: index).id, file: file))
            } else {
                changes.added.append(file)
            }
        }
        changes.missing = gone.filter { problems[$0.id]?.kind != .missing }.map(\.id)
        return changes
    }

    private func newImage(_ path: String, _ hash: String?, _ stamp: FileStamp) -> NewImage {
        var image = newImage(path: path, contentHash: hash)
        image.stamp = stamp
        return image
    }
}
