import Foundation
import Languages
import Synchronization

/// What takes a while; its raw value names it in the group `task` of the language files.
enum LongTask: String {
    case copying
    case embedding
    case joining
    case labelling
    case outOfFold = "out-of-fold"
    case readingImages = "reading-images"
    case scanning
    case simulating
    case storingFeatures = "storing-features"
    case training
}

/// A progress bar on standard error: one line that redraws itself on a terminal, and nothing elsewhere.
final class ProgressLine: Sendable {
    private let title: String
    private let words: Words
    private let isTerminal: Bool
    private let tellsTimeLeft: Bool
    private let state = Mutex(Shown())

    private struct Shown {
        var percent = -1
        /// Done before the first report: no part of the pace.
        var first = 0
        var began: ContinuousClock.Instant?
    }

    init(_ task: LongTask, _ words: Words, isQuiet: Bool = false, tellsTimeLeft: Bool = false) {
        title = words.title(task)
        self.words = words
        self.tellsTimeLeft = tellsTimeLeft
        isTerminal = !isQuiet && isatty(STDERR_FILENO) == 1
    }

    /// Shows how much is done; redraws only when the percentage changed.
    var report: @Sendable (_ done: Int, _ total: Int) -> Void {
        { [self] done, total in
            guard isTerminal, total > 0 else { return }
            let now = ContinuousClock.now
            let percent = done * 100 / total
            let news: Double?? = state.withLock { shown in
                let began = shown.began ?? now
                if shown.began == nil { (shown.began, shown.first) = (now, done) }
                let left = Self.secondsLeft(done - shown.first, of: total - shown.first, (now - began) / .seconds(1))
                defer { shown.percent = percent }
                return shown.percent != percent ? .some(left) : nil
            }
            guard let left = news else { return }
            var line = "\(title) \(ProgressBar.text(done, of: total)) \(words.share(done, of: total))"
            if tellsTimeLeft, let left {
                line = words.say("progress-line.left", ["line": line, "time": words.duration(seconds: left)])
            }
            StandardError.draw("\r\u{1B}[K\(line) ")
        }
    }

    /// At the pace so far; nil before there is one, and at the end.
    static func secondsLeft(_ done: Int, of total: Int, _ elapsed: Double) -> Double? {
        guard done > 0, done < total else { return nil }
        return elapsed / Double(done) * Double(total - done)
    }

    /// The same of a share in [0, 1].
    var reportShare: @Sendable (_ share: Double) -> Void {
        { [self] share in report(Int(share * 100), 100) }
    }

    /// Takes the line away, so that what follows starts in the first column.
    func finish() {
        guard isTerminal, state.withLock({ $0.percent >= 0 }) else { return }
        StandardError.draw("\r\u{1B}[K")
    }
}

enum ProgressBar {
    private static let columns = 30

    static func text(_ done: Int, of total: Int) -> String {
        let filled = done * columns / total
        return String(repeating: "█", count: filled) + String(repeating: "░", count: columns - filled)
    }
}

extension Words {
    func title(_ task: LongTask) -> String { say("task.\(task.rawValue)") }

    /// `12 % (3 of 25)`.
    func share(_ done: Int, of total: Int) -> String {
        say("progress-line.share", ["percent": done * 100 / total, "done": done, "total": total])
    }

    /// `0.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`.
    func duration(seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return switch whole {
        case ..<10: say("duration.seconds", ["seconds": String(format: "%.1f", seconds)])
        case ..<120: say("duration.seconds", ["seconds": whole])
        case ..<7200: say("duration.minutes", ["minutes": whole / 60, "seconds": whole % 60])
        default: say("duration.hours", ["hours": whole / 3600, "minutes": whole % 3600 / 60])
        }
    }
}
