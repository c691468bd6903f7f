import Foundation
import Languages
import Synchronization
import Workbench

/// Progress of images that take minutes, on standard error: how much, how fast, how long still.
///
/// On a terminal one line that redraws itself; elsewhere a plain line now and then, for a log; nothing when quiet.
final class RateLine: Sendable {
    private let title: String
    private let words: Words
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

    private static let betweenRedraws = Duration.milliseconds(100)
    private static let betweenLines = Duration.seconds(10)

    init(_ title: String, _ words: Words, isQuiet: Bool) {
        self.title = title
        self.words = words
        mode = isQuiet ? .silent : isatty(STDERR_FILENO) == 1 ? .bar : .lines
    }

    /// - Parameter unusable: files that could not be used.
    func report(done: Int, total: Int, unusable: Int = 0) {
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
            let line = line(done: done, total: total, since: timing.first, seconds: elapsed)
            return unusable > 0 ? words.say("progress-line.unusable", ["line": line, "count": unusable]) : line
        }
        guard let text else { return }
        let start = mode == .bar ? "\r\u{1B}[K" : ""
        let end = mode == .bar ? "" : "\n"
        StandardError.draw(start + text + end)
    }

    private func line(done: Int, total: Int, since first: Int, seconds: Double) -> String {
        let bar = mode == .bar ? ProgressBar.text(done, of: total) + " " : ""
        let share = "\(title) \(bar)\(words.share(done, of: total))"
        guard done > first, seconds > 0 else { return share }
        let rate = Double(done - first) / seconds
        let line = words.say("progress-line.rate", ["line": share, "rate": String(format: "%.1f", rate)])
        guard done < total else { return line }
        let left = words.duration(seconds: Double(total - done) / rate)
        return words.say("progress-line.left", ["line": line, "time": left])
    }

    /// Takes the line away, so that what follows starts in the first column.
    func finish() {
        guard mode == .bar, state.withLock({ $0.isDrawn }) else { return }
        StandardError.draw("\r\u{1B}[K")
    }
}
