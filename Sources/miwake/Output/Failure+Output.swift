import Interchange
import Workbench

extension Failure {
    init(_ error: OutputError) {
        switch error {
        case .protected(let path, .store):
            self.init(
                "“\(path)” lies in a project's store (.miwake), which Miwake alone writes; name another file.", .input)
        case .protected(let path, .projectFile):
            self.init("“\(path)” is a project's miwake.yaml, which is never written over; name another file.", .input)
        case .protected(let path, .sourceImage):
            self.init("“\(path)” is a source image, and those are never written; name another file.", .input)
        case .protected(let path, .imageFolder):
            self.init(
                "“\(path)” lies in the image folder, which is never written: the copies would count as new images. Name another "
                    + "folder.", .input)
        case .notOurs(let path, let count):
            let others = count > 1 ? " (and so are \(count - 1) more)" : ""
            self.init(
                "“\(path)” is there already\(others), and Miwake did not write it or it was changed since; name another place, or "
                    + "write over it with --force.", .input)
        case .foreignFiles(let folder, let count, let example):
            self.init(
                "“\(folder)” holds \(counted(count, "file")) that Miwake did not write (“\(example)”); name another folder, or "
                    + "leave them among the copies with --force.", .input)
        case .folder(let path): self.init("“\(path)” is a folder; name a file.", .input)
        case .noFolder(let path): self.init("“\(path)” is no folder; name the folder to fill.", .input)
        case .blockDevice(let path):
            self.init("“\(path)” is a disk, which would be written over; name a file.", .input)
        case .notRecords(let path):
            self.init(
                "“\(path)” holds something else than finished runs of a simulation; name another file for --results, or "
                    + "add to it with --force.", .input)
        }
    }

    init(_ defect: PathDefect, file: String) {
        switch defect {
        case .climbs(let path, let line):
            self.init(
                "Line \(line) of “\(file)” leads out of the image folder (“\(path)”); paths are relative to the image folder.",
                .input)
        case .ambiguous(let path, let line, let candidates):
            self.init(
                "Line \(line) of “\(file)” names “\(path)”, which is spelt like no image and means \(Self.either(candidates)); "
                    + "give the very name.", .input)
        case .absolute(let path, let line):
            self.init(
                "Line \(line) of “\(file)” is an absolute path (“\(path)”); say with --strip-prefix which folder the paths "
                    + "begin with.", .input)
        }
    }

    /// Names that look alike, with their combining marks spelt out.
    static func either(_ names: [String]) -> String {
        names.map { "“\(spelled($0))”" }.joined(separator: " or ")
    }

    private static func spelled(_ name: String) -> String {
        name.unicodeScalars.map { scalar in
            scalar.properties.canonicalCombiningClass == .notReordered
                ? String(scalar) : EscapedText.escape(scalar)
        }.joined()
    }
}
