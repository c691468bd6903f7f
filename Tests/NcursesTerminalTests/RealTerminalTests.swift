import Foundation
import TestSupport
import Testing

/// The probe of `Tests/TerminalProbe` under a real terminal.
@Suite("The real terminal", .serialized, .enabled(if: Tmux.isInstalled, "needs tmux"))
struct RealTerminalTests {
    private static let probe = Tmux.products + "/TerminalProbe"

    private static func start(
        columns: Int = 80, rows: Int = 24, environment: String = "TERM=tmux-256color"
    ) async throws -> Tmux {
        let tmux = try Tmux(columns: columns, rows: rows)
        try tmux.run("stty -g > /dev/null; before=$(stty -g)")
        // What the user's own session says of colours must not matter here.
        try tmux.run("clear; env -u COLORTERM -u NO_COLOR \(environment) \(probe); echo status=$?")
        return tmux
    }

    /// The shell is back with the modes that it had, outside the alternate screen, with a cursor.
    private static func expectRestored(_ tmux: Tmux, status: String) async throws {
        try await tmux.wait(for: "status=\(status)")
        #expect(try tmux.fact("alternate_on") == "0")
        #expect(try tmux.fact("cursor_flag") == "1")
        #expect(try tmux.fact("mouse_any_flag") == "0")
        try tmux.run("[ \"$(stty -g)\" = \"$before\" ] && echo modes=$((40 + 2))")
        try await tmux.wait(for: "modes=42")
    }

    @Test("it starts, draws, and gives everything back on leaving")
    func startAndLeave() async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 80x24 indexed256 |")
        #expect(try tmux.fact("alternate_on") == "1")
        try tmux.press("q")
        let seen = try await tmux.wait(for: "status=0")
        #expect(seen.contains { $0.contains("the probe ended") })
        #expect(seen.contains { $0.contains("a line on stderr") })
        try await Self.expectRestored(tmux, status: "0")
    }

    @Test("keys are what the person pressed")
    func keys() async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 ")
        let presses: [(press: String, meaning: String)] = [
            ("a", "character a"), ("傷", "character 傷"), ("é", "character é"), ("Space", "character  "),
            ("Up", "up"), ("Down", "down"), ("Left", "left"), ("Right", "right"), ("Home", "home"), ("End", "end"),
            ("PPage", "pageUp"), ("NPage", "pageDown"), ("DC", "delete"), ("BSpace", "backspace"), ("Enter", "enter"),
            ("Tab", "tab"), ("BTab", "backTab"), ("Escape", "escape"), ("F1", "function(1)"), ("F12", "function(12)"),
            ("C-r", "control(\"r\")"), ("C-s", "control(\"s\")"), ("C-v", "control(\"v\")"),
        ]
        for (index, (press, meaning)) in presses.enumerated() {
            try tmux.press(press)
            let seen = try await tmux.frame(showing: "ready \(index + 1) ")
            #expect(seen[1].hasPrefix("\(meaning) |"), "\(press)")
        }
    }

    @Test("Alt with a letter, keys nobody knows and pasted text are no commands")
    func noCommands() async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 ")
        try tmux.press("M-q")
        try await tmux.frame(showing: "dropped alt(\"q\") |")
        try tmux.press("C-M-Left")
        try await tmux.frame(showing: "dropped sequence |")
        try tmux.paste("qTqT quit\nq")
        try await tmux.frame(showing: "dropped paste |")
        try tmux.press("z")
        let seen = try await tmux.frame(showing: "character z |")
        #expect(seen[0].hasPrefix("ready 4 "))
    }

    @Test("stopped and continued, by its own key or from outside, it comes back whole and at the present size")
    func suspends() async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 ")
        for round in 0..<2 {
            if round == 0 { try tmux.press("C-z") } else { try Self.send("TSTP", to: tmux) }
            try await tmux.wait(for: "Stopped")
            #expect(try tmux.fact("alternate_on") == "0")
            #expect(try tmux.fact("mouse_any_flag") == "0")
            #expect(try tmux.fact("cursor_flag") == "1")
            try tmux.run("[ \"$(stty -g)\" = \"$before\" ] && echo modes=$((40 + \(round)))")
            try await tmux.wait(for: "modes=4\(round)")
            try tmux.resize(columns: 100 - round, rows: 30)
            try tmux.run("fg")
            let seen = try await tmux.frame(showing: " \(100 - round)x30 ")
            #expect(seen[5].hasPrefix("傷傷傷傷"))
            #expect(try tmux.fact("alternate_on") == "1")
            #expect(try tmux.fact("mouse_any_flag") == "1")
            try tmux.press("Up")
            try await tmux.frame(showing: "up |")
        }
        try tmux.press("q")
        try await tmux.wait(for: "the probe ended")
    }

    @Test("a wide glyph keeps its two columns, marks stay with their letter, escapes are not obeyed")
    func wideGlyphs() async throws {
        let tmux = try await Self.start()
        let seen = try await tmux.frame(showing: "ready 0 ")
        #expect(seen[2].hasPrefix("é 傷だらけ ▀🬋 \u{FFFD}[31mx |"))
        #expect(seen[5] == String(repeating: "傷", count: 40))
    }

    @Test("it follows every size, down to one cell")
    func resize() async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 80x24")
        for (columns, rows) in [(120, 40), (3, 2), (1, 1), (40, 12), (200, 60)] {
            try tmux.resize(columns: columns, rows: rows)
            if columns >= 40 {
                let seen = try await tmux.frame(showing: " \(columns)x\(rows) ")
                #expect(seen[4] == String(repeating: "傷", count: columns / 2))
            }
        }
        try tmux.press("q")
        try await Self.expectRestored(tmux, status: "0")
    }

    @Test("another thread wakes it")
    func waking() async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 ")
        try tmux.press("W")
        let seen = try await tmux.frame(showing: "ready 2 ")
        #expect(seen[1].hasPrefix("woken |"))
    }

    @Test(
        "the number of colours follows TERM, COLORTERM and NO_COLOR",
        arguments: [
            ("TERM=tmux-256color COLORTERM=truecolor", "trueColor"), ("TERM=tmux-direct", "trueColor"),
            ("TERM=tmux-256color", "indexed256"), ("TERM=xterm-16color", "indexed16"), ("TERM=xterm", "indexed8"),
            ("TERM=vt100", "monochrome"), ("TERM=tmux-direct NO_COLOR=1", "monochrome"),
            ("LC_ALL=C TERM=tmux-256color", "indexed256"),
        ])
    func depth(environment: String, depth: String) async throws {
        let tmux = try await Self.start(environment: environment)
        let seen = try await tmux.frame(showing: "ready 0 80x24 \(depth) |")
        #expect(seen[5] == String(repeating: "傷", count: 40))
    }

    @Test(
        "a terminal that cannot do it is refused with its name",
        arguments: [
            ("TERM=dumb", "", "tooSimple(name: \"dumb\")"), ("TERM=no-such", "", "unknown(name: \"no-such\")"),
            ("TERM=", "", "unnamed"), ("TERM=tmux-256color", "< /dev/null", "inputIsNoTerminal"),
            ("TERM=tmux-256color", "| cat", "outputIsNoTerminal"),
        ])
    func refusals(environment: String, redirection: String, error: String) async throws {
        let tmux = try Tmux(columns: 80, rows: 24)
        try tmux.run("\(environment) \(Self.probe) \(redirection)")
        try await tmux.wait(for: "the probe failed: \(error)")
    }

    @Test("a signal to leave is obeyed, and the terminal given back", arguments: ["INT", "TERM", "HUP"])
    func leaving(signal: String) async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 ")
        try Self.send(signal, to: tmux)
        try await tmux.wait(for: "the probe ended")
        try await Self.expectRestored(tmux, status: "0")
    }

    @Test("a crash gives the terminal back and shows its message")
    func trap() async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 ")
        try tmux.press("T")
        let seen = try await tmux.wait(for: "status=132")  // SIGILL
        #expect(seen.contains { $0.contains("the probe was asked to crash") })
        try await Self.expectRestored(tmux, status: "132")
    }

    @Test("a fatal signal gives the terminal back and is still fatal", arguments: [("SEGV", "139"), ("ABRT", "134")])
    func fatalSignal(signal: String, status: String) async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 ")
        try Self.send(signal, to: tmux)
        try await Self.expectRestored(tmux, status: status)
    }

    @Test("a program that hangs ends at the second Ctrl-C, with the terminal given back")
    func hanging() async throws {
        let tmux = try await Self.start()
        try await tmux.frame(showing: "ready 0 ")
        try tmux.press("H")
        try tmux.press("C-c")
        try tmux.press("C-c")
        try await tmux.wait(for: "a line on stderr")
        #expect(try tmux.fact("alternate_on") == "0")
    }

    @Test("stderr goes to the log while the screen is on")
    func log() async throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "miwake-log-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: log) }
        try Data("before\n".utf8).write(to: log)
        let tmux = try await Self.start(environment: "TERM=tmux-256color PROBE_LOG=\(log.path)")
        try await tmux.frame(showing: "ready 0 ")
        try tmux.press("q")
        let seen = try await tmux.wait(for: "status=0")
        #expect(seen.contains { $0.contains("a line on stderr") })
        #expect(!seen.contains { $0.contains("before") })
        #expect(try String(contentsOf: log, encoding: .utf8) == "before\na line on stderr\n")
    }

    /// Sends a signal to the probe in the pane: the only child of the pane's shell.
    private static func send(_ signal: String, to tmux: Tmux) throws {
        let shell = try tmux.fact("pane_pid")
        let children = try String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
        let child = try #require(children.split(separator: " ").first)
        try Subprocess.run(["kill", "-\(signal)", String(child)])
    }
}
