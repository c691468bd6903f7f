internal import FileContents
internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore

/// What belongs to a project and may never be written over, however it is spelt and whatever links lead to it.
struct ProtectedFiles {
    private let bench: Workbench
    /// The image folder, free of links; nil where there is none.
    let imageFolder: String?
    /// The files of the store and the project file, by identity: hard links have other names.
    private let own: [FileIdentity: OutputError.Protected]
    private var images: Set<FileIdentity>?

    private static let storeFolder = ".miwake"

    init(_ bench: Workbench) {
        self.bench = bench
        imageFolder = bench.imageFolder.flatMap(realPath)
        var own: [FileIdentity: OutputError.Protected] = [:]
        let root = bench.folder.root
        for file in FileManager.default.enumerator(atPath: root) ?? FileManager.DirectoryEnumerator() {
            guard let name = file as? String, let identity = FileIdentity(path: root + "/" + name) else { continue }
            own[identity] = .store
        }
        if let identity = FileIdentity(path: bench.folder.project + "/" + Workbench.projectFileName) {
            own[identity] = .projectFile
        }
        self.own = own
    }

    /// What stands in the way of writing a file; nil where nothing does.
    ///
    /// - Parameters:
    ///   - place: absolute and free of links.
    ///   - identity: of the file that is there.
    mutating func objection(to place: String, _ identity: FileIdentity?) -> OutputError.Protected? {
        if Self.isInStore(place) { return .store }
        let name = place.split(separator: "/").last.map { $0.lowercased() }
        // A project file that is not there yet would make a project of its folder.
        if name == Workbench.projectFileName { return .projectFile }
        guard let identity else { return nil }
        if let kind = own[identity] { return kind }
        if let imageFolder, place.hasPrefix(imageFolder + "/"), ImageScan.isPicture(place) { return .sourceImage }
        return imageIdentities().contains(identity) ? .sourceImage : nil
    }

    /// What stands in the way of writing to a descriptor that somebody has led into a file.
    mutating func objection(toDescriptor descriptor: Int32) -> OutputError.Protected? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let identity = FileIdentity(status)
        return own[identity] ?? (imageIdentities().contains(identity) ? .sourceImage : nil)
    }

    /// What stands in the way of filling a folder.
    func objection(toFilling folder: String) -> OutputError.Protected? {
        if Self.isInStore(folder) { return .store }
        if let imageFolder, folder == imageFolder || folder.hasPrefix(imageFolder + "/") { return .imageFolder }
        return nil
    }

    private static func isInStore(_ place: String) -> Bool {
        place.split(separator: "/").contains { $0.lowercased() == storeFolder }
    }

    /// Every image's file, wherever links lead to; looked up once, and only when something is about to be replaced.
    private mutating func imageIdentities() -> Set<FileIdentity> {
        if let images { return images }
        let folder = bench.imageFolder ?? ""
        let paths = folder.isEmpty ? [] : ((try? bench.store.images()) ?? []).map { folder + "/" + $0.path }
        let found = Set(paths.compactMap { FileIdentity(path: $0) })
        images = found
        return found
    }
}
