/// Where labelled images go in folders of class folders, as torchvision's ImageFolder reads them: `split/class/filename`.
///
/// A pure plan: names are made safe for every file system, and no two images get one place, also where the file system does
/// not tell upper from lower case. A class has one folder name in all splits, whichever of them it has images in.
package struct ImageFolderPlan: Sendable, Equatable {
    package let entries: [Entry]
    /// Class name → folder, where the folder had to be called otherwise and has an image.
    package let renamedClasses: [String: String]

    /// A labelled image.
    package struct Image: Sendable, Equatable {
        package var split: String
        package var path: String
        package var className: String

        package init(split: String, path: String, className: String) {
            self.split = split
            self.path = path
            self.className = className
        }
    }

    package struct Entry: Sendable, Equatable {
        /// As given.
        package var path: String
        /// Relative to the export folder: `split/class/filename`.
        package var destination: String

        package init(path: String, destination: String) {
            self.path = path
            self.destination = destination
        }
    }

    /// - Parameters:
    ///   - classes: all of the project, in its order, so that a folder keeps its name when a class gets its first label.
    ///   - images: each path once; the plan depends on the order only where names collide.
    package init(classes: [String], _ images: [Image]) {
        var folders = UniqueNames()
        var folderOfClass: [String: String] = [:]
        for name in classes + images.map(\.className) where folderOfClass[name] == nil {
            folderOfClass[name] = folders.claim([SafeFileName(name).text])
        }
        var files: [String: UniqueNames] = [:]
        entries = images.map { image in
            let folder = image.split + "/" + (folderOfClass[image.className] ?? "")
            // The name alone where it is free, else the whole path in one name: part-1.png, lot-7__part-1.png.
            let parts = image.path.split(separator: "/").map(String.init)
            let candidates = [parts.last ?? image.path, parts.joined(separator: "__")].map { SafeFileName($0).text }
            let file = files[folder, default: UniqueNames()].claim(candidates)
            return Entry(path: image.path, destination: folder + "/" + file)
        }
        let used = Set(images.map(\.className))
        renamedClasses = folderOfClass.filter { $0.key != $0.value && used.contains($0.key) }
    }
}

/// Names that were given out in one folder.
private struct UniqueNames {
    private var taken: Set<String> = []

    /// The first candidate that is free, else the last one with a number: `name-2.png`.
    mutating func claim(_ candidates: [String]) -> String {
        for candidate in candidates where taken.insert(candidate.lowercased()).inserted { return candidate }
        let last = SafeFileName.split(candidates.last ?? "image")
        var number = 2
        while true {
            let numbered = last.stem + "-\(number)" + last.type
            if taken.insert(numbered.lowercased()).inserted { return numbered }
            number += 1
        }
    }
}
