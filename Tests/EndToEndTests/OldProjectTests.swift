import Foundation
import GRDB
import TestSupport
import Testing

/// Projects that `miwake` 0.1.0 made, with the labels as it exported them (see Fixtures/README.md).
struct OldProject {
    let folder: TemporaryFolder
    let path: String

    init(_ name: String) throws {
        folder = try TemporaryFolder()
        path = folder.path + "/" + name
        let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
        let archive = fixtures.appending(path: "project-0.1.0-\(name).tar.gz").path
        let unpacked = try Subprocess.run(["tar", "-xzf", archive, "-C", folder.path])
        #expect(unpacked.status == 0, "\(unpacked.errors)")
        // What the archive cannot know.
        let yaml = path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        try text.replacing("CHECKPOINT", with: ClipProject.checkpoint)
            .write(toFile: yaml, atomically: true, encoding: .utf8)
        for kind in ["crack", "pit", "scratch"] {
            let pictures = folder.path + "/pictures/" + kind
            try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
            for number in 0..<5 {
                var picture = try Data(contentsOf: fixtures.appending(path: "\(kind)-\(number % 2).png"))
                picture.append(contentsOf: Array("\(kind)/\(kind)-\(number).png".utf8))
                try picture.write(to: URL(filePath: pictures + "/\(kind)-\(number).png"))
            }
        }
    }

    var database: String { path + "/.miwake/project.sqlite" }

    func labelsOf010() throws -> String { try String(contentsOfFile: path + "/labels-of-0.1.0.csv", encoding: .utf8) }

    /// A key script.
    func keys(_ text: String) throws -> String {
        try text.write(toFile: folder.path + "/keys.txt", atomically: true, encoding: .utf8)
        return folder.path + "/keys.txt"
    }

    @discardableResult
    func succeed(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> Finished {
        let finished = try Program.run(arguments)
        #expect(finished.status == 0, "\(arguments): \(finished.errors)", sourceLocation: sourceLocation)
        return finished
    }

    func export(_ name: String) throws -> String {
        try succeed(["export", path, "--as", "csv", "--to", folder.path + "/" + name])
        return try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
    }

    func backups() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/.miwake")
            .filter { $0.hasPrefix("project.sqlite.before-") }
    }

    /// Every row of the tables that 0.1.0 had, by its columns.
    static func content(of database: String, tables: [String: [String]]? = nil) throws -> [String: [String]] {
        try DatabaseQueue(path: database).read { database in
            let names =
                try tables.map { Array($0.keys) }
                ?? String.fetchAll(
                    database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            var content: [String: [String]] = [:]
            for name in names where name != "grdb_migrations" {
                let known = try tables?[name] ?? database.columns(in: name).map(\.name)
                let list = known.map { "\"\($0)\"" }.joined(separator: ", ")
                content[name] = try Row.fetchAll(database, sql: "SELECT \(list) FROM \"\(name)\"").map {
                    $0.databaseValues.map(\.description).joined(separator: "|")
                }.sorted()
            }
            return content
        }
    }

    static func columns(of database: String) throws -> [String: [String]] {
        try DatabaseQueue(path: database).read { database in
            let names = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            return try Dictionary(
                uniqueKeysWithValues: names.map { ($0, try database.columns(in: $0).map(\.name)) })
        }
    }
}

@Suite("Projects of 0.1.0")
struct OldProjectTests {
    @Test(
        "every label, answer, prompt, feature and round is there after the migration, and the store of before beside it",
        arguments: ["imported", "embedded"])
    func everythingIsThere(name: String) throws {
        let old = try OldProject(name)
        let columns = try OldProject.columns(of: old.database)
        var before = try OldProject.content(of: old.database)
        let bytes = try Data(contentsOf: URL(filePath: old.database))

        // Readers first: nothing changes.
        #expect(try old.export("read.csv") == old.labelsOf010())
        let status = try old.succeed(["status", old.path, "--format", "json"])
        let was = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(filePath: old.path + "/status-of-0.1.0.json")))
        let rows = try #require((was as? [String: Any])?["rows"] as? [[String: Any]])
        for fact in ["images", "with_features", "flagged", "reserve", "unsure", "none_of_these", "unusable"] {
            let expected = try #require(rows.first { $0["name"] as? String == fact }?["value"] as? Int)
            #expect(try status.named(fact) as? Int == expected, "\(fact)")
        }
        #expect(try Data(contentsOf: URL(filePath: old.database)) == bytes)
        #expect(try old.backups().isEmpty)

        // A writer migrates.
        let image = name == "imported" ? "pit/lot-0/pit-1.png" : "scratch/scratch-1.png"
        let label = name == "imported" ? "pit" : "scratch"
        try old.succeed(["label", old.path, image, label])
        let backup = try #require(try old.backups().first)
        #expect(try old.backups().count == 1)
        #expect(try OldProject.content(of: old.path + "/.miwake/" + backup) == before)
        var after = try OldProject.content(of: old.database, tables: columns)
        for table in ["label_event", "review", "edit_step", "setting", "image_problem"] {
            // What the new label and the new program added stands beside what was there.
            var then = before.removeValue(forKey: table) ?? []
            let now = after.removeValue(forKey: table) ?? []
            // A new edit ends what could be made again.
            if table == "edit_step" { then.removeAll { $0.hasSuffix("|1") } }
            #expect(Set(then).isSubset(of: now), "\(table)")
        }
        #expect(after == before)
    }

    @Test("it ranks and trains on, with checksums that say when they were taken")
    func goesOn() throws {
        let old = try OldProject("imported")
        try old.succeed(["rank", old.path, "--top", "3"])
        let doctor = try old.succeed(["doctor", old.path, "--format", "json"])
        #expect(try #require(doctor.rows().first { $0["what"] as? String == "files_unchecked" })["value"] as? Int == 4)
        try old.succeed(["train", old.path])
        let again = try old.succeed(["doctor", old.path]).output
        #expect(again.contains("4 files of an older version have checksums taken on 2"), "\(again)")
        #expect(again.contains("not at writing"))
        #expect(try old.export("trained.csv") == old.labelsOf010())
    }

    @Test("embedded features stay, and only what is lost is made again")
    func embedded() throws {
        let old = try OldProject("embedded")
        let kept = try old.succeed(["embed", old.path])
        #expect(kept.output.contains("15 images had features already."), "\(kept.output)")
        let folder = old.path + "/.miwake/features/"
        let pooled = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasPrefix("pooled") })
        var bytes = try Data(contentsOf: URL(filePath: folder + pooled))
        bytes[bytes.count / 2] ^= 16
        try bytes.write(to: URL(filePath: folder + pooled))
        let doctor = try old.succeed(["doctor", old.path]).output
        #expect(doctor.contains("features/\(pooled) is not what was written: 15 images without levels"), "\(doctor)")
        #expect(doctor.contains("miwake embed"))
        let again = try old.succeed(["embed", old.path]).output
        #expect(again.contains("1 feature file lost or not what was written"), "\(again)")
        #expect(again.contains("15 images embedded"))
        #expect(try old.export("embedded.csv") == old.labelsOf010())
        // The whole folder.
        try FileManager.default.removeItem(atPath: folder)
        #expect(try old.succeed(["status", old.path]).output.contains("miwake embed"))
        try old.succeed(["embed", old.path])
        try old.succeed(["train", old.path])
        #expect(try old.export("again.csv") == old.labelsOf010())
    }

    @Test("the screens open on an earlier round, or on plain CLIP, where the latest is damaged, and say so")
    func screens() throws {
        let old = try OldProject("imported")
        try old.succeed(["train", old.path])
        let newest = old.path + "/.miwake/estimators/round-000003.safetensors"
        var bytes = try Data(contentsOf: URL(filePath: newest))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: newest))
        try Program.refuses(["confusion", old.path], 4, saying: "round-000003", "miwake train")
        func screens() throws -> String {
            let target = old.folder.path + "/screens-" + UUID().uuidString
            try old.succeed([
                "replay", old.path, "--keys", try old.keys("m m"), "--size", "200x50", "--screens", target,
            ])
            return try FileManager.default.contentsOfDirectory(atPath: target).sorted().map {
                try String(contentsOfFile: target + "/" + $0, encoding: .utf8)
            }.joined()
        }
        let withEarlier = try screens()
        #expect(withEarlier.contains("Round 2 is in use. The estimator of round 3"), "\(withEarlier)")
        try FileManager.default.removeItem(atPath: old.path + "/.miwake/estimators")
        let without = try screens()
        #expect(without.contains("Plain CLIP is in use. The estimator of round 3"), "\(without)")
        try old.succeed(["train", old.path])
        #expect(try !screens().contains("is in use. The estimator"))
    }

    @Test("an audit that leaks says so in every figure, alike, and keeps the answers")
    func leaks() throws {
        let old = try OldProject("imported")
        try old.succeed(["train", old.path])
        func leftOut() throws -> Int {
            let json = ["--format", "json"]
            let status = try old.succeed(["status", old.path] + json)
            let count = try #require(try status.named("reserve_left_out") as? Int)
            for command in [["confusion", old.path, "--source", "audit"], ["report", old.path]] {
                let finished = try old.succeed(command + json)
                #expect(try finished.source()["reserve_left_out"] as? Int == count, "\(command)")
                let notes = try #require(try finished.json()["notes"] as? [String])
                #expect(notes.contains { $0.contains("of the reserve left out") } == (count > 0), "\(command) \(notes)")
            }
            return count
        }
        let twins = try leftOut()
        // Lots that are filled in now give more away.
        let yaml = old.path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        try (text + "\ngroup: \"scratch/{lot}/*\"\n").write(toFile: yaml, atomically: true, encoding: .utf8)
        #expect(try leftOut() > twins)
        #expect(try old.export("leaking.csv") == old.labelsOf010(), "answers are kept")
        let target = old.folder.path + "/progress"
        try old.succeed([
            "replay", old.path, "--keys", try old.keys("g"), "--screens", target, "--size", "120x40",
        ])
        let screens = try FileManager.default.contentsOfDirectory(atPath: target).map {
            try String(contentsOfFile: target + "/" + $0, encoding: .utf8)
        }
        #expect(screens.contains { $0.contains("left out (leak)") }, "\(screens)")
    }

    @Test(
        "a store that goes away under the screens is named, its labels lie beside it, and nothing is called recorded",
        .enabled(if: Tmux.isInstalled))
    func storeGoesAway() throws {
        let old = try OldProject("imported")
        let terminal = try Tmux(columns: 100, rows: 30)
        try terminal.run(["open", old.path])
        try terminal.waitIdle("the first question") { $0.contains("The framed picture is") }
        try terminal.press("1")
        try terminal.wait(forText: "✓ recorded")
        try terminal.waitIdle("the second question") { $0.contains("The framed picture is") }
        try FileManager.default.removeItem(atPath: old.path + "/.miwake")
        try terminal.press("2")
        let screen = try terminal.wait(forText: "The store is gone: see rescued-labels-")
        #expect(!screen.contains("✓ recorded"))
        try terminal.press("q")
        try terminal.wait(forText: "ended=0")
        let names = try FileManager.default.contentsOfDirectory(atPath: old.path)
        let table = try #require(names.first { $0.hasPrefix("rescued-labels-") })
        let store = try #require(names.first { $0.hasPrefix("rescued-project-") })
        // Back again, as the manual says.
        try FileManager.default.createDirectory(atPath: old.path + "/.miwake", withIntermediateDirectories: true)
        try FileManager.default.moveItem(
            atPath: old.path + "/" + store, toPath: old.path + "/.miwake/project.sqlite")
        let brought = try old.succeed(["import", "labels", old.path, old.path + "/" + table])
        #expect(brought.output.contains("1 label given"), "\(brought.output)")
    }

    @Test("a store of a newer version is refused by every kind of command and keeps every byte")
    func newer() throws {
        let old = try OldProject("imported")
        try DatabaseQueue(path: old.database).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('2031-01-telepathy')")
        }
        let before = try Data(contentsOf: URL(filePath: old.database))
        for command in [
            ["status", old.path], ["train", old.path], ["label", old.path, "pit/lot-0/pit-1.png", "pit"],
            ["export", old.path, "--as", "csv", "--to", old.folder.path + "/x.csv"], ["doctor", old.path],
        ] {
            try Program.refuses(command, 4, saying: "newer Miwake")
        }
        #expect(try Data(contentsOf: URL(filePath: old.database)) == before)
        #expect(try old.backups().isEmpty)
    }
}
