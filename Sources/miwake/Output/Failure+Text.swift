import FileContents
import Interchange

extension Failure {
    init(_ error: FileReadError) {
        switch error {
        case .unreadable(let path, _), .tooLarge(let path, _):
            self.init("“\(path)” cannot be read: \(error.reason).", .input)
        }
    }

    /// What a file is that should be text, and what to do.
    static func sentence(for defect: TextDefect, path: String) -> String {
        switch defect {
        case .foreign(let file): "“\(path)” \(words(for: file, not: "the text itself"))."
        case .encoding(let encoding, let line):
            "Line \(line) of “\(path)” is not UTF-8; \(advice(for: encoding, path: path))."
        case .zeroByte(let line):
            "Line \(line) of “\(path)” holds a zero byte, which no text does; save it as UTF-8 text."
        case .cutCharacter(let line):
            "“\(path)” breaks off within a character in its last line, \(line); copy it again."
        }
    }

    /// The same behind a file, a line and a colon.
    static func words(for defect: TextDefect, path: String) -> String {
        switch defect {
        case .foreign(let file): "the file " + words(for: file, not: "the text itself")
        case .encoding(let encoding, _): "not UTF-8; \(advice(for: encoding, path: path))"
        case .zeroByte: "a zero byte, which no text holds; save the file as UTF-8 text"
        case .cutCharacter: "the file breaks off within a character; copy it again"
        }
    }

    private static func advice(for encoding: ForeignEncoding, path: String) -> String {
        guard let name = encoding.iconvName else { return "it is \(encoding.rawValue); save it as UTF-8" }
        return "it looks like \(encoding.rawValue); save it as UTF-8 (in Excel as “CSV UTF-8”, or with "
            + "`iconv -f \(name) -t UTF-8`)"
    }

    /// What a file turns out to be, after its name, and what to do.
    static func words(for file: ForeignFile, not wanted: String) -> String {
        switch file {
        case .gitLFSPointer: "is a Git LFS pointer, not \(wanted): git lfs pull"
        case .xetPointer: "is a pointer into Hugging Face's Xet store, not \(wanted); fetch it with `hf download`"
        case .webPage:
            "is a web page, not \(wanted): what a server answers where one must log in, or a link to a page about the file; "
                + "fetch the file itself"
        case .text(let beginning): "is a text that begins with “\(beginning)”, not \(wanted); fetch it again"
        case .pickle: "is a Python pickle, which can run code when it is opened and is never opened here"
        case .numpyArchive: "is a .npz archive of arrays; save one with numpy.save"
        case .numpyArray: "is a NumPy array, not \(wanted)"
        case .safetensors: "is a safetensors file, not \(wanted)"
        case .workbook: "is a spreadsheet's workbook, not \(wanted); save the sheet as “CSV UTF-8”"
        case .archive(let name): "is a \(name) archive, not \(wanted); unpack it"
        case .other(let name): "is a \(name) file, not \(wanted)"
        }
    }

    static func sentence(for error: CoOpError) -> String {
        switch error {
        case .malformed(let keyPath, let reason):
            "The split file is malformed\(keyPath.isEmpty ? "" : " at \(keyPath)"): \(reason)."
        case .repeatedPath(let path): "The split file would name “\(path)” twice; each image has one place."
        case .inconsistentClass(let label, let name):
            "The split file would give the index \(label) or the class “\(name)” two meanings."
        case .missingLabel(let label): "The split file would leave the class index \(label) out."
        case .emptyText(let list, let row):
            "Row \(row) of the list “\(list)” of the split file has no path or no class."
        }
    }
}
