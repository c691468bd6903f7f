internal import ArgumentParser
internal import CLIPEncoding
internal import FeatureExtraction
internal import Foundation
internal import LinearAlgebra
internal import Workbench

/// From JPEG files to features, decoding and resizing beside encoding, against encoding alone.
struct EncodeFiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "files",
        abstract:
            "From picture files to features, against encoding alone: pooled levels among the features, as a project's.",
        discussion:
            "Both are measured in turn. Also prints the most memory that was resident: give one --checkpoint for that.")

    @Option(help: "A checkpoint; give it once for each.")
    var checkpoint: [String] = []

    @Option(help: "A folder of pictures, 1280×960 JPEG for the figures that are promised.")
    var images: String

    @Option(help: "Pictures a round; files are taken again and again.")
    var pictures = 96

    @Option(help: "How often both sides are measured in turn.")
    var rounds = 3

    @Option(help: "wall, or cpu for a busy machine: pin the process to one processor with it.")
    var clock = MeasuringClock.wall

    func validate() throws {
        guard !checkpoint.isEmpty else { throw ValidationError("name a --checkpoint") }
        guard rounds > 0, pictures > 0 else { throw ValidationError("--rounds and --pictures take a positive number") }
    }

    func run() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: images).sorted()
        let files = names.filter { !$0.hasPrefix(".") }.map { images + "/" + $0 }
        guard !files.isEmpty else { throw ValidationError("\(images) holds no files") }
        let paths = (0..<pictures).map { files[$0 % files.count] }
        for path in checkpoint {
            let model = try Checkpoint(path: path)
            var alone: [Double] = []
            var fromFiles: [Double] = []
            for _ in 0..<rounds {
                alone.append(encodingRate(model))
                fromFiles.append(try fileRate(model, paths))
            }
            let shares = zip(fromFiles, alone).map { $0 / $1 * 100 }
            print(
                String(
                    format: "files %@ | %d pictures of %d files | encoding alone %.2f images/s (%.2f–%.2f) | "
                        + "from files %.2f (%.2f–%.2f) | %.1f %% (%.1f–%.1f)",
                    model.encoderName, pictures, files.count, median(alone), alone.min() ?? 0, alone.max() ?? 0,
                    median(fromFiles), fromFiles.min() ?? 0, fromFiles.max() ?? 0, median(shares), shares.min() ?? 0,
                    shares.max() ?? 0))
        }
        print(ResidentMemory())
    }

    private func encodingRate(_ model: Checkpoint) -> Double {
        let encoder = ImageEncoder(checkpoint: model, levels: .pooled)
        var generator = SeededGenerator(seed: 1)
        let batch = FileEncoding.batch
        let pixels = (0..<batch * model.preprocessing.count).map { _ in Float(generator.nextUnit()) * 2 - 1 }
        _ = encoder.encode(pixels: pixels, pictures: batch)
        let batches = (pictures + batch - 1) / batch
        let seconds = clock.seconds {
            for _ in 0..<batches { _ = encoder.encode(pixels: pixels, pictures: batch) }
        }
        return Double(batches * batch) / seconds
    }

    private func fileRate(_ model: Checkpoint, _ paths: [String]) throws -> Double {
        var count = 0
        let seconds = try clock.seconds {
            try FileEncoding(checkpoint: model, priority: .prompt).run(paths) { index, result in
                if case .failure(let problem) = result {
                    throw ValidationError("\(paths[index]) has no features: \(problem)")
                }
                count += 1
            }
        }
        return Double(count) / seconds
    }
}

/// The most memory that this process had resident at any moment, pages of mapped files among them.
struct ResidentMemory: CustomStringConvertible {
    let megabytes: Double

    init() {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        megabytes = Double(usage.ru_maxrss) * 1024 * 1e-6
    }

    var description: String {
        String(format: "memory | %.0f MB resident at most, mapped weights among them", megabytes)
    }
}

func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
}
