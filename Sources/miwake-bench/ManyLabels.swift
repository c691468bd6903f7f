internal import ActiveLearning
internal import ArgumentParser
internal import Evaluation
internal import Foundation
internal import Heads
internal import LinearAlgebra
internal import ProjectModel

struct ManyLabels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels", abstract: "Fits every head that needs no training to 50 000 labels, and asks it.",
        discussion: """
            Of each head: seconds of fitting it, of answering about the images asked, and of answering about the labelled ones without
            their own labels; and the memory that these took beside the embeddings and logits. Then the same of finding what is left out together.
            """)

    @OptionGroup var options: MeasurementOptions

    @Option(help: "Labelled images.")
    var labels = 50_000

    @Option(help: "Classes.")
    var classes = 100

    @Option(help: "Images that are asked about.")
    var images = 10_000

    func run() throws {
        let (labelled, asked) = LabelledWorkload.samples([labels, images], classes: classes)
        let sample = labelled.embeddings.gatheringRows(0..<min(PoolGeometry.sampleSize, labels))
        let pool = LabelledPool(
            labelled,
            in: PoolImages(
                embeddings: labelled.embeddings, zeroShot: labelled.zeroShot, geometry: PoolGeometry(sample: sample)))
        for head in Head.all where !head.isTrained && (options.only.isEmpty || head.rawValue.contains(options.only)) {
            print(measured(head, pool, asked))
        }
        guard options.only.isEmpty || "groups".contains(options.only) else { return }
        print(measuredGroups(labelled))
    }

    private func measuredGroups(_ labelled: LabelledFeatures) -> String {
        let memory = PeakMemory()
        let names = [String?](repeating: nil, count: labelled.count)
        let seconds = (0..<max(1, options.repetitions)).map { _ in
            options.clock.seconds {
                _ = joinedGroups(
                    names: names, embeddings: labelled.embeddings, nearDuplicateCosine: ScoredPool.nearDuplicateCosine)
            }
        }
        return String(
            format: "labels %d C=%d groups of near-duplicates %.3f s | %@ | %d runs", labels, classes,
            seconds.min() ?? 0, "\(memory)", seconds.count)
    }

    private func measured(_ head: Head, _ pool: LabelledPool, _ asked: LabelledFeatures) -> String {
        var (fit, answer, leftOut): ([Double], [Double], [Double]) = ([], [], [])
        let memory = PeakMemory()
        for _ in 0..<max(1, options.repetitions) {
            let fits = HeadFits(pool)
            fit.append(options.clock.seconds { _ = fits.model(of: head) })
            answer.append(
                options.clock.seconds {
                    _ = fits.answers(asked.embeddings, zeroShot: asked.zeroShot, trained: nil).logits(of: head)
                })
            leftOut.append(options.clock.seconds { _ = fits.heldOut(of: head) })
        }
        return String(
            format: "labels %d C=%d %@ | fit %.3f s | %d answers %.3f s | left-out answers %.3f s | %@ | %d runs",
            labels,
            classes, head.rawValue, fit.min() ?? 0, images, answer.min() ?? 0, leftOut.min() ?? 0, "\(memory)",
            fit.count)
    }
}

/// Unit embeddings as CLIP's lie: one direction common to all, one for each class, and noise that differs between coordinates.
enum LabelledWorkload {
    private static let seed: UInt64 = 5
    private static let logitScale: Float = 100
    /// Lengths beside those of the classes' directions.
    private static let common: Float = 1.5
    private static let disturbanceOfText: Float = 2
    /// The noise of a coordinate falls from the first number as 1 / (1 + coordinate / the second).
    private static let noise: (first: Float, half: Float) = (4, 40)

    /// Two samples of the same classes.
    static func samples(_ counts: [Int], classes: Int) -> (LabelledFeatures, LabelledFeatures) {
        var generator = SeededGenerator(seed: seed)
        let width = Workload.embedding
        func noise() -> Float { Float(generator.nextUnit() + generator.nextUnit() + generator.nextUnit()) * 2 - 3 }
        func matrix(_ rows: Int, _ value: (_ row: Int, _ column: Int) -> Float) -> Matrix {
            Matrix(
                rows: rows, columns: width,
                elements: [Float](unsafeUninitializedCapacity: rows * width) { target, count in
                    for index in 0..<rows * width { target[index] = value(index / width, index % width) }
                    count = rows * width
                })
        }
        let shared = (0..<width).map { _ in Self.common * noise() }
        let axes = matrix(classes) { _, column in shared[column] + noise() }
        let text = matrix(classes) { row, column in axes[row, column] + Self.disturbanceOfText * noise() }
            .normalizedRows()
        let spread = (0..<width).map { Self.noise.first / (1 + Float($0) / Self.noise.half) }
        let samples = counts.map { count in
            let embeddings = matrix(count) { row, column in axes[row % classes, column] + spread[column] * noise() }
                .normalizedRows()
            var logits = embeddings.times(transposed: text)
            logits.elements.withUnsafeMutableBufferPointer { values in
                for index in values.indices { values[index] *= Self.logitScale }
            }
            return LabelledFeatures(
                embeddings: embeddings, zeroShot: logits, labels: (0..<count).map { $0 % classes })
        }
        return (samples[0], samples[1])
    }
}

/// The most memory that the process has had resident since this was made, beyond what it had then.
struct PeakMemory: CustomStringConvertible {
    private let before: Double?

    init() {
        // Linux then begins to count its peak anew.
        let isReset = (try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))) != nil
        before = isReset ? Self.megabytes("VmRSS:") : nil
    }

    private static func megabytes(_ field: String) -> Double? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }.map { $0 * 1024e-6 }
    }

    var description: String {
        guard let before, let peak = Self.megabytes("VmHWM:") else { return "memory not known" }
        return String(format: "%.0f MB more at most", peak - before)
    }
}
