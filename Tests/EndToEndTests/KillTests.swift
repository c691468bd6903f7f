import Foundation
import GRDB
import Glibc
import LinearAlgebra
import TestSupport
import Testing

/// How many times a labelling program is killed; a thousand for a release.
private let kills = Int(ProcessInfo.processInfo.environment["MIWAKE_KILLS"] ?? "") ?? 8

@Suite("Killed while labelling")
struct KillTests {
    /// What a reader beside the program sees.
    private struct Seen: Equatable {
        /// Edits in the log, answers and undos alike.
        var edits: Int
        var answers: Int
        var labels: Int
        var prompts: Int
        var problems: [String]
    }

    private func look(_ small: SmallProject) throws -> Seen {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let database = try DatabaseQueue(path: small.path + "/.miwake/project.sqlite", configuration: configuration)
        return try database.read { database in
            Seen(
                edits: try Int.fetchOne(database, sql: "SELECT count(*) FROM label_event") ?? -1,
                answers: try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM label_event WHERE origin = 'answer'") ?? -1,
                labels: try Int.fetchOne(database, sql: "SELECT count(*) FROM review WHERE kind = 'labelled'") ?? -1,
                prompts: try Int.fetchOne(database, sql: "SELECT count(*) FROM prompt") ?? -1,
                problems: try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" })
        }
    }

    @Test("kill −9 in the middle of a session loses no answer that anybody has seen, again and again")
    func session() throws {
        let small = try SmallProject(imagesPerClass: 40).set()
        var generator = SeededGenerator(seed: 12)
        let keys = small.folder.path + "/keys.txt"
        // Answers with training in between, and now and then an answer taken back.
        try String(repeating: "1 2 3 u 4 ", count: 40).write(toFile: keys, atomically: true, encoding: .utf8)
        var before = try look(small)
        for kill in 0..<kills where before.labels < 110 {
            let session = try Program.start(["replay", small.path, "--keys", keys])
            let wanted = before.edits + 1 + generator.nextIndex(below: 12)
            let deadline = Date(timeIntervalSinceNow: 60)
            var seen = before
            while seen.edits < wanted, !session.hasEnded(), Date() < deadline { seen = try look(small) }
            #expect(seen.edits >= wanted, "session \(kill) never got to its answers: \(session.output)")
            // Not right behind an answer: somewhere before the next.
            usleep(UInt32(generator.nextIndex(below: 30_000)))
            session.end(by: SIGKILL)

            let after = try look(small)
            #expect(after.problems.isEmpty)
            #expect(after.edits >= seen.edits && after.prompts >= seen.prompts)
            #expect(after.answers == after.prompts, "an answer and what was shown are one")
            // The store opens, and its state is the one that its log says.
            #expect(try small.status("reviews") == after.labels)
            before = after
        }
        #expect(before.edits > kills)
        // Life goes on.
        try small.succeed(["train", small.path])
        try small.replay("1 u")
    }

    @Test("kill −9 of single commands keeps what was acknowledged, whole")
    func commands() throws {
        let small = try SmallProject(imagesPerClass: 10).set()
        var generator = SeededGenerator(seed: 4)
        var acknowledged = 0
        for number in 0..<(3 * kills) {
            let path = "pit/pit-\(number % 10).png"
            let name = SmallProject.classes[number / 10 % 4]
            let command = try Program.start(["label", small.path, path, name])
            usleep(UInt32(generator.nextIndex(below: 60_000)))
            command.end(by: SIGKILL)
            guard command.output.contains("is “\(name)”") else { continue }
            acknowledged += 1
            // Asking for the same label again changes nothing: it is there.
            #expect(try small.succeed(["label", small.path, path, name]).output.contains("already"))
        }
        let seen = try look(small)
        #expect(seen.problems.isEmpty)
        #expect(seen.edits >= acknowledged)
    }
}
