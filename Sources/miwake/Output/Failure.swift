import AnnotatorUI
import CLIPEncoding
import Deconfusion
import EstimatorFiles
import FileContents
import Foundation
import Imaging
import Interchange
import NcursesTerminal
import ProjectStore
import TensorFiles
import Themes
import Workbench

/// The one place where errors become sentences: what is wrong, where, and what to do.
struct Failure: Equatable {
    var sentence: String
    var status: ExitStatus

    init(_ sentence: String, _ status: ExitStatus) {
        self.sentence = sentence
        self.status = status
    }

    init(_ error: any Error) {
        switch error {
        case let error as WorkbenchError: self.init(error)
        case let error as StoreError: self.init(error)
        case let error as ClassChangeError: self.init(error)
        case let error as TensorFileError: self.init(error)
        case let error as EstimatorFiles.CheckpointError: self.init(error)
        case let error as CLIPEncoding.CheckpointError: self.init(error)
        case let error as ThemeError: self.init(error)
        case let error as TerminalError: self.init(error)
        case let error as KeymapError: self.init(error)
        case let error as KeyScriptError: self.init(error)
        case let error as CoOpError: self.init(Self.sentence(for: error), .input)
        case let error as FileReadError: self.init(error)
        case let error as ImageError: self.init(Self.sentence(for: error, path: ""), .input)
        case let error as Failing: self = error.failure
        case TrainingError.diverged(let step):
            self.init(
                "Training diverged at step \(step): the features or logits hold values that no image gives; check the "
                    + "logit scale of the import.", .input)
        case is CancellationError: self.init("Stopped.", .system)
        default: self.init("The command could not be finished: \(systemReason(of: error)).", .system)
        }
    }

    static func sentence(for error: any Error) -> String { Failure(error).sentence }

    static func sentence(for error: ImageError, path: String) -> String {
        let file = path.isEmpty ? "The picture" : "“\(path)”"
        switch error {
        case .unreadable(let path, let reason): return "“\(path)” cannot be read: \(reason)."
        case .unsupported(let format):
            return
                "\(file) is \(format.map { "a \($0) file" } ?? "no PNG or JPEG file"); only PNG and JPEG can be shown."
        case .corrupt(let reason): return "\(file) is damaged: \(reason)."
        case .tooLarge(let size, let limit):
            return "\(file) has \(size.width)×\(size.height) pixels, more than the \(limit) that are shown."
        case .outOfMemory(let size): return "There is no memory for the \(size.width)×\(size.height) pixels of \(file)."
        }
    }
}

/// An error of a command that is a sentence already.
struct Failing: Error {
    var failure: Failure

    init(_ failure: Failure) {
        self.failure = failure
    }

    init(_ sentence: String, _ status: ExitStatus) {
        failure = Failure(sentence, status)
    }
}

/// Texts joined as people do, cut after a few.
func listed(_ names: [String], most: Int = 5) -> String {
    let shown = names.prefix(most).map { "“\($0)”" }.joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
}

func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}
