import Foundation
import Testing

/// What a finished program left behind.
struct Finished {
    var status: Int32
    var output: String
    var errors: String

    /// The JSON object on standard output.
    func json() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
        return try #require(value as? [String: Any])
    }

    /// The rows of the JSON object on standard output.
    func rows() throws -> [[String: Any]] {
        try #require(try json()["rows"] as? [[String: Any]])
    }
}

/// The built program, as a user runs it.
enum Program {
    /// `miwake` beside the test bundle.
    static let path: String = {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") }
        let beside = bundle.map { URL(filePath: $0).deletingLastPathComponent() }
        let products = beside ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        return products.appending(path: "miwake").path
    }()

    /// Runs the program to its end and returns what it printed.
    @discardableResult
    static func run(_ arguments: [String], input: String? = nil, environment: [String: String] = [:]) throws -> Finished
    {
        try run(path, arguments, input: input, environment: environment)
    }

    static func run(
        _ executable: String, _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
    ) throws -> Finished {
        let folder = try TemporaryFolder()
        let outputFile = folder.path + "/out"
        let errorFile = folder.path + "/err"
        // Files rather than pipes: a program that prints much can never block on a reader.
        for file in [outputFile, errorFile] { FileManager.default.createFile(atPath: file, contents: nil) }
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputFile))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errorFile))
        if let input {
            let inputFile = folder.path + "/in"
            try input.write(toFile: inputFile, atomically: true, encoding: .utf8)
            process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputFile))
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
        process.waitUntilExit()
        return Finished(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: URL(filePath: outputFile)), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: URL(filePath: errorFile)), as: UTF8.self))
    }
}

/// A folder that disappears with its last reference.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "miwake-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
