import Foundation
import Synchronization
import Workbench

/// Progress of something that takes minutes, on standard error: how much, how fast, how long still.
///
/// On a terminal one line that redraws itself; elsewhere a plain line now and then, for a log; nothing when quiet.
final class RateLine: Sendable {
    private let title: String
    private let unit: String
    private let mode: Mode
    private let state = Mutex(Timing())

    private enum Mode {
        case bar
        case lines
        case silent
    }

    private struct Timing {
        var began: ContinuousClock.Instant?
        /// Done before the first report: no part of the rate.
        var first = 0
        var lastShown: ContinuousClock.Instant?
        var isDrawn = false
    }

    private static let barWidth = 30
    private static let betweenRedraws = Duration.milliseconds(100)
    private static let betweenLines = Duration.seconds(10)

    init(title: String, unit: String, isQuiet: Bool) {
        self.title = title
        self.unit = unit
        mode = isQuiet ? .silent : isatty(STDERR_FILENO) == 1 ? .bar : .lines
    }

    /// - Parameter remark: what else is to be said, such as how many failed.
    func report(done: Int, total: Int, remark: String = "") {
        guard mode != .silent, total > 0 else { return }
        let text: String? = state.withLock { timing in
            let now = ContinuousClock.now
            let began = timing.began ?? now
            if timing.began == nil {
                timing.began = now
                timing.first = done
            }
            let pause = mode == .bar ? Self.betweenRedraws : Self.betweenLines
            guard done == total || timing.lastShown.map({ now - $0 >= pause }) ?? true else { return nil }
            timing.lastShown = now
            timing.isDrawn = true
            let elapsed = (now - began) / .seconds(1)
            return line(done: done, total: total, since: timing.first, seconds: elapsed) + remark
        }
        guard let text else { return }
        let start = mode == .bar ? "\r\u{1B}[K" : ""
        let end = mode == .bar ? "" : "\n"
        StandardError.draw(start + text + end)
    }

    private func line(done: Int, total: Int, since first: Int, seconds: Double) -> String {
        var text = title + " "
        if mode == .bar {
            let filled = done * Self.barWidth / total
            text += String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled) + " "
        }
        text += "\(done * 100 / total) % (\(done) of \(total))"
        guard done > first, seconds > 0 else { return text }
        let rate = Double(done - first) / seconds
        text += String(format: ", %.1f %@/s", rate, unit)
        if done < total { text += ", \(duration(seconds: Double(total - done) / rate)) left" }
        return text
    }

    /// Takes the line away, so that what follows starts in the first column.
    func finish() {
        guard mode == .bar, state.withLock({ $0.isDrawn }) else { return }
        StandardError.draw("\r\u{1B}[K")
    }
}
