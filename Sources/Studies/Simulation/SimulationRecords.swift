internal import ActiveLearning
internal import FileContents
internal import Foundation
internal import Heads
internal import ProjectModel
internal import TensorFiles
package import Workbench

/// Finished runs in a file, one JSON object per line, so that a simulation that was stopped goes on where it was.
package struct SimulationRecords: Sendable {
    private let file: File
    /// Everything that a run's result depends on beside strategy, head and seed.
    private let setup: String

    /// A file that finished runs may be added to: a new one, one that holds nothing else, a pipe or a device.
    package struct File: Sendable {
        let path: String
        /// Whether it is a file whose runs can be read.
        let isReadable: Bool
    }

    package static func file(_ path: String, _ door: inout OutputDoor) throws(WorkbenchError) -> File {
        let target = try door.admitAddition(to: path, isOurs: areRuns)
        guard let place = target.filePlace else { return File(path: path, isReadable: false) }
        return File(path: place, isReadable: true)
    }

    /// - Parameter facts: names the features, the key and the plan's sizes; a record of other facts is passed over.
    package init(file: File, facts: [String]) {
        self.file = file
        setup = ContentHash.of(Array(facts.joined(separator: "\n").utf8))
    }

    private struct Line: Codable {
        var setup: String
        var strategy: String
        var head: String
        var seed: UInt64
        var heldOut: Int
        var labels: [Int]
        var accuracies: [Double]
        var logLosses: [Double]
        var suspectedAUROC: [Double?]
        var marginAUROC: Double?
        var seconds: Double
    }

    /// Whether a file holds finished runs of simulations and nothing else, but for lines that a stop cut short.
    private static func areRuns(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
            if (try? JSONDecoder().decode(Line.self, from: Data(line))) != nil { return true }
            return line.first == UInt8(ascii: "{") && (try? JSONSerialization.jsonObject(with: Data(line))) == nil
        }
    }

    /// The finished runs of this setup. A line that was cut short by a stop is passed over: its run is done again.
    package func read() -> [SimulationRun: SimulationResult] {
        guard file.isReadable, let text = try? String(contentsOfFile: file.path, encoding: .utf8) else { return [:] }
        var results: [SimulationRun: SimulationResult] = [:]
        for part in text.split(whereSeparator: \.isNewline) {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(part.utf8)), line.setup == setup,
                let strategy = QueryStrategy.named(line.strategy), let head = Head(rawValue: line.head)
            else { continue }
            let run = SimulationRun(strategy: strategy, head: head, seed: line.seed)
            var result = SimulationResult(run: run, heldOut: line.heldOut)
            result.labels = line.labels
            result.accuracies = line.accuracies
            result.logLosses = line.logLosses
            result.suspectedAUROC = line.suspectedAUROC
            result.marginAUROC = line.marginAUROC
            result.seconds = line.seconds
            results[run] = result
        }
        return results
    }

    /// Adds a finished run at the end of the file.
    package func append(_ result: SimulationResult) throws(WorkbenchError) {
        let line = Line(
            setup: setup, strategy: result.run.strategy.name, head: result.run.head.rawValue,
            seed: result.run.seed, heldOut: result.heldOut, labels: result.labels, accuracies: result.accuracies,
            logLosses: result.logLosses, suspectedAUROC: result.suspectedAUROC, marginAUROC: result.marginAUROC,
            seconds: result.seconds)
        do {
            let bytes = [UInt8](try JSONEncoder().encode(line)) + Array("\n".utf8)
            let descriptor =
                file.path == OutputTarget.standardOutput
                ? dup(STDOUT_FILENO) : open(file.path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw SystemError(code: errno) }
            defer { close(descriptor) }
            // A line that was cut short by a stop ends here.
            let start = Self.endsWithin(descriptor) ? Array("\n".utf8) : []
            try writeAll(start + bytes, to: descriptor)
        } catch let error as SystemError {
            throw .fileUnwritable(path: file.path, reason: error.reason)
        } catch {
            throw .fileUnwritable(path: file.path, reason: systemReason(of: error))
        }
    }

    /// Whether the last line of a file has no end.
    private static func endsWithin(_ descriptor: Int32) -> Bool {
        let end = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        return end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != UInt8(ascii: "\n")
    }
}
