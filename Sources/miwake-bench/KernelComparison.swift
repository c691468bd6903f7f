internal import Foundation
internal import LinearAlgebra

/// The same work done in two ways, measured in turn in many short rounds: other programs then disturb both alike.
struct KernelComparison {
    let name: String
    /// Floating-point operations of the work, as the definition counts them.
    let operations: Int
    /// Makes both sides; theirs is nil where the library has no such thing.
    let sides: () -> (ours: () -> Void, theirs: (() -> Void)?)

    /// Either side of a round takes at least so long.
    private static let secondsEach = 2e-3
    /// For so long nothing is done before a side begins: threads of the other one, which look for more work, have gone to sleep.
    private static let pause = 5e-3

    func measured(_ rounds: Int) -> String {
        let (ours, theirs) = sides()
        guard let theirs else { return "\(name) | the library has none" }
        let counts = [Self.repetitions(ours), Self.repetitions(theirs)]
        var wall: [[Double]] = [[], []]
        var processor: [[Double]] = [[], []]
        for round in 0..<rounds {
            for side in round.isMultiple(of: 2) ? [0, 1] : [1, 0] {
                Thread.sleep(forTimeInterval: Self.pause)
                if side == 0 { ours() } else { theirs() }
                let start = (MeasuringClock.wall.now(), MeasuringClock.cpu.now())
                for _ in 0..<counts[side] { if side == 0 { ours() } else { theirs() } }
                wall[side].append((MeasuringClock.wall.now() - start.0) / Double(counts[side]))
                processor[side].append((MeasuringClock.cpu.now() - start.1) / Double(counts[side]))
            }
        }
        func rate(_ seconds: [Double]) -> String {
            String(format: "%.1f GFLOP/s", Double(operations) / median(seconds) * 1e-9)
        }
        return [
            name, "ours \(rate(processor[0]))", "theirs \(rate(processor[1]))",
            "processor time \(Self.ratio(processor))", "wall \(Self.ratio(wall))",
        ].joined(separator: " | ")
    }

    private static func repetitions(_ body: () -> Void) -> Int {
        body()
        let seconds = MeasuringClock.cpu.seconds(body)
        return max(1, Int(secondsEach / max(seconds, 1e-7)))
    }

    /// Theirs by ours: the median of the rounds' ratios and its quartiles.
    private static func ratio(_ seconds: [[Double]]) -> String {
        let ratios = zip(seconds[0], seconds[1]).map { $1 / $0 }.sorted()
        let quarter = ratios.count / 4
        return String(
            format: "%.2f (%.2f–%.2f)", ratios[ratios.count / 2], ratios[quarter], ratios[ratios.count - 1 - quarter])
    }
}
