internal import ArgumentParser
internal import Foundation
internal import LinearAlgebra

/// What a benchmark counts.
enum MeasuringClock: String, ExpressibleByArgument, CaseIterable {
    /// Seconds on the wall.
    case wall
    /// Seconds of all processors together: a busy machine disturbs them less. Pin the process to one processor with it.
    case cpu

    /// Seconds since some fixed moment.
    func now() -> Double {
        var time = timespec()
        clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = now()
        try body()
        return now() - start
    }
}

struct MeasurementOptions: ParsableArguments {
    @Option(help: "wall, or cpu for a busy machine.")
    var clock = MeasuringClock.wall

    @Option(help: "How often each benchmark runs; 0 for its own number.")
    var repetitions = 0

    @Option(help: "Only benchmarks whose name contains this.")
    var only = ""
}

/// The times of one benchmark.
struct Measurement {
    let name: String
    let seconds: [Double]
    /// The least time that this machine could take.
    let floor: Double

    var best: Double { seconds.min() ?? 0 }
    var median: Double { seconds.sorted()[seconds.count / 2] }
}

extension Measurement: CustomStringConvertible {
    var description: String {
        let figures = [
            ("best", best), ("median", median), ("worst", seconds.max() ?? 0), ("floor", floor),
        ].map { String(format: "%@ %.3f s", $0.0, $0.1) }
        let share = String(format: "%.0f %% of the floor's speed", floor / best * 100)
        return ([name] + figures + [share, "\(seconds.count) runs"]).joined(separator: " | ")
    }
}
