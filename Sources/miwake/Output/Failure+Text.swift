import FileContents
import Interchange
import Languages

extension Words {
    func failure(_ error: FileReadError) -> Failure {
        switch error {
        case .unreadable(let path, _), .tooLarge(let path, _):
            return Failure(say("text.unreadable", ["path": path, "reason": error.reason]), .input)
        }
    }

    /// What a file is that should be text, and what to do.
    func sentence(for defect: TextDefect, path: String) -> String {
        switch defect {
        case .foreign(let file): say("text.what", ["path": path, "what": words(for: file, not: theText)])
        case .encoding(let encoding, let line):
            say("text.encoding", ["line": line, "path": path, "encoding": advice(for: encoding, path: path)])
        case .zeroByte(let line):
            say("text.zero-byte", ["line": line, "path": path])
        case .cutCharacter(let line):
            say("text.cut-character", ["path": path, "line": line])
        }
    }

    /// The same behind a file, a line and a colon.
    func words(for defect: TextDefect, path: String) -> String {
        switch defect {
        case .foreign(let file): say("text.the-file", ["what": words(for: file, not: theText)])
        case .encoding(let encoding, _): say("text.encoding.short", ["encoding": advice(for: encoding, path: path)])
        case .zeroByte: say("text.zero-byte.short")
        case .cutCharacter: say("text.cut-character.short")
        }
    }

    private func advice(for encoding: ForeignEncoding, path: String) -> String {
        guard let name = encoding.iconvName else { return say("text.is-encoding", ["encoding": encoding.rawValue]) }
        return say("text.looks-like-encoding", ["encoding": encoding.rawValue, "name": name])
    }

    var theText: String { say("text.the-text") }
    var theWeights: String { say("text.the-weights") }

    /// What a file turns out to be, after its name, and what to do.
    func words(for file: ForeignFile, not wanted: String) -> String {
        switch file {
        case .gitLFSPointer: say("text.git-lfs-pointer", ["wanted": wanted])
        case .xetPointer: say("text.xet-pointer", ["wanted": wanted])
        case .webPage:
            say("text.web-page", ["wanted": wanted])
        case .text(let beginning): say("text.other-text", ["beginning": beginning, "wanted": wanted])
        case .pickle: say("text.pickle")
        case .numpyArchive: say("text.numpy-archive")
        case .numpyArray: say("text.numpy-array", ["wanted": wanted])
        case .safetensors: say("text.safetensors", ["wanted": wanted])
        case .workbook: say("text.workbook", ["wanted": wanted])
        case .archive(let name): say("text.archive", ["name": name, "wanted": wanted])
        case .other(let name): say("text.other", ["name": name, "wanted": wanted])
        }
    }

    func sentence(for error: CoOpError) -> String {
        switch error {
        case .malformed(let keyPath, let reason):
            keyPath.isEmpty
                ? say("split-file.malformed", ["reason": reason])
                : say("split-file.malformed.at", ["key-path": keyPath, "reason": reason])
        case .repeatedPath(let path): say("split-file.repeated-path", ["path": path])
        case .inconsistentClass(let label, let name):
            say("split-file.inconsistent-class", ["label": label, "name": name])
        case .missingLabel(let label): say("split-file.missing-label", ["label": label])
        case .emptyText(let list, let row):
            say("split-file.empty-text", ["row": row, "list": list])
        }
    }
}
