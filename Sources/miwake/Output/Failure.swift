import AnnotatorUI
import CLIPEncoding
import Deconfusion
import EstimatorFiles
import FileContents
import Foundation
import Imaging
import Interchange
import Labelling
import Languages
import NcursesTerminal
import ProjectStore
import Studies
import TensorFiles
import Themes
import Workbench

/// What is wrong, where, and what to do, in one sentence; and the code that the program ends with.
struct Failure: Equatable {
    var sentence: String
    var status: ExitStatus

    init(_ sentence: String, _ status: ExitStatus) {
        self.sentence = sentence
        self.status = status
    }
}

// The one place where errors become sentences.
extension Words {
    func failure(_ error: any Error) -> Failure {
        switch error {
        case let error as WorkbenchError: failure(error)
        case let error as StudyError: failure(error)
        case let error as LabellingError: failure(error)
        case let error as StoreError: failure(error)
        case let error as ClassChangeError: failure(error)
        case let error as TensorFileError: failure(error)
        case let error as EstimatorFiles.CheckpointError: failure(error)
        case let error as CLIPEncoding.CheckpointError: failure(error)
        case let error as ThemeError: failure(error)
        case let error as TerminalError: failure(error)
        case let error as KeymapError: failure(error)
        case let error as KeyScriptError: failure(error)
        case let error as CoOpError: Failure(sentence(for: error), .input)
        case let error as FileReadError: failure(error)
        case let error as ImageError: Failure(sentence(for: error, path: ""), .input)
        case let error as Failing: error.failure(self)
        case TrainingError.diverged(let step): Failure(say("failure.diverged", ["step": step]), .input)
        case is CancellationError: Failure(say("failure.stopped"), .system)
        default: Failure(say("failure.unfinished", ["reason": systemReason(of: error)]), .system)
        }
    }

    func sentence(for error: any Error) -> String { failure(error).sentence }

    func sentence(for error: ImageError, path: String) -> String {
        let file = path.isEmpty ? say("failure.picture") : quoted(path)
        switch error {
        case .unreadable(let path, let reason): return say("failure.unreadable", ["path": path, "reason": reason])
        case .unsupported(let format?): return say("failure.unsupported", ["file": file, "format": format])
        case .unsupported(nil): return say("failure.no-picture", ["file": file])
        case .corrupt(let reason): return say("failure.corrupt", ["file": file, "reason": reason])
        case .tooLarge(let size, let limit):
            return say(
                "failure.too-large", ["file": file, "columns": size.width, "rows": size.height, "limit": limit])
        case .outOfMemory(let size):
            return say("failure.out-of-memory", ["file": file, "columns": size.width, "rows": size.height])
        }
    }
}

/// An error of a command, with what becomes of it in a language.
struct Failing: Error {
    let failure: @Sendable (Words) -> Failure

    init(_ status: ExitStatus, _ sentence: @escaping @Sendable (Words) -> String) {
        failure = { Failure(sentence($0), status) }
    }
}

// MARK: Names and counts within a sentence

extension Words {
    func quoted(_ name: String) -> String { say("join.quoted", ["name": name]) }

    /// Texts one after the other.
    func joined(_ texts: [String]) -> String {
        texts.dropFirst().reduce(texts.first ?? "") { say("join.pair", ["first": $0, "second": $1]) }
    }

    /// Parts of a whole, with a word before the last.
    func enumerated(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.joined() }
        return say("join.and", ["first": joined(parts.dropLast()), "last": last])
    }

    /// Names joined as people do, cut after a few.
    func listed(_ names: [String], most: Int = 5) -> String {
        let shown = joined(names.prefix(most).map(quoted))
        return names.count > most ? say("join.and-more", ["names": shown, "count": names.count - most]) : shown
    }

    /// - Parameter noun: its name in the group `noun` of the language files.
    func counted(_ noun: String, _ count: Int) -> String { say("noun.\(noun)", ["count": count]) }
}
