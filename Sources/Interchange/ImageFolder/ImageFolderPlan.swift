/// Where labelled images go in a folder of class folders, as torchvision's ImageFolder reads it: `class/filename`.
///
/// A pure plan: names are made safe for every file system, and no two images get one place, also where the file system does
/// not tell upper from lower case.
package struct ImageFolderPlan: Sendable, Equatable {
    package let entries: [Entry]
    /// Class name → folder, where the folder had to be called otherwise.
    package let renamedClasses: [String: String]

    package struct Entry: Sendable, Equatable {
        /// As given.
        package var path: String
        /// Relative to the export folder: `class/filename`.
        package var destination: String

        package init(path: String, destination: String) {
            self.path = path
            self.destination = destination
        }
    }

    /// - Parameter images: each path once, in any order; the plan depends on the order only where names collide.
    package init(_ images: [(path: String, className: String)]) {
        var folders = UniqueNames()
        var files: [String: UniqueNames] = [:]
        var folderOfClass: [String: String] = [:]
        var entries: [Entry] = []
        for (path, className) in images {
            let folder = folderOfClass[className] ?? folders.claim([SafeFileName(className).text])
            folderOfClass[className] = folder
            // The name alone where it is free, else the whole path in one name: part-1.png, lot-7__part-1.png.
            let parts = path.split(separator: "/").map(String.init)
            let candidates = [parts.last ?? path, parts.joined(separator: "__")].map { SafeFileName($0).text }
            let file = files[folder, default: UniqueNames()].claim(candidates)
            entries.append(Entry(path: path, destination: folder + "/" + file))
        }
        self.entries = entries
        renamedClasses = folderOfClass.filter { $0.key != $0.value }
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
