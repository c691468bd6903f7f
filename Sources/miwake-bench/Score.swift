internal import ArgumentParser
internal import Deconfusion
internal import LinearAlgebra

struct Score: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Scores a pool of 10 000 images with every head.")

    @OptionGroup var options: MeasurementOptions

    func run() throws {
        let limits = MachineLimits.measured(options.clock)
        print(limits)
        for task in ScoreTask.all where options.only.isEmpty || task.name.contains(options.only) {
            print(task.measured(options, limits))
        }
    }
}

/// One size of scoring.
struct ScoreTask {
    let classes: Int
    let tokens: Int
    /// Images that are scored; the time is scaled to the pool.
    let images: Int

    private static let pool = 10_000
    private static let repetitions = 5

    static let all = [
        ScoreTask(classes: 10, tokens: 1, images: pool),
        ScoreTask(classes: 100, tokens: 1, images: pool),
        ScoreTask(classes: 10, tokens: Workload.tokens, images: 500),
    ]

    var name: String { "score \(Self.pool) \(tokens == 1 ? "pooled" : "tokens") C=\(classes)" }

    func measured(_ options: MeasurementOptions, _ limits: MachineLimits) -> Measurement {
        let features = Workload.features(images: images, classes: classes, tokens: tokens)
        let estimator = Workload.estimator(classes: classes)
        let scale = Double(Self.pool) / Double(images)
        let seconds = (0..<(options.repetitions > 0 ? options.repetitions : Self.repetitions)).map { _ in
            options.clock.seconds { _ = estimator.outputs(for: features) } * scale
        }
        let operations = Workload.operations(classes: classes, tokens: tokens).scoring * Double(Self.pool)
        return Measurement(name: name, seconds: seconds, floor: limits.seconds(operations: operations, bytes: 0))
    }
}
