import Foundation
import Testing

/// A real terminal: a tmux server of its own, driven by keys and read as text.
final class Tmux: Sendable {
    private let socket = "miwake-test-" + UUID().uuidString.prefix(8)
    private let target = "main"
    private let folder: TemporaryFolder

    /// How long a mark may take before the test gives up; generous, since a build machine may be busy.
    private static let patience: TimeInterval = 90

    static let isInstalled: Bool = {
        (try? Program.run("/usr/bin/env", ["tmux", "-V"]).status) == 0
    }()

    init(
        columns: Int, rows: Int, command: String, terminal: String = "tmux-256color",
        environment: [String: String] = [:]
    )
        throws
    {
        folder = try TemporaryFolder()
        let configuration = folder.path + "/tmux.conf"
        try "set -g default-terminal \(terminal)\nset -g escape-time 0\nset -g remain-on-exit on\nset -g status off\n"
            .write(toFile: configuration, atomically: true, encoding: .utf8)
        let variables = (["LC_ALL": "C.UTF-8"].merging(environment) { $1 }).map { "\($0.key)='\($0.value)'" }
        try tmux(
            ["-f", configuration, "new-session", "-d", "-s", target, "-x", "\(columns)", "-y", "\(rows)"]
                + ["env \(variables.joined(separator: " ")) \(command)"])
    }

    deinit {
        _ = try? tmux(["kill-server"])
    }

    func send(_ keys: String...) throws {
        try tmux(["send-keys", "-t", target] + keys)
    }

    /// Types text as it is, without looking for key names in it.
    func type(_ text: String) throws {
        try tmux(["send-keys", "-t", target, "-l", text])
    }

    func resize(columns: Int, rows: Int) throws {
        try tmux(["resize-window", "-t", target, "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// The process that the pane started, for signals.
    func processID() throws -> Int32 {
        let printed = try tmux(["list-panes", "-t", target, "-F", "#{pane_pid}"]).output
        return try #require(Int32(printed.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    func screen() throws -> String {
        try tmux(["capture-pane", "-p", "-t", target]).output
    }

    /// Whether the pane's program has ended.
    func hasEnded() throws -> Bool {
        try tmux(["list-panes", "-t", target, "-F", "#{pane_dead}"]).output.hasPrefix("1")
    }

    /// The screen as soon as it satisfies a condition; fails, with the last screen, when it never does.
    @discardableResult
    func wait(
        for what: Comment, sourceLocation: SourceLocation = #_sourceLocation, until condition: (String) throws -> Bool
    ) throws -> String {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        var last = ""
        while Date() < deadline {
            last = try screen()
            if try condition(last) { return last }
            usleep(Self.pollMicroseconds)
        }
        Issue.record("never saw \(what.rawValue); the last screen was:\n\(last)", sourceLocation: sourceLocation)
        throw Missed(what: what.rawValue)
    }

    /// The screen as soon as it shows a text.
    @discardableResult
    func wait(forText text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try wait(for: "“\(text)”", sourceLocation: sourceLocation) { $0.contains(text) }
    }

    struct Missed: Error {
        var what: String
    }

    /// Between two looks at the screen; what is waited for is a mark, this only keeps the wait from spinning.
    private static let pollMicroseconds: UInt32 = 20_000

    @discardableResult
    private func tmux(_ arguments: [String]) throws -> Finished {
        try Program.run("/usr/bin/env", ["tmux", "-L", String(socket)] + arguments)
    }
}
