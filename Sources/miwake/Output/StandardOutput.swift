import Foundation
import Interchange
import TensorFiles

/// The one way to standard output. What cannot be written is an error, whoever reads: a full disk, a closed descriptor.
///
/// A reader that goes away (`| head`) ends the program without a word, by SIGPIPE, as with every Unix tool.
enum StandardOutput {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Prints lines for people; what commands terminals in the names in them is written out.
    static func print(_ lines: [String]) throws {
        try write(exactly: lines.map { EscapedText.line($0) + "\n" }.joined())
    }

    static func print(_ line: String) throws { try print([line]) }

    /// Prints text of several lines: exactly for programs, and with what commands terminals written out on a terminal.
    static func print(page: String) throws {
        try write(exactly: isTerminal ? EscapedText.page(page) : page)
    }

    /// Prints the program's own text, escape sequences for colours among it.
    static func write(exactly text: String) throws {
        do {
            try writeAll(Array(text.utf8), to: STDOUT_FILENO)
        } catch {
            let reason = error.reason
            throw Failing(.system) { $0.outputUnwritable(reason) }
        }
    }
}

/// The one way to standard error. Nobody is left to tell when that fails.
enum StandardError {
    /// Prints lines for people; what commands terminals in the names in them is written out.
    static func print(_ lines: [String]) { draw(lines.map { EscapedText.line($0) + "\n" }.joined()) }

    static func print(_ line: String) { print([line]) }

    /// Prints text of several lines.
    static func print(page: String) { draw(EscapedText.page(page) + "\n") }

    /// Draws the program's own text, such as a line that is drawn anew.
    static func draw(_ text: String) {
        try? writeAll(Array(text.utf8), to: STDERR_FILENO)
    }
}

/// Opens what the program was started without: else the first file it opens would become its standard output, and be written
/// over by a sentence. Such a standard output cannot be written, and says so.
func secureStandardStreams() {
    for (descriptor, access) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDWR)]
    where fcntl(descriptor, F_GETFD) < 0 {
        // The lowest number that is free is this one.
        _ = open("/dev/null", access)
    }
}
