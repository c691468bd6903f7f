import Foundation
import TestSupport
import Testing

/// A real terminal: a tmux server of its own with a shell in its only pane, driven by keys and read as text.
final class Tmux: Sendable {
    static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/tmux")

    private let socket = "miwake-end-" + UUID().uuidString.prefix(8)
    private let folder: TemporaryFolder

    /// Seconds that a mark may take before the test gives up; generous, since a build machine may be busy.
    private static let patience: TimeInterval = 90
    /// Seconds that the server may take over one request.
    private static let patienceWithServer: TimeInterval = 30
    /// Between two looks at the screen; what is waited for is a mark, this only keeps the wait from spinning.
    private static let pollMicroseconds: UInt32 = 20_000

    /// Opens a window of this size with a shell in it.
    init(columns: Int, rows: Int) throws {
        folder = try TemporaryFolder()
        let configuration = folder.path + "/tmux.conf"
        try "set -g default-terminal tmux-256color\nset -g escape-time 0\nset -g status off\n"
            .write(toFile: configuration, atomically: true, encoding: .utf8)
        try tmux([
            "-f", configuration, "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
            "env -u COLORTERM -u NO_COLOR PS1='$ ' sh",
        ])
        // The modes of the terminal before anything ran, to be compared with those after.
        try line("before=$(stty -g); clear; echo shell=$((40 + 2))")
        try wait(forText: "shell=42")
    }

    deinit {
        _ = try? tmux(["kill-server"])
    }

    /// Types a command line for the shell.
    func line(_ command: String) throws {
        try tmux(["send-keys", "-l", command])
        try tmux(["send-keys", "Enter"])
    }

    /// Runs the program in the pane; the shell prints how it ended.
    func run(_ arguments: [String]) throws {
        let quoted = ([Program.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        try line("clear; \(quoted); echo ended=$?")
    }

    /// Presses keys by tmux's names.
    func press(_ keys: String...) throws {
        try tmux(["send-keys"] + keys)
    }

    func resize(columns: Int, rows: Int) throws {
        try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// What tmux knows of the pane, as `display-message` names it.
    func fact(_ format: String) throws -> String {
        try tmux(["display-message", "-p", "#{\(format)}"]).output.trimmingCharacters(in: .newlines)
    }

    func screen() throws -> String {
        try tmux(["capture-pane", "-p"]).output
    }

    /// The process that the shell in the pane runs now, for signals.
    func processID() throws -> Int32 {
        let shell = try fact("pane_pid")
        let children = try String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
        return try #require(children.split(separator: " ").first.flatMap { Int32($0) })
    }

    /// The screen as soon as it satisfies a condition; fails, with the last screen, when it never does.
    @discardableResult
    func wait(
        for what: String, sourceLocation: SourceLocation = #_sourceLocation, until condition: (String) -> Bool
    ) throws -> String {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        var last = ""
        repeat {
            last = try screen()
            if condition(last) { return last }
            usleep(Self.pollMicroseconds)
        } while Date() < deadline
        Issue.record("never saw \(what); the last screen was:\n\(last)", sourceLocation: sourceLocation)
        throw Missed(what: what)
    }

    /// The screen as soon as it shows a text.
    @discardableResult
    func wait(forText text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try wait(for: "“\(text)”", sourceLocation: sourceLocation) { $0.contains(text) }
    }

    /// The screen as soon as it is idle and satisfies a condition.
    @discardableResult
    func waitIdle(
        _ what: String, sourceLocation: SourceLocation = #_sourceLocation, until condition: (String) -> Bool
    ) throws -> String {
        try wait(for: "an idle screen with \(what)", sourceLocation: sourceLocation) {
            $0.firstLine.hasSuffix("●") && condition($0)
        }
    }

    /// The program has ended with this code, and the shell is back with the modes, the screen and the cursor it had.
    func expectRestored(status: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try wait(forText: "ended=\(status)", sourceLocation: sourceLocation)
        #expect(try fact("alternate_on") == "0", sourceLocation: sourceLocation)
        #expect(try fact("cursor_flag") == "1", sourceLocation: sourceLocation)
        #expect(try fact("mouse_any_flag") == "0", sourceLocation: sourceLocation)
        try line("[ \"$(stty -g)\" = \"$before\" ] && echo modes=$((40 + 2))")
        try wait(forText: "modes=42", sourceLocation: sourceLocation)
    }

    struct Missed: Error {
        var what: String
    }

    @discardableResult
    private func tmux(_ arguments: [String]) throws -> Finished {
        try Subprocess.run(
            ["tmux", "-L", String(socket)] + arguments, environment: ["TMUX": nil, "LC_ALL": "C.UTF-8"],
            patience: Self.patienceWithServer)
    }
}

extension String {
    /// The status line, without the blank behind the idle mark.
    var firstLine: String {
        var line = String(prefix { $0 != "\n" })
        while line.last == " " { line.removeLast() }
        return line
    }
}
