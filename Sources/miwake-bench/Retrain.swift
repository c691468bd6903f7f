internal import ArgumentParser
internal import Deconfusion
internal import Foundation
internal import LinearAlgebra

struct Retrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Retrains the estimator: fifty epochs of the paper's recipe, and the interactive recipe.")

    @OptionGroup var options: MeasurementOptions

    func run() throws {
        let limits = MachineLimits.measured(options.clock)
        print(limits)
        for task in RetrainTask.all where options.only.isEmpty || task.name.contains(options.only) {
            print(task.measured(options, limits))
        }
    }
}

/// One size of retraining.
struct RetrainTask {
    let classes: Int
    let shots: Int
    let tokens: Int
    let recipe: Recipe
    /// Long trainings are measured over some of their steps and scaled.
    var share = 1.0
    let repetitions: Int

    private static let pooled = 1

    static let all = [
        RetrainTask(classes: 6, shots: 4, tokens: pooled, recipe: .paper, repetitions: 7),
        RetrainTask(classes: 6, shots: 4, tokens: pooled, recipe: .miwake, repetitions: 7),
        RetrainTask(classes: 10, shots: 16, tokens: pooled, recipe: .paper, repetitions: 5),
        RetrainTask(classes: 100, shots: 16, tokens: pooled, recipe: .paper, share: 0.1, repetitions: 3),
        RetrainTask(classes: 6, shots: 4, tokens: Workload.tokens, recipe: .paper, repetitions: 3),
        RetrainTask(classes: 10, shots: 16, tokens: Workload.tokens, recipe: .paper, share: 0.2, repetitions: 3),
        RetrainTask(classes: 100, shots: 16, tokens: Workload.tokens, recipe: .paper, share: 0.02, repetitions: 2),
    ]

    var name: String {
        "retrain \(classes)×\(shots) \(tokens == Self.pooled ? "pooled" : "tokens") \(recipe.name)"
    }

    func measured(_ options: MeasurementOptions, _ limits: MachineLimits) -> Measurement {
        let images = classes * shots
        let features = Workload.features(images: images, classes: classes, tokens: tokens)
        let labels = (0..<images).map { $0 % classes }
        let start = Workload.estimator(classes: classes)
        var steps = 0
        let seconds = (0..<(options.repetitions > 0 ? options.repetitions : repetitions)).map { _ in
            var total = 0
            let time = options.clock.seconds {
                guard var run = try? TrainingRun(from: start, on: features, labels: labels, recipe: recipe, seed: 0)
                else { return }
                total = run.totalSteps
                steps = max(1, Int(Double(total) * share))
                for _ in 0..<steps { _ = try? run.step() }
            }
            return time * Double(total) / Double(steps)
        }
        let total = recipe.steps(batches: (images + recipe.batchSize - 1) / recipe.batchSize, labelsPerClass: shots)
        let imagesPerStep = Double(min(images, recipe.batchSize))
        let passes = min(
            Double(total) * imagesPerStep,
            Double(total) * Double(images) / ceil(Double(images) / Double(recipe.batchSize)))
        let floor = limits.seconds(
            operations: passes * Workload.operations(classes: classes, tokens: tokens).training,
            bytes: Double(total * Workload.parameterCount(classes: classes) * MachineLimits.bytesPerParameter))
        return Measurement(name: "\(name), \(total) steps", seconds: seconds, floor: floor)
    }
}
