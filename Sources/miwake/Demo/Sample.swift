import FileContents
import Foundation
import Interchange
import Labelling
import ProjectModel
import Workbench

/// A sample project that came with the program, and the copy of it that a demo works on.
struct Sample {
    /// The folder with miwake.yaml, images/ and truth.csv.
    let folder: String

    static let standardName = "surface"
    private static let projectFile = "miwake.yaml"
    private static let answerKey = "truth.csv"
    /// In the folder of a copy: this folder is a demo's own. Holds whose labels are in it.
    private static let mark = ".miwake-demo"
    private static let checkpointFolder = "clip"

    /// Whose labels a copy holds.
    enum Owner: String {
        /// A script's: it can give them again.
        case script
        /// A person's, who may have spent an hour on them.
        case person
    }

    /// Finds a sample by name or folder: an explicit folder, else those installed beside the program, else those of the
    /// checkout that the program was built in.
    init(_ wanted: String, _ folders: ResourceFolders) throws {
        let candidates =
            wanted.contains("/") ? [wanted] : folders.samples.map { $0 + "/" + wanted }
        guard let found = candidates.first(where: { Self.exists($0 + "/" + Self.projectFile) }) else {
            throw Failing(.input) { $0.noSample(wanted, places: candidates) }
        }
        folder = found
    }

    /// The answer key of a copy.
    static func answerKey(of copy: String) -> String { copy + "/" + answerKey }

    /// Whether a folder is a copy that a demo made.
    static func isCopy(_ path: String) -> Bool { exists(path + "/" + mark) }

    /// Whether nothing is lost when a copy is made anew: no person's labels are in it, and nobody has it open.
    static func isReplaceable(_ path: String) -> Bool {
        guard isCopy(path) else { return false }
        // A copy that was not finished.
        guard exists(path + "/" + projectFile) else { return true }
        guard let bench = try? Workbench.setUp(path), let status = try? bench.status() else { return false }
        return status.counts.reviews == 0 || owner(of: path) == .script
    }

    /// A copy that does not say is a person's.
    static func owner(of copy: String) -> Owner {
        let text = try? String(contentsOfFile: copy + "/" + mark, encoding: .utf8)
        return text.flatMap { Owner(rawValue: $0) } ?? .person
    }

    static func hand(_ copy: String, to owner: Owner) throws {
        do {
            try Data(owner.rawValue.utf8).write(to: URL(filePath: copy + "/" + mark), options: .atomic)
        } catch {
            throw WorkbenchError.fileUnwritable(path: copy + "/" + mark, reason: systemReason(of: error))
        }
    }

    /// Copies the sample, with the checkpoint that its miwake.yaml names, into a folder that is new, empty or an older
    /// copy's without a person's labels; a copy is a project of its own, whatever becomes of the program.
    func copy(to destination: String, for owner: Owner) throws {
        let files = FileManager.default
        do {
            if Self.isReplaceable(destination) {
                if let own = addition(in: destination) {
                    throw Failing(.input) { $0.copyHolds(own, in: destination) }
                }
                try files.removeItem(atPath: destination)
            }
            guard !Self.isCopy(destination) else {
                throw Failing(.projectState) { $0.copyInUse(destination) }
            }
            let present = (try? files.contentsOfDirectory(atPath: destination)) ?? []
            guard present.isEmpty else { throw WorkbenchError.destinationNotEmpty(path: destination) }
            try files.createDirectory(atPath: destination, withIntermediateDirectories: true)
            try Self.hand(destination, to: owner)
            // What the program made of the sample where it lies is not the sample's.
            for name in try files.contentsOfDirectory(atPath: folder).sorted() where !name.hasPrefix(".") {
                guard name != Self.projectFile else { continue }
                try files.copyItem(atPath: folder + "/" + name, toPath: destination + "/" + name)
            }
            // The project file last: a folder with one is a project that can be opened.
            try copyProjectFile(to: destination)
        } catch let error as CocoaError {
            throw WorkbenchError.fileUnwritable(path: destination, reason: systemReason(of: error))
        }
    }

    /// The first file in a copy that came neither with the sample nor from the program.
    private func addition(in copy: String) -> String? {
        let own = [Self.projectFile, Self.mark, Self.checkpointFolder, ".miwake"]
        let names = FileManager.default.enumerator(atPath: copy)?.compactMap { $0 as? String } ?? []
        return names.sorted().first { name in
            let top = name.split(separator: "/").first.map(String.init) ?? name
            return !own.contains(top) && !Self.exists(folder + "/" + name)
        }
    }

    private func copyProjectFile(to destination: String) throws {
        let path = folder + "/" + Self.projectFile
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let file: ProjectFile
        do {
            file = try ProjectFile(parsing: Array(text.utf8))
        } catch {
            throw WorkbenchError.projectFile(path: path, error)
        }
        var copy = text
        if case .checkpoint(let checkpoint, _) = file.features, !checkpoint.hasPrefix("/") {
            let line = "checkpoint: " + checkpoint
            guard text.contains(line) else {
                throw Failing(.input) { $0.notCopied(checkpoint, of: path) }
            }
            let source = URL(filePath: folder + "/" + checkpoint).standardizedFileURL.path
            guard Self.exists(source) else {
                throw Failing(.input) { $0.noSampleCheckpoint(source) }
            }
            if !Self.exists(destination + "/" + Self.checkpointFolder) {
                try FileManager.default.copyItem(atPath: source, toPath: destination + "/" + Self.checkpointFolder)
            }
            copy = text.replacingOccurrences(of: line, with: "checkpoint: " + Self.checkpointFolder)
        }
        try Data(copy.utf8).write(to: URL(filePath: destination + "/" + Self.projectFile), options: .atomic)
    }

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
