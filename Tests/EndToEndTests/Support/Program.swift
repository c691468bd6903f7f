import Foundation
import TestSupport
import Testing

typealias Finished = Subprocess.Finished

extension Subprocess.Finished {
    /// The JSON object on standard output.
    func json() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
        return try #require(value as? [String: Any])
    }

    /// The rows of the JSON object on standard output.
    func rows() throws -> [[String: Any]] {
        try #require(try json()["rows"] as? [[String: Any]])
    }

    /// Where the figures come from.
    func source() throws -> [String: Any] {
        try #require(try json()["source"] as? [String: Any])
    }

    /// A table of names and values, as `status` and `train` print it.
    func named(_ name: String) throws -> Any? {
        try rows().first { $0["name"] as? String == name }?["value"]
    }
}

/// The built program, as a user runs it.
enum Program {
    /// `miwake` beside the tests.
    static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "miwake").path

    /// What the program keeps for the next time: beside the tests, and empty when they begin.
    private static let cache = {
        let folder = URL(filePath: path).deletingLastPathComponent().appending(path: "cache-of-tests").path
        try? FileManager.default.removeItem(atPath: folder)
        return folder
    }()

    /// What the person's own session says must not matter here, and nothing is kept in it.
    static let environment: [String: String?] = [
        "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": nil, "NO_COLOR": nil, "TMUX": nil,
        "XDG_CACHE_HOME": cache,
    ]

    /// Runs the program to its end and returns what it printed.
    @discardableResult
    static func run(
        _ arguments: [String], input: String? = nil, environment: [String: String?] = [:]
    ) throws -> Finished {
        try Subprocess.run(
            [path] + arguments, environment: self.environment.merging(environment) { $1 }, input: input)
    }

    /// Starts the program and leaves it running.
    static func start(_ arguments: [String]) throws -> Subprocess {
        try Subprocess([path] + arguments, environment: environment)
    }

    /// Runs a command that must fail with this code and one sentence that holds these words.
    @discardableResult
    static func refuses(
        _ arguments: [String], _ status: Int32, saying words: String..., environment: [String: String?] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Finished {
        let finished = try run(arguments, environment: environment)
        #expect(
            finished.status == status, "\(arguments): \(finished.errors)\(finished.output)",
            sourceLocation: sourceLocation)
        let lines = finished.errors.split(separator: "\n")
        #expect(lines.count == 1, "one sentence: \(finished.errors)", sourceLocation: sourceLocation)
        #expect(lines.first?.hasPrefix("miwake: ") == true, "\(finished.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(
                finished.errors.contains(word), "“\(word)” in: \(finished.errors)", sourceLocation: sourceLocation)
        }
        return finished
    }
}
