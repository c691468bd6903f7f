internal import ActiveLearning
internal import FileContents
internal import Foundation
internal import Heads
internal import ProjectModel
internal import TensorFiles
package import Workbench

/// Finished runs in a file, one JSON object per line, so that a simulation that was stopped goes on where it was.
package struct SimulationRecords: Sendable {
    private let place: Place
    /// Everything that a run's result depends on beside strategy, head and seed.
    private let setup: String

    /// Where finished runs are kept.
    package enum Place: Sendable {
        /// In a file that somebody named, which other simulations may share.
        case file(File)
        /// In a file of its own in the program's cache folder. Nobody asked for it, and what is read from it must be what this very
        /// program would find: `program` names its content.
        case cache(folder: String, program: String)
    }

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
    package init(_ place: Place, facts: [String]) {
        self.place = place
        var facts = facts
        if case .cache(_, let program) = place { facts.append(program) }
        setup = ContentHash.of(Array(facts.joined(separator: "\n").utf8))
    }

    var isCache: Bool {
        if case .cache = place { true } else { false }
    }

    private var file: File {
        switch place {
        case .file(let file): file
        case .cache(let folder, _): File(path: folder + "/" + setup + ".jsonl", isReadable: true)
        }
    }

    private struct Line: Codable {
        var setup: String
        var strategy: String
        var head: String
        var seed: UInt64
        var heldOut: Int
        var zeroShotAccuracy: Double
        var marginAUROC: Double?
        var rounds: [SimulationResult.Round]
        var seconds: Double
    }

    /// What every line has, also one of an earlier version, which counted less.
    private struct LineOfAnyVersion: Codable {
        var setup: String
        var strategy: String
        var head: String
        var seed: UInt64
    }

    /// Whether a file holds finished runs of simulations and nothing else, but for lines that a stop cut short.
    private static func areRuns(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
            if (try? JSONDecoder().decode(LineOfAnyVersion.self, from: Data(line))) != nil { return true }
            return line.first == UInt8(ascii: "{") && (try? JSONSerialization.jsonObject(with: Data(line))) == nil
        }
    }

    /// The finished runs of this setup. A line that was cut short by a stop, or damaged, is passed over: its run is done again.
    package func read() -> [SimulationRun: SimulationResult] {
        let file = file
        guard file.isReadable, let bytes = FileManager.default.contents(atPath: file.path) else { return [:] }
        var results: [SimulationRun: SimulationResult] = [:]
        for part in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(part)), line.setup == setup,
                let strategy = QueryStrategy.named(line.strategy), let head = Head(rawValue: line.head)
            else { continue }
            let run = SimulationRun(strategy: strategy, head: head, seed: line.seed)
            var result = SimulationResult(
                run: run, heldOut: line.heldOut, zeroShotAccuracy: line.zeroShotAccuracy)
            result.marginAUROC = line.marginAUROC
            result.rounds = line.rounds
            result.seconds = line.seconds
            results[run] = result
        }
        return results
    }

    /// Adds a finished run at the end of the file.
    package func append(_ result: SimulationResult) throws(WorkbenchError) {
        let file = file
        let line = Line(
            setup: setup, strategy: result.run.strategy.name, head: result.run.head.rawValue,
            seed: result.run.seed, heldOut: result.heldOut, zeroShotAccuracy: result.zeroShotAccuracy,
            marginAUROC: result.marginAUROC, rounds: result.rounds, seconds: result.seconds)
        do {
            if case .cache(let folder, _) = place {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
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
