internal import FileContents
package import Foundation
internal import Glibc

/// A program run to its end, or started and watched, by posix_spawn.
///
/// Foundation's `Process` hands descriptors down to the child and waits until everybody has closed them, which a server
/// that the child leaves in the background, as tmux does, never lets happen. Here a child gets its three standard streams
/// and nothing else, and every wait has an end.
package final class Subprocess {
    /// What a finished program left behind.
    package struct Finished: Sendable {
        /// The exit code, or 128 plus the signal that ended it, as a shell counts.
        package var status: Int32
        package var output: String
        package var errors: String
    }

    package enum Failure: Error {
        case notStarted(program: String, reason: String)
        case tookTooLong(program: String)
    }

    /// Far longer than anything a test runs takes, even on a busy machine: only a failure waits for it.
    package static let patience: TimeInterval = 240
    private static let glanceMicroseconds: UInt32 = 2_000

    package let processID: pid_t
    private let program: String
    private let folder: URL
    private var status: Int32?

    /// - Parameters:
    ///   - arguments: the program, looked up in PATH where it has no slash, and its arguments.
    ///   - environment: added to this process's own; nil takes a variable away.
    ///   - input: standard input; empty where it is not given.
    package init(_ arguments: [String], environment: [String: String?] = [:], input: String? = nil) throws {
        program = arguments.joined(separator: " ")
        folder = FileManager.default.temporaryDirectory.appending(path: "miwake-run-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var source = "/dev/null"
        if let input {
            source = folder.appending(path: "in").path
            try input.write(toFile: source, atomically: false, encoding: .utf8)
        }
        let (out, err) = (folder.appending(path: "out").path, folder.appending(path: "err").path)
        do {
            processID = try spawn(arguments, environment: environment) { actions in
                // Files rather than pipes: a program that prints much can never block on a reader.
                let writing = O_WRONLY | O_CREAT | O_APPEND
                posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, source, O_RDONLY, 0)
                posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out, writing, 0o600)
                posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err, writing, 0o600)
            }
        } catch {
            throw Failure.notStarted(program: program, reason: systemReason(of: error.code))
        }
    }

    deinit {
        if status == nil { end(by: SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs a program to its end.
    @discardableResult
    package static func run(
        _ arguments: [String], environment: [String: String?] = [:], input: String? = nil,
        patience: TimeInterval = patience
    ) throws -> Finished {
        try Subprocess(arguments, environment: environment, input: input).finish(patience: patience)
    }

    /// Waits for the end; a program that takes longer than `patience` seconds is killed, and the test fails.
    package func finish(patience: TimeInterval = patience) throws -> Finished {
        let end = Date(timeIntervalSinceNow: patience)
        while !hasEnded() {
            guard Date() < end else {
                self.end(by: SIGKILL)
                throw Failure.tookTooLong(program: program)
            }
            usleep(Self.glanceMicroseconds)
        }
        return Finished(status: status ?? -1, output: output, errors: text(of: "err"))
    }

    /// Standard output so far.
    package var output: String { text(of: "out") }

    /// Whether the program is gone; a status is taken once.
    package func hasEnded() -> Bool {
        guard status == nil else { return true }
        var raw: Int32 = 0
        guard waitpid(processID, &raw, WNOHANG) == processID else { return false }
        status = exitCode(raw)
        return true
    }

    package func send(_ signal: Int32) {
        if status == nil { kill(processID, signal) }
    }

    /// Ends the program and waits until it is gone.
    package func end(by signal: Int32) {
        guard status == nil else { return }
        kill(processID, signal)
        var raw: Int32 = 0
        while waitpid(processID, &raw, 0) < 0, errno == EINTR {}
        status = exitCode(raw)
    }

    private func text(of name: String) -> String {
        let data = (try? Data(contentsOf: folder.appending(path: name))) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
