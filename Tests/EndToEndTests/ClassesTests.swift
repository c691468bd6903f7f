import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Classes that change")
struct ClassesTests {
    /// Five labels per class, three audit answers, and a trained round.
    private func project() throws -> SmallProject {
        let small = try SmallProject(imagesPerClass: 20).set()
        try small.label(perClass: 5)
        try small.replay("1 2 3", options: ["--audit"])
        try small.succeed(["train", small.path])
        return small
    }

    private func classes(_ small: SmallProject, _ change: String...) throws -> String {
        try small.succeed(["classes", small.path] + change + ["--yes"]).output
    }

    /// The list, by name.
    private func list(_ small: SmallProject) throws -> [String: [String: Any]] {
        let rows = try small.succeed(["classes", small.path, "--format", "json"]).rows()
        return try Dictionary(uniqueKeysWithValues: rows.map { (try #require($0["name"] as? String), $0) })
    }

    private func yaml(_ small: SmallProject) throws -> String {
        try String(contentsOfFile: small.path + "/miwake.yaml", encoding: .utf8)
    }

    private func exported(_ small: SmallProject, _ format: String = "csv") throws -> String {
        let path = small.folder.path + "/export-\(UUID().uuidString)"
        try small.succeed(["export", small.path, "--as", format, "--to", path])
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    private func ranked(_ small: SmallProject) throws -> (source: [String: Any], rows: [[String: Any]]) {
        let finished = try small.succeed(["rank", small.path, "--format", "json"])
        return (try finished.source(), try finished.rows())
    }

    private func audit(_ small: SmallProject) throws -> Int {
        try #require(try list(small).values.reduce(0) { $0 + (try #require($1["audit_answers"] as? Int)) })
    }

    @Test("the list says position, key, labels and audit answers of every class")
    func listed() throws {
        let small = try project()
        let scratch = try #require(try list(small)["scratch"])
        #expect(scratch["position"] as? Int == 1 && scratch["key"] as? String == "1")
        #expect(scratch["training_labels"] as? Int == 5 && scratch["state"] as? String == "present")
        #expect(try audit(small) == 3)
        let table = try small.succeed(["classes", small.path]).output
        #expect(table.contains("inclusion"))
    }

    @Test("a class gets a Japanese name: labels, features, estimator and figures go on as they were")
    func rename() throws {
        let small = try project()
        let before = try exported(small)
        let (source, rows) = try ranked(small)
        let said = try classes(small, "rename", "crack", "割れ")
        #expect(said.contains("It keeps 5 labels") && said.contains("text features stay"))
        #expect(try yaml(small).contains("name: 割れ") && !yaml(small).contains("crack"))
        #expect(try exported(small) == before.replacing(",crack,", with: ",割れ,"))
        let after = try ranked(small)
        #expect(NSDictionary(dictionary: after.source) == NSDictionary(dictionary: source))
        #expect(after.rows.map { $0["asked"] as? String } == rows.map { $0["asked"] as? String })
        #expect(try small.succeed(["status", small.path, "--format", "json"]).named("up_to_date") as? Bool == true)
        #expect(try exported(small, "coop").contains("割れ"))
        try small.succeed(["label", small.path, "pit/pit-1.png", "割れ"])
        try Program.refuses(["label", small.path, "pit/pit-1.png", "crack"], 3, saying: "“crack” is now called “割れ”")
        try Program.refuses(["evaluate", small.path, "--truth", small.truth], 3, saying: "which is now called “割れ”")
        try small.succeed(["confusion", small.path, "--source", "audit"])
    }

    @Test("merged labels train the other class, audit answers stay audit answers, and the old round is not used")
    func merge() throws {
        let small = try project()
        let said = try classes(small, "merge", "crack", "scratch")
        #expect(said.contains("“scratch” gets 5 labels") && said.contains("keys answer nothing any more: 2"))
        #expect(said.contains("not used afterwards"))
        let rows = try list(small)
        #expect(rows["scratch"]?["training_labels"] as? Int == 10)
        #expect(rows["crack"]?["state"] as? String == "merged" && rows["crack"]?["into"] as? String == "scratch")
        #expect(try audit(small) == 3)
        #expect(try !exported(small).contains(",crack,"))
        let stale = try small.succeed(["rank", small.path, "--format", "json"])
        #expect(try stale.source()["head"] as? String == "pool")
        #expect(stale.output.contains("trained on other classes and is not used"))
        try Program.refuses(["report", small.path], 4, saying: "other classes", "miwake train")
        let screens = try small.replay("1 m")
        #expect(screens.count == 3)
        try small.succeed(["train", small.path])
        #expect(try ranked(small).source["head"] as? String != "zero-shot")
        try small.succeed(["evaluate", small.path])

        // And back, with all that came along.
        let restored = try classes(small, "restore", "crack")
        #expect(restored.contains("gets back 5 labels"))
        let again = try list(small)
        #expect(again["crack"]?["training_labels"] as? Int == 5 && again["crack"]?["key"] as? String == "2")
        #expect(try audit(small) == 3)
        try small.succeed(["rank", small.path])
    }

    @Test("another order permutes the columns and nothing else; the way back finds the round again")
    func reorder() throws {
        let small = try project()
        func cells(_ source: String) throws -> [String] {
            let options = ["--source", source, "--head", "zero-shot", "--format", "json"]
            return try small.succeed(["confusion", small.path] + options).rows().map { row in
                let count = try #require(row["count"] as? Double)
                return "\(row["truth"] ?? "") \(row["predicted"] ?? "") \(Int((count * 100).rounded()))"
            }.sorted()
        }
        let (predicted, folds) = (try cells("predicted"), try cells("out-of-fold"))
        let said = try classes(small, "move", "inclusion", "--to", "1")
        #expect(said.contains("No label changes"))
        #expect(try cells("predicted") == predicted)
        // Figures of the same labels are kept, and these have other columns.
        #expect(try cells("out-of-fold") == folds)
        try small.succeed(["train", small.path])
        _ = try classes(small, "reorder", "scratch", "crack", "pit", "inclusion")
        #expect(try yaml(small).contains("- name: scratch\n    key: 1\n  - name: crack"))
        // Round 2 saw the other order.
        #expect(try ranked(small).source["head"] as? String == "pool")
    }

    @Test("labels of a retired class rest: in no training and no export, and back with it")
    func retire() throws {
        let small = try project()
        let before = try exported(small)
        let said = try classes(small, "retire", "pit")
        #expect(said.contains("which rest: kept"))
        #expect(try !exported(small).contains(",pit,"))
        #expect(try small.succeed(["status", small.path]).output.contains("rest; `miwake classes` lists them"))
        try small.succeed(["train", small.path])
        try small.replay("m q")
        try small.succeed(["evaluate", small.path])
        let restored = try classes(small, "restore", "pit")
        #expect(restored.contains("5 labels"))
        // It comes back at the end, with the labels that it had.
        #expect(try exported(small).split(separator: "\n").sorted() == before.split(separator: "\n").sorted())
        #expect(try list(small)["pit"]?["position"] as? Int == 4)
    }

    @Test("a class that joins has no imported text row, and that is said before it joins")
    func add() throws {
        let small = try project()
        let said = try small.succeed(["classes", small.path, "add", "dent", "--dry-run"]).output
        #expect(said.contains("no row for “dent”") && said.contains("Nothing was changed"))
        #expect(try !yaml(small).contains("dent"))
        _ = try classes(small, "add", "dent")
        try Program.refuses(["rank", small.path], 4, saying: "“dent”")
    }

    @Test("text rows that are in use are not given to other classes by their place, and a list says what they are")
    func importedAgain() throws {
        let small = try project()
        let confusion = ["confusion", small.path, "--head", "zero-shot", "--format", "csv"]
        _ = try classes(small, "move", "inclusion", "--to", "1")
        let before = try small.succeed(confusion).output
        try Program.refuses(
            small.importArguments(), 3, saying: "“scratch”, “crack”, “pit”, “inclusion”", "--text-classes")
        let list = small.folder.path + "/rows.txt"
        try SmallProject.classes.joined(separator: "\n").write(toFile: list, atomically: true, encoding: .utf8)
        try small.succeed(small.importArguments() + ["--text-classes", list])
        #expect(try small.succeed(confusion).output == before)
        // A row more than there are classes is kept for the class that left.
        _ = try classes(small, "merge", "crack", "scratch")
        try small.succeed(small.importArguments() + ["--text-classes", list])
        _ = try classes(small, "restore", "crack")
        try small.succeed(["rank", small.path])
        try "scratch\ncrack\npit\nstain\n".write(toFile: list, atomically: true, encoding: .utf8)
        try Program.refuses(
            small.importArguments() + ["--text-classes", list], 3, saying: "no text row for “inclusion”")
    }

    @Test("without a yes nothing changes, and a pipe is told so")
    func asked() throws {
        let small = try project()
        let before = try yaml(small)
        let finished = try Program.run(["classes", small.path, "retire", "pit"], input: "y\n")
        #expect(finished.status == 2 && finished.errors.contains("--yes makes the change"))
        #expect(finished.output.contains("Retire “pit”"), "what it would bring about is said all the same")
        #expect(try yaml(small) == before)
        #expect(try list(small)["pit"]?["state"] as? String == "present")
    }

    @Test(
        "what cannot be meant is refused by name",
        arguments: [
            (["rename", "crack", "pit"], 3, #"merge "crack" "pit""#), (["rename", "bend", "x"], 3, "no class “bend”"),
            (["rename", "crack", " "], 3, "needs a name"), (["merge", "crack", "crack"], 3, "named twice"),
            (["restore", "crack"], 3, "nothing to restore"), (["restore", "bend"], 3, "no class “bend”"),
            (["move", "crack", "--to", "9"], 3, "1 to 4"), (["reorder", "crack", "pit"], 3, "“scratch”"),
            (["merge", "scratch", "crack", "pit", "inclusion"], 3, "two classes"),
            (["rename", "crack", "a\u{7}b"], 3, "control character"), (["add", "pit"], 3, "a class already"),
        ])
    func refused(change: [String], status: Int32, words: String) throws {
        let small = try SmallProject(imagesPerClass: 2).set()
        let before = try yaml(small)
        try Program.refuses(["classes", small.path] + change + ["--yes"], status, saying: words)
        #expect(try yaml(small) == before)
    }

    @Test("words that are no change are a matter of usage")
    func usage() throws {
        let small = try SmallProject(imagesPerClass: 2).set()
        for change in [
            ["split", "crack"], ["rename", "crack"], ["move", "crack"], ["retire", "a", "b"], ["--dry-run"],
        ] {
            #expect(try Program.run(["classes", small.path] + change).status == 2, "\(change)")
        }
    }

    @Test("a change that was killed between the store and miwake.yaml is completed, by readers in their mind")
    func interrupted() throws {
        let small = try project()
        let before = try yaml(small)
        _ = try classes(small, "rename", "crack", "割れ")
        let after = try yaml(small)
        func interrupt(_ text: String) throws {
            try text.write(toFile: small.path + "/miwake.yaml", atomically: true, encoding: .utf8)
            let queue = try DatabaseQueue(path: small.path + "/.miwake/project.sqlite")
            try queue.write { try $0.execute(sql: "UPDATE class_change SET is_written = 0") }
        }
        try interrupt(before)
        #expect(try list(small)["割れ"] != nil)
        #expect(try yaml(small) == before, "a reader writes nothing")
        try small.succeed(["label", small.path, "pit/pit-1.png", "割れ"])
        #expect(try yaml(small) == after)
        // Written and not noted; or edited since in another place.
        try interrupt(after)
        try small.succeed(["label", small.path, "pit/pit-2.png", "割れ"])
        try interrupt(after + "# a remark\n")
        try small.succeed(["label", small.path, "pit/pit-3.png", "割れ"])
        #expect(try yaml(small).hasSuffix("# a remark\n"))
        try interrupt(before + "# a remark\n")
        try Program.refuses(["label", small.path, "pit/pit-3.png", "割れ"], 4, saying: "interrupted", "“割れ”")
    }

    @Test("a class that was renamed by hand is named in one sentence, and the command gives it the labels")
    func byHand() throws {
        let small = try project()
        let text = try yaml(small).replacing("name: crack", with: "name: fracture")
        try text.write(toFile: small.path + "/miwake.yaml", atomically: true, encoding: .utf8)
        try Program.refuses(
            ["label", small.path, "pit/pit-1.png", "pit"], 4, saying: #"miwake classes DIR rename "crack" "fracture""#)
        try Program.refuses(["rank", small.path], 4, saying: "miwake classes DIR rename")
        let said = try classes(small, "rename", "crack", "fracture")
        #expect(said.contains("has the new name already"))
        #expect(try yaml(small) == text)
        #expect(try list(small)["fracture"]?["training_labels"] as? Int == 5)
        try small.succeed(["rank", small.path])
    }

    @Test("while somebody else writes, the change waits, and what it would bring about can be read")
    func locked() throws {
        let small = try project()
        let lock = try #require(FileHandle(forUpdatingAtPath: small.path + "/.miwake/writer.lock"))
        defer { try? lock.close() }
        #expect(flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
        try Program.refuses(["classes", small.path, "retire", "pit", "--yes"], 4, saying: "close that one first")
        #expect(try small.succeed(["classes", small.path, "retire", "pit", "--dry-run"]).output.contains("rest"))
    }

    @Test("a project with an encoder of its own embeds the new prompts at once, and none where they are kept")
    func encoder() throws {
        let clip = try ClipProject(imagesPerClass: 3)
        try clip.embed()
        let kept = try clip.succeed(["classes", clip.path, "rename", "crack", "割れ", "--keep-prompt", "--yes"]).output
        #expect(kept.contains("text features stay") && !kept.contains("embedded"))
        let before = try clip.succeed(["rank", clip.path, "--format", "json"]).rows()
        let said = try clip.succeed(["classes", clip.path, "rename", "pit", "a round hole", "--yes"]).output
        #expect(said.contains("a photo of a a round hole") && said.contains("1 class embedded"))
        let after = try clip.succeed(["rank", clip.path, "--format", "json"]).rows()
        #expect(before.map { $0["score"] as? Double } != after.map { $0["score"] as? Double })
        try clip.succeed(["classes", clip.path, "merge", "scratch", "割れ", "--yes"])
        try clip.succeed(["classes", clip.path, "restore", "scratch", "--yes"])
        try clip.succeed(["rank", clip.path])
        #expect(try clip.embed().contains("Nothing to embed"))
    }
}
