internal import FileContents
internal import Foundation
internal import Glibc

/// A program on a terminal of its own, whose bytes a test sends when it likes and whose screen it reads.
///
/// Nothing lies between: what a terminal multiplexer would put together arrives here piece by piece.
package final class Pseudoterminal {
    package private(set) var screen: EmulatedScreen
    private let master: Int32
    private let processID: pid_t
    private var status: Int32?

    /// Far longer than anything takes, even on a busy machine: only a failure waits for it.
    private static let patience: TimeInterval = 90
    private static let glanceMilliseconds: Int32 = 10

    package struct Missed: Error, CustomStringConvertible {
        package var description: String
    }

    /// Of <asm/ioctls.h> and <spawn.h>, which have them behind a switch.
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430
    private static let newSession: Int32 = 0x80

    /// Starts a program with its standard streams on a new terminal of this size, which is its controlling terminal.
    package init(_ arguments: [String], environment: [String: String?] = [:], columns: Int, rows: Int) throws {
        screen = EmulatedScreen(columns: columns, rows: rows)
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (locked, number): (Int32, UInt32) = (0, 0)
        guard master >= 0, ioctl(master, Self.unlock, &locked) == 0, ioctl(master, Self.number, &number) == 0 else {
            throw Missed(description: "no pseudoterminal: \(systemReason(of: errno))")
        }
        Self.setSize(of: master, columns: columns, rows: rows)
        do {
            processID = try spawn(arguments, environment: environment, flags: Self.newSession) { actions in
                // The first terminal that the leader of a session opens becomes its own.
                posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/pts/\(number)", O_RDWR, 0)
                posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
                posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
            }
        } catch {
            throw Missed(description: systemReason(of: error.code))
        }
    }

    private static func setSize(of terminal: Int32, columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    }

    deinit {
        if status == nil {
            kill(processID, SIGKILL)
            waitpid(processID, nil, 0)
        }
        close(master)
    }

    /// Sends bytes at once.
    package func send(_ bytes: some Sequence<UInt8>) {
        let all = Array(bytes)
        _ = write(master, all, all.count)
    }

    package func send(_ text: String) { send(text.utf8) }

    /// Sends bytes one by one, each so many milliseconds after the one before.
    package func drip(_ bytes: some Sequence<UInt8>, every milliseconds: () -> Int) {
        for (index, byte) in bytes.enumerated() {
            if index > 0 { pass(milliseconds: milliseconds()) }
            send([byte])
        }
    }

    package func resize(columns: Int, rows: Int) {
        screen = EmulatedScreen(columns: columns, rows: rows)
        Self.setSize(of: master, columns: columns, rows: rows)
    }

    /// Time passes, and what the program writes is read.
    package func pass(milliseconds: Int) {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        while true {
            let left = Int32(max(0, ((end - .now) / .milliseconds(1)).rounded(.up)))
            read(waiting: min(left, Self.glanceMilliseconds))
            if left == 0 { return }
        }
    }

    /// The screen's text as soon as it satisfies a condition.
    @discardableResult
    package func wait(for what: String, until condition: (String) -> Bool) throws -> String {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        repeat {
            read(waiting: Self.glanceMilliseconds)
            if condition(screen.text) { return screen.text }
        } while Date() < deadline
        throw Missed(description: "never saw \(what); the last screen was:\n\(screen.text)")
    }

    /// The exit code, or 128 plus the signal that ended it.
    package func finish() throws -> Int32 {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while status == nil, Date() < deadline {
            read(waiting: Self.glanceMilliseconds)
            var raw: Int32 = 0
            if waitpid(processID, &raw, WNOHANG) == processID {
                status = exitCode(raw)
            }
        }
        guard let status else { throw Missed(description: "it never ended; the last screen was:\n\(screen.text)") }
        return status
    }

    private func read(waiting milliseconds: Int32) {
        var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&source, 1, milliseconds) > 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(master, &bytes, bytes.count)
        // The slave's end is closed: nothing more will come, and polling it would spin.
        guard count > 0 else {
            usleep(UInt32(milliseconds) * 1000)
            return
        }
        screen.feed(bytes.prefix(count))
    }
}
