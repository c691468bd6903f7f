import Foundation

/// A text that a test compares with the one stored beside it, in `__Snapshots__/<test file>/<name>.txt`.
///
/// A missing snapshot is recorded *and* reported, so that a new one is looked at before it is committed.
/// `MIWAKE_RECORD_SNAPSHOTS=1` writes all of them anew, and every test that changed one fails once.
package struct Snapshot {
    private let file: URL

    package init(_ name: String, testFile: String = #filePath) {
        let test = URL(filePath: testFile)
        file = test.deletingLastPathComponent()
            .appending(path: "__Snapshots__")
            .appending(path: test.deletingPathExtension().lastPathComponent)
            .appending(path: name + ".txt")
    }

    /// What is wrong, in a sentence; nil where the text is the stored one.
    package func difference(from text: String) throws -> String? {
        guard let stored = try? String(contentsOf: file, encoding: .utf8) else {
            try record(text)
            return "\(file.lastPathComponent) was missing and has been recorded: look at it, then commit it"
        }
        guard stored != text else { return nil }
        let difference = Snapshot.firstDifference(stored, text)
        if ProcessInfo.processInfo.environment["MIWAKE_RECORD_SNAPSHOTS"] == "1" {
            try record(text)
            return "\(file.lastPathComponent) has been recorded anew: \(difference)"
        }
        return "\(file.lastPathComponent): \(difference)"
    }

    private func record(_ text: String) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    private static func firstDifference(_ stored: String, _ text: String) -> String {
        let old = stored.split(separator: "\n", omittingEmptySubsequences: false)
        let new = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, pair) in zip(old, new).enumerated() where pair.0 != pair.1 {
            return "line \(number + 1) was\n\(pair.0)\nand is\n\(pair.1)"
        }
        return "it had \(old.count) lines and has \(new.count)"
    }
}
