internal import FileContents
internal import Foundation
package import Interchange

/// What was passed over when an image folder was looked through, for people to mend.
package struct ScanRemarks: Sendable, Equatable {
    /// Folders and files that could not be read, links that lead to nothing among them.
    package var unreadable: [String] = []
    /// Names that are not UTF-8, with the bytes that are none written as `\xE9`.
    package var misnamed: [String] = []
    /// Links to folders that were looked through already, or that the image folder lies in.
    package var repeatedFolders: [String] = []
    /// Folders and pictures that miwake.yaml passes over, in byte order; what such a folder holds is not looked at.
    package var excluded: [String] = []

    package init() {}
}

/// What an image folder holds: the pictures Miwake can show, and what it passes over, counted by type.
package struct ImageScan: Sendable, Equatable {
    /// Paths relative to the folder, forward slashes, in byte order; PNG and JPEG. Each is the file's name as the disk has it.
    package private(set) var paths: [String] = []
    /// Other image types by extension in lower case, with their counts: `["bmp": 3, "tiff": 12]`.
    package private(set) var skippedImageTypes: [String: Int] = [:]
    package private(set) var remarks = ScanRemarks()

    private let exclude: [ExcludePattern]

    private static let readable: Set<String> = ["png", "jpg", "jpeg", "jpe", "jfif"]
    private static let otherImages: Set<String> = [
        "bmp", "tif", "tiff", "gif", "webp", "heic", "heif", "avif", "jp2", "j2k", "jxl", "pgm", "ppm", "pnm", "pbm",
        "dng", "raw", "cr2", "nef", "arw", "exr", "hdr", "tga", "ico", "svg", "psd", "dcm",
    ]

    /// Looks through a folder and its sub-folders; nothing is written.
    ///
    /// A folder is looked through once: as itself where it lies in the image folder, else by the first link that leads to it.
    package init(folder: String, excluding exclude: [ExcludePattern]) throws(WorkbenchError) {
        self.exclude = exclude
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            throw .folderMissing(path: folder)
        }
        guard isFolder.boolValue else { throw .notAFolder(path: folder) }
        var visited: Set<FileIdentity> = []
        var links = collect(folder: folder, prefix: "", visited: &visited)
        // Links last: the same images have the same paths on every machine, in whatever order a disk lists them.
        while !links.isEmpty {
            let link = links.removeFirst()
            guard !Self.leadsBack(folder + "/" + link, to: folder) else {
                remarks.repeatedFolders.append(link)
                continue
            }
            links += collect(folder: folder + "/" + link, prefix: link + "/", visited: &visited)
        }
        paths.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        remarks.excluded.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a name has the type of a picture.
    static func isPicture(_ name: String) -> Bool {
        type(of: name).map { readable.contains($0) || otherImages.contains($0) } ?? false
    }

    /// - Returns: the links to folders that were met, in byte order.
    private mutating func collect(folder: String, prefix: String, visited: inout Set<FileIdentity>) -> [String] {
        guard let identity = FileIdentity(path: folder) else {
            remarks.unreadable.append(prefix)
            return []
        }
        guard visited.insert(identity).inserted else {
            remarks.repeatedFolders.append(String(prefix.dropLast()))
            return []
        }
        guard let listing = FolderListing(folder) else {
            remarks.unreadable.append(prefix.isEmpty ? "." : prefix)
            return []
        }
        remarks.misnamed += listing.unreadableNames.map { prefix + $0 }
        var links: [String] = []
        for name in listing.names {
            let path = folder + "/" + name
            var status = stat()
            guard stat(path, &status) == 0 else {
                remarks.unreadable.append(prefix + name)
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR where exclude.exclude(prefix + name): remarks.excluded.append(prefix + name + "/")
            case S_IFDIR:
                if Self.isLink(path) {
                    links.append(prefix + name)
                } else {
                    links += collect(folder: path, prefix: prefix + name + "/", visited: &visited)
                }
            case S_IFREG: sort(name: name, relativePath: prefix + name)
            default: continue
            }
        }
        return links
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Whether a link leads to a folder that the image folder itself lies in.
    private static func leadsBack(_ link: String, to folder: String) -> Bool {
        guard let target = realPath(link), let own = realPath(folder) else { return false }
        return target == "/" || own.hasPrefix(target + "/")
    }

    private static func type(of name: String) -> String? {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        return name[name.index(after: dot)...].lowercased()
    }

    private mutating func sort(name: String, relativePath: String) {
        guard let type = Self.type(of: name), Self.isPicture(name) else { return }
        if exclude.exclude(relativePath) {
            remarks.excluded.append(relativePath)
        } else if Self.readable.contains(type) {
            paths.append(relativePath)
        } else {
            skippedImageTypes[type, default: 0] += 1
        }
    }
}
