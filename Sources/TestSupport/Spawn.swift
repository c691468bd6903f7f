internal import Foundation
internal import Glibc

/// Starts a program by posix_spawn: with the standard streams that `streams` opens and nothing else of ours, and with signals as
/// from a shell, whatever the runner of the tests ignores or blocks.
///
/// - Parameters:
///   - arguments: the program, looked up in PATH where it has no slash, and its arguments.
///   - environment: added to this process's own; nil takes a variable away.
///   - flags: beside those for signals.
///   - streams: opens descriptors 0, 1 and 2.
/// - Throws: the system's number of what went wrong.
func spawn(
    _ arguments: [String], environment: [String: String?], flags: Int32 = 0,
    streams: (inout posix_spawn_file_actions_t) -> Void
) throws(Refusal) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    streams(&actions)
    // A server left in the background would keep what is handed down open. Closing what is gone is harmless.
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
        guard let descriptor = Int32(name), descriptor > STDERR_FILENO else { continue }
        posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags))
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var child = pid_t()
    let code = posix_spawnp(&child, arguments[0], &actions, &attributes, &words, &settings)
    guard code == 0 else { throw Refusal(code: code) }
    return child
}

/// The number of an error with which the system refused to start a program.
struct Refusal: Error {
    var code: Int32
}

/// The exit code of a program by its status, or 128 plus the signal that ended it, as a shell counts.
func exitCode(_ status: Int32) -> Int32 { status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F) }
