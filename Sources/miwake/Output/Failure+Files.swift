import AnnotatorUI
import EstimatorFiles
import FileContents
import Foundation
import NcursesTerminal
import TensorFiles

extension Failure {
    init(_ error: TensorFileError) {
        switch error {
        case .unreadable(let path, let reason): self.init("“\(path)” cannot be read: \(reason).", .input)
        case .unwritable(let path, let reason): self.init("“\(path)” cannot be written: \(reason).", .system)
        case .malformed(let path, let defect):
            self.init("“\(path)” \(Self.words(for: defect)).", .input)
        case .missingTensor(let path, let name): self.init("“\(path)” has no tensor “\(name)”.", .input)
        case .wrongElement(let path, let name, let expected, let found):
            self.init(
                "\(name) in “\(path)” holds \(found.rawValue) elements; "
                    + "\(expected.map(\.rawValue).joined(separator: ", ")) can be read.", .input)
        case .wrongShape(let path, let name, let expected, let found):
            self.init("\(name) in “\(path)” has the shape \(found); \(expected) is needed.", .input)
        }
    }

    private static func words(for defect: TensorFileDefect) -> String {
        switch defect {
        case .empty: "is empty; fetch or export it again"
        case .foreign(let file): words(for: file, not: "the weights")
        case .unrecognised: "is neither a .npy nor a safetensors file"
        case .pickle: "holds a Python pickle, which is never opened; save the array as float32 with numpy.save"
        case .truncated(let expected, let found):
            "is cut short: its header promises \(expected) bytes and \(found) are there; copy it again"
        case .surplusBytes(let expected, let found):
            "has \(found) bytes where its header promises \(expected); copy it again"
        case .headerTooLarge(let bytes, let limit): "has a header of \(bytes) bytes, more than the \(limit) allowed"
        case .badHeader(let offset, let expected): "has a broken header: \(expected) was expected at byte \(offset)"
        case .duplicateName(let name): "has two tensors named “\(name)”"
        case .untyped(let bytes):
            bytes == 2
                ? "holds 2-byte values without a type, as bfloat16: save as float32"
                : "holds \(bytes)-byte values without a type, as float8 and others are saved: save as float32"
        case .record: "holds records of several fields; save an array of float32"
        case .unknownElement("", let type):
            "holds elements of the type “\(type)”, which is no floating-point number; save as float32"
        case .unknownElement(let tensor, let type):
            "has elements of the type “\(type)” in “\(tensor)”, which is not read; save as float32"
        case .hugeShape(let tensor, let shape): "gives “\(tensor)” the impossible shape \(shape)"
        case .badOffsets(let tensor, let begin, let end, let available):
            "says that “\(tensor)” lies at bytes \(begin)–\(end) of \(available), which cannot be"
        case .wrongByteCount(let tensor, let expected, let found):
            "gives “\(tensor)” \(found) bytes where its shape needs \(expected)"
        case .overlap(let first, let second): "lets “\(first)” and “\(second)” share bytes"
        case .hole(let before, let bytes): "has \(bytes) bytes before “\(before)” that belong to no tensor"
        case .unsupportedVersion(let major, let minor): "is of the unknown version \(major).\(minor)"
        }
    }

    init(_ error: CheckpointError) {
        switch error {
        case .file(let error): self.init(error)
        case .notAnEstimator(let path): self.init("“\(path)” is no estimator of Miwake.", .input)
        case .newerVersion(let path, let found, let supported):
            self.init(
                "“\(path)” is of version \(found) and this Miwake reads up to \(supported); install a newer Miwake.",
                .projectState)
        case .badMetadata(let path, let key):
            self.init("The entry “\(key)” of “\(path)” is damaged; train again.", .input)
        case .notFinite(let path, let tensor):
            self.init("“\(tensor)” in “\(path)” holds a value that is no number; train again.", .input)
        case .classesDiffer(let path, let stored, let project):
            let added = project.filter { !stored.contains($0) }
            let removed = stored.filter { !project.contains($0) }
            let change =
                [
                    added.isEmpty ? nil : "added: \(listed(added))",
                    removed.isEmpty ? nil : "removed: \(listed(removed))",
                ].compactMap(\.self).joined(separator: "; ")
            self.init(
                "The classes have changed since “\((path as NSString).lastPathComponent)” was trained "
                    + "(\(change.isEmpty ? "their order" : change)); train anew with `miwake train`.",
                .projectState)
        case .encoderDiffers(let path, let stored, let project):
            self.init(
                "“\((path as NSString).lastPathComponent)” was trained on the features “\(stored)”, and “\(project)” are in "
                    + "use; train anew with `miwake train`.", .projectState)
        }
    }

    init(_ error: TerminalError) {
        switch error {
        case .alreadyOpen: self.init("The screen is open already.", .system)
        case .inputIsNoTerminal, .outputIsNoTerminal:
            self.init(
                "`miwake open` needs a terminal for its screen and its keys; in a script use the other commands, or "
                    + "`miwake replay`.", .system)
        case .unnamed: self.init("TERM is not set; set it to your terminal's name, such as xterm-256color.", .system)
        case .unknown(let name):
            self.init(
                "The terminal “\(name)” (TERM) is unknown here; set TERM=xterm-256color, or install ncurses-term.",
                .system)
        case .tooSimple(let name):
            self.init(
                "The terminal “\(name)” (TERM) cannot place its cursor; set TERM=xterm-256color if yours can.", .system)
        case .noUTF8Locale:
            self.init("Neither your locale nor C.UTF-8 knows UTF-8; set LANG=C.UTF-8 or install locales.", .system)
        case .escapeDelay(let text, let allowed):
            self.init(
                "ESCDELAY is “\(text)”; give milliseconds from \(allowed.lowerBound) to \(allowed.upperBound), or leave it unset.",
                .input)
        case .refused(let reason): self.init("The screen could not be opened: \(reason).", .system)
        }
    }

    init(_ error: KeymapError) {
        switch error {
        case .unknownCommand(let name):
            self.init(
                "`keys` in miwake.yaml names “\(name)”, which is no command; `miwake keys` prints them all.", .input)
        case .unknownKey(let key, let command):
            self.init("`keys` in miwake.yaml gives “\(command)” the unknown key “\(key)”.", .input)
        case .noKey(let command): self.init("`keys` in miwake.yaml gives “\(command)” no key.", .input)
        case .conflict(let key, let first, let second, _):
            self.init("The key “\(key)” means both “\(first)” and “\(second)”; change one in miwake.yaml.", .input)
        }
    }

    init(_ error: KeyScriptError) {
        switch error {
        case .unknownKey(let key, let line):
            self.init("Line \(line) of the key script has the unknown key “\(key)”.", .input)
        case .openQuote(let line):
            self.init("The quotation mark in line \(line) of the key script is never closed.", .input)
        }
    }
}
