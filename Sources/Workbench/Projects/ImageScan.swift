internal import Foundation
package import Interchange

/// What an image folder holds: the pictures Miwake can show, and what it passes over, counted by type.
package struct ImageScan: Sendable, Equatable {
    /// Paths relative to the folder, forward slashes, in byte order; PNG and JPEG.
    package private(set) var paths: [String] = []
    /// Other image types by extension in lower case, with their counts: `["bmp": 3, "tiff": 12]`.
    package private(set) var skippedImageTypes: [String: Int] = [:]
    /// Folders and files that could not be read.
    package private(set) var unreadable: [String] = []
    /// Folders and pictures that the project passes over, in byte order; what such a folder holds is not looked at.
    package private(set) var excluded: [String] = []

    private let exclude: [ExcludePattern]

    private static let readable: Set<String> = ["png", "jpg", "jpeg", "jpe", "jfif"]
    private static let otherImages: Set<String> = [
        "bmp", "tif", "tiff", "gif", "webp", "heic", "heif", "avif", "jp2", "j2k", "jxl", "pgm", "ppm", "pnm", "pbm",
        "dng", "raw", "cr2", "nef", "arw", "exr", "hdr", "tga", "ico", "svg", "psd", "dcm",
    ]

    /// Looks through a folder and its sub-folders; nothing is written.
    package init(folder: String, excluding exclude: [ExcludePattern]) throws(WorkbenchError) {
        self.exclude = exclude
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            throw .folderMissing(path: folder)
        }
        guard isFolder.boolValue else { throw .notAFolder(path: folder) }
        var visited: Set<String> = []
        collect(folder: folder, prefix: "", visited: &visited)
        paths.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        excluded.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private mutating func collect(folder: String, prefix: String, visited: inout Set<String>) {
        // A folder reached twice is a symbolic link that leads back.
        guard let real = realpath(folder, nil) else { return unreadable.append(prefix) }
        defer { free(real) }
        guard visited.insert(String(cString: real)).inserted else { return }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            return unreadable.append(prefix.isEmpty ? "." : prefix)
        }
        for name in names {
            let path = folder + "/" + name
            var status = stat()
            guard stat(path, &status) == 0 else {
                unreadable.append(prefix + name)
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR where exclude.exclude(prefix + name): excluded.append(prefix + name + "/")
            case S_IFDIR: collect(folder: path, prefix: prefix + name + "/", visited: &visited)
            case S_IFREG: sort(name: name, relativePath: prefix + name)
            default: continue
            }
        }
    }

    private mutating func sort(name: String, relativePath: String) {
        guard let dot = name.lastIndex(of: ".") else { return }
        let type = name[name.index(after: dot)...].lowercased()
        guard Self.readable.contains(type) || Self.otherImages.contains(type) else { return }
        if exclude.exclude(relativePath) {
            excluded.append(relativePath)
        } else if Self.readable.contains(type) {
            paths.append(relativePath)
        } else if Self.otherImages.contains(type) {
            skippedImageTypes[type, default: 0] += 1
        }
    }
}
