internal import ArgumentParser
internal import CLIPEncoding
internal import Foundation
internal import LinearAlgebra

/// Encodes pictures side by side with onnxruntime: both sides in turn, several times, because only their ratio means anything
/// on a machine that does other things too.
struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Encodes pictures: images a second at batch 8 and 1, beside onnxruntime's in the same run.",
        discussion: "The peer is a Python script that takes `ort` and prints lines such as "
            + "`onnxruntime fp32 | ViT-B/32 | 8 | best 15.70 img/s, …`; its models must have been exported before.")

    @Option(help: "A checkpoint; give it once for each. Random weights do: speed does not depend on them.")
    var checkpoint: [String] = []

    @Option(help: "The Python of the peer's environment; MIWAKE_PEER_PYTHON where it is not given.")
    var peerPython: String?

    @Option(help: "The peer's script; MIWAKE_PEER_SCRIPT where it is not given.")
    var peerScript: String?

    @Option(help: "How often both sides are measured in turn.")
    var rounds = 3

    @Flag(help: "Makes pooled levels, too, as projects store them: more than the peer, which makes embeddings alone.")
    var pooled = false

    @Option(help: "wall, or cpu for a busy machine: pin the process to one processor with it.")
    var clock = MeasuringClock.wall

    private static let batches = [8, 1]
    private static let secondsEach = 3.0

    func validate() throws {
        guard !checkpoint.isEmpty else { throw ValidationError("name a --checkpoint") }
        guard rounds > 0 else { throw ValidationError("--rounds takes a positive number") }
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let python = peerPython ?? environment["MIWAKE_PEER_PYTHON"]
        let script = peerScript ?? environment["MIWAKE_PEER_SCRIPT"]
        let opened = try checkpoint.map { try Checkpoint(path: $0) }
        var own: [Task: [Double]] = [:]
        var peer: [Task: [Double]] = [:]
        var limits: [Double] = []
        for _ in 0..<rounds {
            limits.append(MachineLimits.measured(clock).operationsPerSecond)
            for model in opened {
                for batch in Self.batches {
                    own[Task(model: model.encoderName, batch: batch), default: []].append(
                        imagesPerSecond(model, batch: batch))
                }
            }
            if let python, let script {
                for (task, rate) in try peerRates(python, script) { peer[task, default: []].append(rate) }
            }
        }
        let limit = median(limits)
        print(String(format: "machine | %d processors | %.0f GFLOP/s in products", workerCount, limit * 1e-9))
        for model in opened {
            for batch in Self.batches {
                let task = Task(model: model.encoderName, batch: batch)
                let rates = own[task] ?? []
                let share = median(rates) * model.operationsPerImage / limit * 100
                var line = String(
                    format: "encode %@ batch %d%@ | %.2f images/s (%.2f–%.2f) | %.0f %% of the product rate",
                    task.model,
                    batch, pooled ? " with pooled levels" : "",
                    median(rates), rates.min() ?? 0, rates.max() ?? 0, share)
                if let others = peer[task], !others.isEmpty {
                    let ratios = zip(rates, others).map { $0 / $1 }
                    line += String(
                        format: " | onnxruntime %.2f (%.2f–%.2f) | ratio %.2f (%.2f–%.2f)", median(others),
                        others.min() ?? 0, others.max() ?? 0, median(ratios), ratios.min() ?? 0, ratios.max() ?? 0)
                }
                print(line)
            }
        }
        print(ResidentMemory())
    }

    private struct Task: Hashable {
        var model: String
        var batch: Int
    }

    /// The best of what fits into a few seconds, as the peer counts.
    private func imagesPerSecond(_ checkpoint: Checkpoint, batch: Int) -> Double {
        let encoder = ImageEncoder(checkpoint: checkpoint, levels: pooled ? .pooled : .none)
        var generator = SeededGenerator(seed: 1)
        let pixels = (0..<batch * checkpoint.preprocessing.count).map { _ in Float(generator.nextUnit()) * 2 - 1 }
        _ = encoder.encode(pixels: pixels, pictures: batch)
        var best = Double.infinity
        let began = clock.now()
        repeat {
            best = min(best, clock.seconds { _ = encoder.encode(pixels: pixels, pictures: batch) })
        } while clock.now() - began < Self.secondsEach
        return Double(batch) / best
    }

    private func peerRates(_ python: String, _ script: String) throws -> [Task: Double] {
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [script, "ort"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "PEER_THREADS": String(workerCount), "PEER_BUDGET": String(Self.secondsEach), "PEER_CLOCK": clock.rawValue,
        ]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        var rates: [Task: Double] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard fields.count >= 4, let batch = Int(fields[2]),
                let best = fields[3].split(separator: " ").dropFirst().first.flatMap({ Double($0) })
            else { continue }
            rates[Task(model: fields[1], batch: batch)] = best
        }
        return rates
    }
}
