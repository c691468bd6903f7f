import Foundation
import TestSupport
import Testing

/// A tmux server of its own with one pane that runs a shell, for one test.
final class Tmux {
    static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/tmux")

    /// The programs that the build made lie beside the tests.
    static var products: String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    }

    /// Far longer than anything here takes, even on a busy machine: only a failure waits for it.
    private static let patience = Duration.seconds(30)
    private static let glance = Duration.milliseconds(20)
    /// On a machine that has no time for us, patience alone might pass between two looks.
    private static let fewestGlances = 100
    /// Seconds that the server may take over one request.
    private static let patienceWithServer: TimeInterval = 30

    private let socket = "miwake-tests-\(UUID().uuidString)"

    /// Starts a shell in a pane of this size.
    init(columns: Int, rows: Int) throws {
        try tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
            "env PS1='$ ' sh")
        try tmux("set-option", "-s", "escape-time", "0")
        try tmux("set-option", "-g", "status", "off")
    }

    deinit { _ = try? tmux("kill-server") }

    /// Types a command line.
    func run(_ command: String) throws {
        try tmux("send-keys", "-l", command)
        try tmux("send-keys", "Enter")
    }

    /// Presses keys by tmux's names.
    func press(_ keys: String...) throws {
        try tmux(["send-keys"] + keys)
    }

    func paste(_ text: String) throws {
        try tmux("set-buffer", text)
        try tmux("paste-buffer", "-p")
    }

    func resize(columns: Int, rows: Int) throws {
        try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }

    /// What tmux knows of the pane, as `display-message` names it.
    func fact(_ format: String) throws -> String {
        try output(of: "display-message", "-p", "#{\(format)}").trimmingCharacters(in: .newlines)
    }

    func lines() throws -> [String] {
        try output(of: "capture-pane", "-p").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Waits for a mark on the screen.
    @discardableResult
    func wait(for mark: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String] {
        try await wait(for: mark, sourceLocation: sourceLocation) { seen in seen.contains { $0.contains(mark) } }
    }

    /// Waits for a frame of the probe that shows a mark and is whole: its last line, which the terminal gets last, counts as many
    /// inputs as its first.
    @discardableResult
    func frame(showing mark: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String] {
        try await wait(for: mark, sourceLocation: sourceLocation) { seen in
            guard let head = seen.first?.split(separator: " "), head.count > 1, head[0] == "ready" else { return false }
            return seen.contains { $0.hasPrefix("end \(head[1]) |") } && seen.contains { $0.contains(mark) }
        }
    }

    private func wait(
        for mark: String, sourceLocation: SourceLocation, until holds: ([String]) -> Bool
    ) async throws -> [String] {
        let end = ContinuousClock.now + Self.patience
        var glances = 0
        while ContinuousClock.now < end || glances < Self.fewestGlances {
            glances += 1
            let seen = try lines()
            if holds(seen) { return seen }
            try await Task.sleep(for: Self.glance)
        }
        Issue.record("never saw \(mark) in:\n\(try lines().joined(separator: "\n"))", sourceLocation: sourceLocation)
        throw CancellationError()
    }

    private func tmux(_ arguments: String...) throws { try tmux(arguments) }

    private func tmux(_ arguments: [String]) throws {
        _ = try answer(to: arguments)
    }

    private func output(of arguments: String...) throws -> String { try answer(to: arguments).output }

    private func answer(to arguments: [String]) throws -> Subprocess.Finished {
        try Subprocess.run(
            ["tmux", "-L", socket] + arguments, environment: ["TMUX": nil, "LC_ALL": "C.UTF-8"],
            patience: Self.patienceWithServer)
    }
}
