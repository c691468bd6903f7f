import Foundation
import Glibc
import ProjectModel
import ProjectStore
import Testing

/// How many times a labelling process is killed; a thousand for a release.
private let kills = Int(ProcessInfo.processInfo.environment["MIWAKE_KILLS"] ?? "") ?? 8

@Suite("Killed while labelling")
struct KillTests {
    private static let images = 4000

    @Test("every answer that was acknowledged before a kill −9 is in the store, whole", arguments: 0..<kills)
    func killed(round: Int) async throws {
        let folder = try TemporaryFolder()
        try Self.prepare(folder.path)
        let path = folder.path
        // Now and then within the first answer, mostly among the hundreds that follow.
        let delay = UInt32(1000 + (round &* 7_919 % 40) * 10_000)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay = delay as UInt32] in
            try KillTests.labelUntilKilled(at: path, after: delay)
        }

        let acknowledged = try Self.acknowledged(in: path)
        let store = try ProjectStore.open(at: path, mode: .readWrite, now: moment(1))
        #expect(try store.integrityProblems().isEmpty)
        let history = try store.history(limit: 1_000_000)
        let answered = Set(history.map(\.edit.image.rawValue))
        #expect(Set(acknowledged).isSubset(of: answered), "an acknowledged answer is missing")
        #expect(history.count - acknowledged.count <= 1, "one answer at most was on the disk but not acknowledged yet")
        #expect(Set(try store.reviews().keys.map(\.rawValue)) == answered)
        #expect(try store.prompts(limit: 1_000_000).count == history.count, "an answer and its prompt are one")
        // The next session labels and undoes as if nothing had happened.
        if let last = history.first {
            let undone = try #require(try store.undo(by: "x", at: moment(2)))
            #expect(undone.reversed == last)
        }
    }

    private static func prepare(_ path: String) throws {
        let store = try ProjectStore.create(at: path, now: moment(0))
        _ = try store.syncClasses([ClassDefinition(name: "good"), ClassDefinition(name: "crack")])
        _ = try store.addImages((0..<images).map { NewImage(path: "\($0).png") })
    }

    /// Answers image after image and notes each one that `commit` has returned from, as the screen would show it.
    private static func labelUntilKilled(at path: String, after delay: UInt32) throws {
        let note = open(path + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o644)
        let store = try ProjectStore.open(at: path, mode: .readWrite, now: moment(0))
        let label = try store.classes(matching: [ClassDefinition(name: "good"), ClassDefinition(name: "crack")])[0].id
        Thread.detachNewThread {
            usleep(delay)
            kill(getpid(), SIGKILL)
        }
        for image in try store.images() {
            let prompt = Prompt(
                image: image.id, partner: nil, role: .asked, order: "suggested", probability: 1,
                estimator: EstimatorID(0), candidates: [label], shownAt: moment(1))
            _ = try store.commit(
                Edit(image: image.id, change: .review(from: .unseen, to: .labelled(label)), origin: .answer),
                shown: .prompt(prompt), by: "x", at: moment(2))
            let line = "\(image.id.rawValue)\n"
            write(note, line, line.utf8.count)
        }
        // All images answered before the kill: wait for it.
        while true { usleep(1000) }
    }

    private static func acknowledged(in path: String) throws -> [Int64] {
        guard FileManager.default.fileExists(atPath: path + "/acknowledged") else { return [] }
        return try String(contentsOfFile: path + "/acknowledged", encoding: .utf8).split(separator: "\n").compactMap {
            Int64($0)
        }
    }
}
