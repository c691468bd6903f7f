import AnnotatorUI
import EstimatorFiles
import FileContents
import Foundation
import Languages
import NcursesTerminal
import TensorFiles

extension Words {
    func failure(_ error: TensorFileError) -> Failure {
        switch error {
        case .unreadable(let path, let reason):
            return Failure(say("file.unreadable", ["path": path, "reason": reason]), .input)
        case .unwritable(let path, let reason):
            return Failure(say("file.unwritable", ["path": path, "reason": reason]), .system)
        case .malformed(let path, let defect):
            return Failure(say("text.what", ["path": path, "what": words(for: defect)]), .input)
        case .missingTensor(let path, let name):
            return Failure(say("file.missing-tensor", ["path": path, "name": name]), .input)
        case .wrongElement(let path, let name, let expected, let found):
            let types = expected.map(\.rawValue).joined(separator: ", ")
            return Failure(
                say("file.wrong-element", ["name": name, "path": path, "found": found.rawValue, "types": types]), .input
            )
        case .wrongShape(let path, let name, let expected, let found):
            return Failure(
                say("file.wrong-shape", ["name": name, "path": path, "found": found, "expected": expected]), .input)
        }
    }

    private func words(for defect: TensorFileDefect) -> String {
        switch defect {
        case .empty: say("file.empty")
        case .foreign(let file): words(for: file, not: theWeights)
        case .unrecognised: say("file.unrecognised")
        case .pickle: say("file.pickle")
        case .truncated(let expected, let found):
            say("file.truncated", ["expected": expected, "found": found])
        case .surplusBytes(let expected, let found):
            say("file.surplus-bytes", ["found": found, "expected": expected])
        case .headerTooLarge(let bytes, let limit): say("file.header-too-large", ["bytes": bytes, "limit": limit])
        case .badHeader(let offset, let expected): say("file.bad-header", ["expected": expected, "offset": offset])
        case .duplicateName(let name): say("file.duplicate-name", ["name": name])
        case .untyped(let bytes):
            bytes == 2
                ? say("file.untyped.two-bytes")
                : say("file.untyped", ["bytes": bytes])
        case .record: say("file.record")
        case .unknownElement("", let type):
            say("file.unknown-element", ["type": type])
        case .unknownElement(let tensor, let type):
            say("file.unknown-element.of-tensor", ["type": type, "tensor": tensor])
        case .hugeShape(let tensor, let shape): say("file.huge-shape", ["tensor": tensor, "shape": shape])
        case .badOffsets(let tensor, let begin, let end, let available):
            say("file.bad-offsets", ["tensor": tensor, "begin": begin, "end": end, "available": available])
        case .wrongByteCount(let tensor, let expected, let found):
            say("file.wrong-byte-count", ["tensor": tensor, "found": found, "expected": expected])
        case .overlap(let first, let second): say("file.overlap", ["first": first, "second": second])
        case .hole(let before, let bytes): say("file.hole", ["bytes": bytes, "before": before])
        case .unsupportedVersion(let major, let minor):
            say("file.unsupported-version", ["major": major, "minor": minor])
        }
    }

    func failure(_ error: CheckpointError) -> Failure {
        switch error {
        case .file(let error): return failure(error)
        case .notAnEstimator(let path): return Failure(say("file.not-an-estimator", ["path": path]), .input)
        case .newerVersion(let path, let found, let supported):
            return Failure(
                say("file.newer-version", ["path": path, "found": found, "supported": supported]),
                .projectState)
        case .badMetadata(let path, let key):
            return Failure(say("file.bad-metadata", ["key": key, "path": path]), .input)
        case .notFinite(let path, let tensor):
            return Failure(say("file.not-finite", ["tensor": tensor, "path": path]), .input)
        case .classesDiffer(let path, let stored, let project):
            let added = project.filter { !stored.contains($0) }
            let removed = stored.filter { !project.contains($0) }
            let change =
                [
                    added.isEmpty ? nil : say("file.classes-differ.added", ["added": listed(added)]),
                    removed.isEmpty ? nil : say("file.classes-differ.removed", ["removed": listed(removed)]),
                ].compactMap(\.self).joined(separator: "; ")
            let file = (path as NSString).lastPathComponent
            let what = change.isEmpty ? say("file.classes-differ.order") : change
            return Failure(
                say("file.classes-differ", ["file": file, "what": what]),
                .projectState)
        case .encoderDiffers(let path, let stored, let project):
            let file = (path as NSString).lastPathComponent
            return Failure(
                say("file.encoder-differs", ["file": file, "stored": stored, "project": project]), .projectState)
        }
    }

    func failure(_ error: TerminalError) -> Failure {
        switch error {
        case .alreadyOpen: return Failure(say("terminal.already-open"), .system)
        case .inputIsNoTerminal, .outputIsNoTerminal:
            return Failure(
                say("terminal.none"), .system)
        case .unnamed: return Failure(say("terminal.unnamed"), .system)
        case .unknown(let name):
            return Failure(
                say("terminal.unknown", ["name": name]),
                .system)
        case .tooSimple(let name):
            return Failure(
                say("terminal.too-simple", ["name": name]), .system)
        case .noUTF8Locale:
            return Failure(say("terminal.no-utf8-locale"), .system)
        case .escapeDelay(let text, let allowed):
            return Failure(
                say(
                    "terminal.escape-delay",
                    ["text": text, "lower-bound": allowed.lowerBound, "upper-bound": allowed.upperBound]),
                .input)
        case .refused(let reason): return Failure(say("terminal.refused", ["reason": reason]), .system)
        }
    }

    func failure(_ error: KeymapError) -> Failure {
        switch error {
        case .unknownCommand(let name):
            return Failure(
                say("keymap.unknown-command", ["name": name]), .input)
        case .unknownKey(let key, let command):
            return Failure(say("keymap.unknown-key", ["command": command, "key": key]), .input)
        case .noKey(let command): return Failure(say("keymap.no-key", ["command": command]), .input)
        case .conflict(let key, let first, let second, _):
            return Failure(say("keymap.conflict", ["key": key, "first": first, "second": second]), .input)
        }
    }

    func failure(_ error: KeyScriptError) -> Failure {
        switch error {
        case .unknownKey(let key, let line):
            return Failure(say("key-script.unknown-key", ["line": line, "key": key]), .input)
        case .openQuote(let line):
            return Failure(say("key-script.open-quote", ["line": line]), .input)
        }
    }
}
