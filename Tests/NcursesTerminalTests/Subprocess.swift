import Foundation
import Glibc

/// Runs a program to its end by posix_spawn.
///
/// Foundation's Process hands a socket down to the child and waits for it to close, which a server that the child
/// starts in the background, as tmux does, never lets happen.
enum Subprocess {
    struct Failure: Error {
        let program: String
        let code: Int32
    }

    /// - Parameter reads: whether to collect standard output; a server must not inherit a pipe that is read to its end.
    /// - Returns: what the program printed, where that was asked for.
    static func run(_ arguments: [String], reads: Bool) throws -> String {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        let pipe = reads ? Pipe() : nil
        if let pipe {
            posix_spawn_file_actions_adddup2(&actions, pipe.fileHandleForWriting.fileDescriptor, STDOUT_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        let code = posix_spawnp(&child, words[0] ?? strdup(""), &actions, nil, &words, environ)
        guard code == 0 else { throw Failure(program: arguments.joined(separator: " "), code: code) }
        try pipe?.fileHandleForWriting.close()
        let data = pipe?.fileHandleForReading.readDataToEndOfFile()
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
