internal import ArgumentParser

/// Measures what the project promises about speed. Absolute times differ from machine to machine: compare ratios, and run
/// both sides in turn.
@main
struct MiwakeBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "miwake-bench",
        abstract: "Measures retraining, scoring and encoding against the machine's own limits and against others.",
        subcommands: [
            Retrain.self, Score.self, Encode.self, EncodeFiles.self, PageOfPairs.self, PoolFits.self, ManyLabels.self,
            Kernels.self, All.self,
        ])
}

/// Everything, one after the other.
struct All: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs every benchmark.")

    @OptionGroup var options: MeasurementOptions

    func run() throws {
        let limits = MachineLimits.measured(options.clock)
        print(limits)
        for task in RetrainTask.all { print(task.measured(options, limits)) }
        for task in ScoreTask.all { print(task.measured(options, limits)) }
    }
}
