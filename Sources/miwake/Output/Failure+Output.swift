import Interchange
import Languages
import Workbench

extension Words {
    func failure(_ error: OutputError) -> Failure {
        switch error {
        case .protected(let path, .store):
            return Failure(
                say("output.protected.store", ["path": path]), .input)
        case .protected(let path, .projectFile):
            return Failure(say("output.protected.project-file", ["path": path]), .input)
        case .protected(let path, .sourceImage):
            return Failure(say("output.protected.source-image", ["path": path]), .input)
        case .protected(let path, .imageFolder):
            return Failure(
                say("output.protected.image-folder", ["path": path]), .input)
        case .notOurs(let path, let count):
            let others = count - 1
            return Failure(
                others > 0
                    ? say("output.not-ours.several", ["path": path, "others": others])
                    : say("output.not-ours", ["path": path]),
                .input)
        case .foreignFiles(let folder, let count, let example):
            return Failure(
                say("output.foreign-files", ["folder": folder, "count": counted("file", count), "example": example]),
                .input)
        case .folder(let path): return Failure(say("output.folder", ["path": path]), .input)
        case .noFolder(let path): return Failure(say("output.no-folder", ["path": path]), .input)
        case .blockDevice(let path):
            return Failure(say("output.block-device", ["path": path]), .input)
        case .notRecords(let path):
            return Failure(
                say("output.not-records", ["path": path]), .input)
        }
    }

    func failure(_ defect: PathDefect, file: String) -> Failure {
        switch defect {
        case .climbs(let path, let line):
            return Failure(
                say("path.climbs", ["line": line, "file": file, "path": path]),
                .input)
        case .ambiguous(let path, let line, let candidates):
            return Failure(
                say("path.ambiguous", ["line": line, "file": file, "path": path, "candidates": either(candidates)]),
                .input)
        case .absolute(let path, let line):
            return Failure(
                say("path.absolute", ["line": line, "file": file, "path": path]), .input)
        }
    }

    /// Names that look alike, with their combining marks spelt out.
    func either(_ names: [String]) -> String {
        let quoted = names.map { self.quoted(spelled($0)) }
        return quoted.dropFirst().reduce(quoted.first ?? "") { say("join.or", ["first": $0, "second": $1]) }
    }

    private func spelled(_ name: String) -> String {
        name.unicodeScalars.map { scalar in
            scalar.properties.canonicalCombiningClass == .notReordered
                ? String(scalar) : EscapedText.escape(scalar)
        }.joined()
    }
}
