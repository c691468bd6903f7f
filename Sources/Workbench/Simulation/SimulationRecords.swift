internal import ActiveLearning
internal import Foundation
internal import ProjectModel

/// Finished runs in a file, one JSON object a line, so that a simulation that was stopped goes on where it was.
package struct SimulationRecords: Sendable {
    private let path: String
    /// Everything that a run's result depends on beside strategy, head and seed.
    private let setup: String

    /// - Parameter facts: names the features, the key and the plan's sizes; a record of other facts is passed over.
    package init(path: String, facts: [String]) {
        self.path = path
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

    /// The finished runs of this setup. A line that was cut short by a stop is passed over: its run is done again.
    package func read() -> [SimulationRun: SimulationResult] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
        var results: [SimulationRun: SimulationResult] = [:]
        for part in text.split(whereSeparator: \.isNewline) {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(part.utf8)), line.setup == setup,
                let strategy = QueryStrategy(rawValue: line.strategy), let head = Head(rawValue: line.head)
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
            setup: setup, strategy: result.run.strategy.rawValue, head: result.run.head.rawValue,
            seed: result.run.seed, heldOut: result.heldOut, labels: result.labels, accuracies: result.accuracies,
            logLosses: result.logLosses, suspectedAUROC: result.suspectedAUROC, marginAUROC: result.marginAUROC,
            seconds: result.seconds)
        do {
            let bytes = try JSONEncoder().encode(line) + Data([UInt8(ascii: "\n")])
            if !FileManager.default.fileExists(atPath: path) {
                try Data().write(to: URL(filePath: path))
            }
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            defer { try? file.close() }
            try file.seekToEnd()
            try file.write(contentsOf: bytes)
        } catch {
            throw .fileUnwritable(path: path, reason: Workbench.reason(error))
        }
    }
}
