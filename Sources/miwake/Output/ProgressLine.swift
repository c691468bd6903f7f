import Foundation
import Synchronization

/// A progress bar on standard error: one line that redraws itself on a terminal, and nothing elsewhere.
final class ProgressLine: Sendable {
    private let title: String
    private let isTerminal: Bool
    private let lastPercent = Mutex(-1)

    private static let barWidth = 30

    init(title: String, isQuiet: Bool = false) {
        self.title = title
        isTerminal = !isQuiet && isatty(STDERR_FILENO) == 1
    }

    /// Shows how much is done; redraws only when the percentage changed.
    var report: @Sendable (_ done: Int, _ total: Int) -> Void {
        { [self] done, total in
            guard isTerminal, total > 0 else { return }
            let percent = done * 100 / total
            let isNews = lastPercent.withLock { last in
                defer { last = percent }
                return last != percent
            }
            guard isNews else { return }
            let filled = percent * Self.barWidth / 100
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
            StandardError.draw("\r\(title) \(bar) \(percent) % (\(done) of \(total)) ")
        }
    }

    /// Takes the line away, so that what follows starts in the first column.
    func finish() {
        guard isTerminal, lastPercent.withLock({ $0 >= 0 }) else { return }
        StandardError.draw("\r\u{1B}[K")
    }
}
