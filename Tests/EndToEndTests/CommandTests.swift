import Foundation
import TestSupport
import Testing

@Suite("The commands, one after the other")
struct CommandTests {
    // MARK: new

    @Test("new counts what it finds, names what it passes over, and puts a reserve aside")
    func new() throws {
        let small = try SmallProject(imagesPerClass: 10)
        for name in ["a.BMP", "pit/b.tiff", "pit/c.tiff", "notes.txt"] {
            try Data("x".utf8).write(to: URL(filePath: small.images + "/" + name))
        }
        let finished = try small.succeed(["new", small.path, "--images", small.images] + SmallProject.classArguments)
        #expect(finished.output.contains("4 classes, 40 images."))
        #expect(finished.output.contains("8 images set aside as the audit reserve"))
        #expect(finished.output.contains("1 bmp, 2 tiff"))
        #expect(try small.status("images") == 40)
        #expect(try small.status("reserve") == 8)
        #expect(try small.status("with_features") == 0)
        try Program.refuses(
            ["new", small.path, "--images", small.images] + SmallProject.classArguments, 4,
            saying: "is a project already")
    }

    @Test("classes come from a file too, in any language")
    func classFile() throws {
        let small = try SmallProject(imagesPerClass: 2)
        try "傷\nひび割れ\n".write(toFile: small.folder.path + "/classes.txt", atomically: true, encoding: .utf8)
        try small.succeed(["new", small.path, "--no-images", "--classes", small.folder.path + "/classes.txt"])
        let yaml = try String(contentsOfFile: small.path + "/miwake.yaml", encoding: .utf8)
        #expect(yaml.contains("傷") && yaml.contains("ひび割れ"))
    }

    // MARK: import

    @Test(
        "features are the same in every NumPy version, type and order",
        arguments: [
            NumPyBytes(element: .single, version: 2), NumPyBytes(element: .single, version: 3),
            NumPyBytes(element: .double), NumPyBytes(element: .half), NumPyBytes(element: .single, isFortran: true),
            NumPyBytes(element: .double, isFortran: true, version: 3),
        ])
    func numpy(format: NumPyBytes) throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        let expected = try small.scores()
        let other = small.folder.path + "/other"
        try small.succeed(["new", other, "--images", small.images] + SmallProject.classArguments)
        let image = small.folder.path + "/other-images.npy"
        try format.file(small.imageFeatures, rows: 24, columns: SmallProject.width).write(to: URL(filePath: image))
        try small.importFeatures(into: other, image: image)
        let rows = try small.succeed(["rank", other, "--order", "confusions", "--top", "1000", "--format", "json"])
            .rows()
        let tolerance = format.element == .half ? 0.05 : 1e-5
        #expect(rows.count == expected.count)
        for row in rows {
            let asked = try #require(row["asked"] as? String)
            let score = try #require(expected[asked])
            #expect(abs(score - (row["score"] as? Double ?? .nan)) < tolerance)
        }
    }

    @Test("one safetensors file brings everything, levels and tokens too")
    func safetensors() throws {
        let small = try SmallProject(imagesPerClass: 6)
        try small.succeed(["new", small.path, "--images", small.images] + SmallProject.classArguments)
        let file = try small.writeSafetensors(levels: 2, tokens: 3, levelWidth: 8)
        let finished = try small.succeed([
            "import", "features", small.path, "--safetensors", file, "--paths", small.folder.path + "/paths.txt",
        ])
        #expect(finished.output.contains("24 images joined with \(SmallProject.width)-wide features, logit scale 30"))
        #expect(finished.output.contains("2 levels of 3 tokens each"))
        try small.label(perClass: 2)
        for mode in ["pooled", "tokens"] {
            let trained = try small.succeed(["train", small.path, "--mode", mode, "--format", "json"])
            #expect(try trained.named("mode") as? String == mode)
            let ranked = try small.succeed(["rank", small.path, "--format", "json"]).source()
            #expect(ranked["mode"] as? String == mode)
        }
    }

    @Test("missing, surplus and duplicate rows are counted and named")
    func join() throws {
        let small = try SmallProject(imagesPerClass: 6)
        try small.succeed(["new", small.path, "--images", small.images] + SmallProject.classArguments)
        var paths = try String(contentsOfFile: small.folder.path + "/paths.txt", encoding: .utf8)
            .split(separator: "\n").map(String.init)
        paths[0] = "nowhere.png"
        paths[1] = paths[2]
        try paths.joined(separator: "\n").write(
            toFile: small.folder.path + "/paths.txt", atomically: true, encoding: .utf8)
        let output = try small.importFeatures().output
        #expect(output.contains("22 images joined"))
        #expect(output.contains("2 images without a row: “scratch/scratch-0.png”, “scratch/scratch-1.png”"))
        #expect(output.contains("1 row without an image: “nowhere.png”"))
        #expect(output.contains("1 path with several rows, the first of which counts: “scratch/scratch-2.png”"))
        #expect(try small.status("with_features") == 22)
    }

    @Test("labels come from a table, a split of it, a few of each class, or the folders")
    func labels() throws {
        let small = try SmallProject(imagesPerClass: 15).set()
        let few = try small.label(perClass: 2)
        #expect(few.output.contains("8 labels given; the smallest class has 2."))
        #expect(try small.label(perClass: 2).output.contains("8 images had that label already."))
        #expect(try small.status("reviews") == 8)
        let split = try small.succeed(["import", "labels", small.path, small.truth, "--split", "test"])
        #expect(split.output.contains("of the audit reserve passed over"))
        let labelled = try small.status("reviews")
        #expect(labelled > 8 && labelled < 30)
        try small.succeed(["import", "labels", small.path, "--from-folders"])
        #expect(try small.status("reviews") == 48, "all but the reserve of 12")
        try Program.refuses(
            ["import", "labels", small.path, small.truth, "--split", "draw9"], 3, saying: "draw9", "“test”, “train”")
    }

    // MARK: rank

    @Test(
        "each order names itself and what it ranks by, before and after training",
        arguments: ["suggested", "confusions", "suspected-errors"])
    func rank(order: String) throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        let before = try small.succeed(["rank", small.path, "--order", order, "--top", "5", "--format", "json"])
        #expect(try before.json()["version"] as? Int == 1)
        let source = try before.source()
        #expect(source["project"] as? String == "line")
        #expect(source["head"] as? String == "zero-shot")
        #expect(source["order"] as? String == order)
        // Δs comes from the pool until something is trained.
        #expect(source["ranked_by"] as? String == (order == "suspected-errors" ? "suspected-error" : "delta-s"))
        #expect(source["round"] == nil && source["mode"] == nil)
        let rows = try before.rows()
        #expect(rows.count == 5)
        #expect(rows.map { $0["rank"] as? Int } == [1, 2, 3, 4, 5])
        #expect(rows.allSatisfy { $0["asked_pull"] is Double && $0["order"] as? String == order })
        let keys: Set<String> = [
            "rank", "score", "order", "asked", "partner", "asked_class", "partner_class", "asked_pull", "partner_pull",
            "asked_magnitude", "partner_magnitude", "similarity",
        ]
        #expect(rows.allSatisfy { Set($0.keys) == keys })

        try small.label(perClass: 3)
        try small.succeed(["train", small.path])
        let after = try small.succeed(["rank", small.path, "--order", order, "--top", "5", "--format", "json"])
        let trained = try after.source()
        #expect(trained["ranked_by"] as? String == (order == "suspected-errors" ? "suspected-error" : "delta-s"))
        #expect(trained["round"] as? Int == 1 && trained["labels_trained_on"] as? Int == 12)
        #expect(trained["mode"] as? String == "pooled")
        let scores = try after.rows().compactMap { $0["score"] as? Double }
        #expect(scores.count == 5 && scores == scores.sorted(by: >))
        #expect(try after.rows().allSatisfy { $0["asked_pull"] is Double })
    }

    @Test("a table, CSV and JSON say the same; CSV keeps sentences out of the data")
    func formats() throws {
        let small = try SmallProject(imagesPerClass: 8).set()
        let arguments = ["rank", small.path, "--order", "confusions", "--top", "4", "--format"]
        let json = try small.succeed(arguments + ["json"])
        let csv = try small.succeed(arguments + ["csv"])
        let table = try small.succeed(arguments + ["table"])
        let lines = csv.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("rank,score,order,asked,partner,"))
        #expect(csv.errors.contains("project: line · head: zero-shot"))
        #expect(csv.errors.contains("Not trained yet"))
        #expect(json.errors.isEmpty && table.errors.isEmpty)
        #expect(table.output.contains("ranked by: delta-s"))
        for (row, line) in zip(try json.rows(), lines.dropFirst()) {
            let asked = try #require(row["asked"] as? String)
            #expect(line.split(separator: ",")[3] == asked)
            #expect(table.output.contains(asked))
        }
    }

    // MARK: label, status, train

    @Test("a label given by name is kept, told and counted")
    func label() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        let image = try #require(
            try small.succeed(["rank", small.path, "--format", "json"]).rows()[0]["asked"] as? String)
        #expect(try small.succeed(["label", small.path, image, "pit"]).output == "“\(image)” is “pit”.\n")
        #expect(try small.succeed(["label", small.path, image, "pit"]).output == "“\(image)” is “pit” already.\n")
        #expect(try small.status("reviews") == 1)
        #expect(try small.succeed(["label", small.path, "./" + image, "crack"]).output.contains("is “crack”"))
        #expect(try small.status("reviews") == 1)
        try Program.refuses(["label", small.path, image, "rust"], 3, saying: "“rust”", "“scratch”")
        try Program.refuses(["label", small.path, "no/such.png", "pit"], 3, saying: "“no/such.png”")
    }

    @Test("training is repeatable, says what it did, and continues on request")
    func train() throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        try Program.refuses(["train", small.path], 4, saying: "two labelled images", "there are 0")
        try Program.refuses(["train", small.path, "--warm"], 4, saying: "Not trained yet")
        try small.label(perClass: 3)
        let runs = try [[], ["--force"]].map { try small.succeed(["train", small.path, "--format", "json"] + $0) }
        #expect(try runs.map { try $0.named("last_loss") as? Double }[0] == runs[1].named("last_loss") as? Double)
        #expect(try runs[1].named("round") as? Int == 2)
        #expect(try runs[0].named("labels_trained_on") as? Int == 12)
        #expect(try runs[0].named("smallest_class") as? Int == 3)
        #expect(try runs[0].named("steps") as? Int == 75)
        #expect(Self.heads.contains(try runs[0].named("head") as? String ?? ""))
        for options in [[], ["--warm"]] {
            let again = try small.succeed(["train", small.path, "--format", "json"] + options)
            #expect(try again.named("trained") as? Bool == false && again.named("round") as? Int == 2)
            #expect(again.output.contains("Nothing has changed since round 2") && again.output.contains("--force"))
            #expect(try again.named("last_loss") is NSNull, "nothing was trained, so nothing was lost")
        }
        #expect(try small.status("round") == 2, "what was not trained is no round")
        let warm = try small.succeed(["train", small.path, "--warm", "--force", "--format", "json"])
        #expect(try warm.named("trained") as? Bool == true)
        #expect(try warm.named("steps") as? Int == 15)
        let paper = try small.succeed(["train", small.path, "--recipe", "paper", "--format", "json"])
        #expect(try paper.named("recipe") as? String == "paper")
        #expect(try paper.named("steps") as? Int == 50)
        let status = try small.succeed(["status", small.path, "--format", "json"])
        #expect(try status.named("round") as? Int == 4)
        #expect(try status.named("up_to_date") as? Bool == true)
        try small.label(perClass: 4)
        let behind = try small.succeed(["status", small.path, "--format", "json"])
        #expect(try behind.named("up_to_date") as? Bool == false)
        #expect(try behind.named("changes_since_training") as? Int == 4)
        #expect(behind.output.contains("Round 4 is behind: 4 labels in training changed since."))
    }

    // MARK: confusion, evaluate

    @Test("each source and head has its matrix, and says where it comes from")
    func confusion() throws {
        let small = try SmallProject(imagesPerClass: 15).set()
        func run(_ source: String, _ head: String) -> [String] {
            ["confusion", small.path, "--source", source, "--head", head, "--format", "json"]
        }
        func total(_ finished: Finished) throws -> Double {
            try finished.rows().reduce(0) { $0 + ($1["count"] as? Double ?? .nan) }
        }
        /// Believed counts are printed with one digit: half of it may be lost in each cell.
        func isTotal(_ finished: Finished, _ expected: Double) throws -> Bool {
            try abs(total(finished) - expected) < 0.05 * Double(finished.rows().count) + 0.01
        }
        let before = try small.succeed(run("predicted", "active"))
        #expect(try before.source()["head"] as? String == "pool")
        #expect(try isTotal(before, 48))
        try Program.refuses(run("predicted", "icd"), 4, saying: "“icd” is not trained yet")
        try Program.refuses(run("out-of-fold", "active"), 4, saying: "Out-of-fold")
        try Program.refuses(run("audit", "active"), 4, saying: "None of the 12 images")

        try small.label(perClass: 4)
        try small.succeed(["train", small.path])
        for head in ["zero-shot", "maf", "icd", "alf", "active"] {
            let predicted = try small.succeed(run("predicted", head))
            #expect(try isTotal(predicted, 48), "\(head)")
            #expect(try predicted.source()["images"] as? Int == 48)
            let folds = try small.succeed(run("out-of-fold", head))
            #expect(try total(folds) == 16)
            #expect(try folds.source()["source"] as? String == "out-of-fold")
            #expect(try folds.source()["shots_per_class_in_folds"] as? String == "3–3")
            for finished in [predicted, folds] where head != "active" {
                #expect(try finished.source()["head"] as? String == head)
            }
        }

        // Answers to the audit: every key labels the framed picture with the class so keyed.
        try small.replay("1 2 3 4 s z x 1", options: ["--audit"])
        #expect(try small.status("audit_answers") == 8)
        for head in ["zero-shot", "maf", "icd", "alf", "active"] {
            let audit = try small.succeed(run("audit", head))
            #expect(try total(audit) == 5)
            #expect(try audit.source()["images"] as? Int == 8)
            let note = "8 audit answers of 12; 2 unsure or unusable"
            #expect(
                (try audit.json()["notes"] as? [String])?.contains { $0.hasPrefix(note) } == true, "\(audit.output)")
        }
        let table = try small.succeed(["confusion", small.path])
        #expect(table.output.contains("source: predicted"))
        #expect(table.output.contains("not a measure of accuracy"))
    }

    private static let trained: Set = ["icd+kernel-ridge", "icd", "alf", "maf"]
    private static let heads: Set = [
        "zero-shot", "kernel-ridge", "linear-probe", "gda", "tip-adapter", "icd+kernel-ridge", "icd", "alf", "maf",
        "pool",
    ]

    @Test("evaluate compares every head on images that are not labelled, and a few labels undo a planted confusion")
    func evaluate() throws {
        let small = try SmallProject(imagesPerClass: 30).set()
        let before = try small.succeed(["evaluate", small.path, "--truth", small.truth, "--format", "json"])
        #expect(try Set(before.rows().compactMap { $0["head"] as? String }) == Self.heads.subtracting(Self.trained))
        #expect(try before.rows().allSatisfy { $0["images"] as? Int == 120 })
        try small.label(perClass: 4)
        let arguments = ["evaluate", small.path, "--truth", small.truth, "--format", "json"]
        let fresh = try small.succeed(arguments)
        let rows = try fresh.rows()
        #expect(Set(rows.compactMap { $0["head"] as? String }) == Self.heads)
        #expect(rows.allSatisfy { $0["images"] as? Int == 104 })
        #expect(rows.filter { $0["state"] as? String == "active" }.count == 1)
        for row in rows {
            let (low, share, high) = (
                row["low"] as? Double ?? 1, row["accuracy"] as? Double ?? 0, row["high"] as? Double ?? 0
            )
            #expect(low <= share && share <= high)
            #expect(abs(share - Double(row["correct"] as? Int ?? -1) / 104) <= 0.5e-4, "to the printed digit")
        }
        func accuracy(_ head: String) throws -> Double {
            try #require(rows.first { $0["head"] as? String == head }?["accuracy"] as? Double)
        }
        #expect(try accuracy("icd") > accuracy("zero-shot") + 0.05)
        #expect(
            try small.succeed(["status", small.path, "--format", "json"]).named("round") is NSNull, "nothing is kept")
        // The round that `train` makes on the same labels is the one that was evaluated.
        try small.succeed(["train", small.path])
        let trained = try small.succeed(arguments)
        #expect(try trained.rows().map { $0["correct"] as? Int } == rows.map { $0["correct"] as? Int })
        let split = try small.succeed(arguments + ["--split", "test"])
        #expect(try split.source()["split"] as? String == "test")
        #expect((try split.rows()[0]["images"] as? Int ?? 0) < 41)
        let folders = try small.succeed(["evaluate", small.path, "--truth", "folders", "--format", "json"])
        #expect(try folders.rows().map { $0["correct"] as? Int } == rows.map { $0["correct"] as? Int })
    }

    // MARK: plan

    @Test("plan refuses a target beyond its evidence in a sentence, with exit code 0 and no number")
    func planWithoutEvidence() throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        try small.label(perClass: 4)
        let finished = try small.succeed(["plan", small.path, "--target", "99.99", "--format", "json"])
        let target = try #require(try finished.rows().first { $0["row"] as? String == "target" })
        for column in ["labels", "low", "high", "more_labels"] { #expect(target[column] is NSNull, "\(column)") }
        let notes = try #require(try finished.json()["notes"] as? [String])
        #expect(
            notes.contains {
                $0.hasPrefix("Not enough evidence to plan 99.99 %: ")
                    && $0.hasSuffix("; label 16 more and ask again.")
            }, "\(notes)")
    }

    // MARK: export

    @Test("what is exported as CSV can be imported again and is the same set")
    func csvRoundTrip() throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        try small.label(perClass: 3)
        let first = small.folder.path + "/first.csv"
        try small.succeed(["export", small.path, "--as", "csv", "--to", first])
        let text = try String(contentsOfFile: first, encoding: .utf8)
        #expect(text.hasPrefix("path,class,split\r\n") && text.split(whereSeparator: \.isNewline).count == 13)
        let other = small.folder.path + "/other"
        try small.succeed(["new", other, "--images", small.images] + SmallProject.classArguments)
        try small.succeed(["import", "labels", other, first])
        try small.succeed(["export", other, "--as", "csv", "--to", small.folder.path + "/second.csv"])
        let again = try String(contentsOfFile: small.folder.path + "/second.csv", encoding: .utf8)
        #expect(Set(text.split(whereSeparator: \.isNewline)) == Set(again.split(whereSeparator: \.isNewline)))
    }

    @Test("an image folder holds copies by class, and never fills a folder that holds something")
    func imageFolder() throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        try Program.refuses(
            ["export", small.path, "--as", "imagefolder", "--to", small.folder.path + "/set"], 4,
            saying: "no labels yet")
        try small.label(perClass: 3)
        let target = small.folder.path + "/set"
        try small.succeed(["export", small.path, "--as", "imagefolder", "--to", target])
        for name in SmallProject.classes {
            let files = try FileManager.default.contentsOfDirectory(atPath: target + "/train/" + name)
            #expect(files.count == 3)
            for file in files {
                let copy = try Data(contentsOf: URL(filePath: target + "/train/" + name + "/" + file))
                let original = try Data(contentsOf: URL(filePath: small.images + "/" + name + "/" + file))
                #expect(copy == original)
            }
        }
        try Data("notes".utf8).write(to: URL(filePath: target + "/train/notes.txt"))
        try Program.refuses(
            ["export", small.path, "--as", "imagefolder", "--to", target], 3, saying: "train/notes.txt", "--force")
        try FileManager.default.removeItem(atPath: target + "/train/notes.txt")
        // And it is a folder of images like any other.
        let other = small.folder.path + "/other"
        try small.succeed(
            ["new", other, "--images", target + "/train", "--reserve", "0"] + SmallProject.classArguments)
        let labels = try small.succeed(["import", "labels", other, "--from-folders"])
        #expect(labels.output.contains("12 labels given; the smallest class has 3."))
    }

    @Test("the CoOp file has its three splits, and uneven classes are warned of")
    func coop() throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        try small.label(perClass: 3)
        let file = small.folder.path + "/split.json"
        let even = try small.succeed(["export", small.path, "--as", "coop", "--to", file])
        #expect(even.errors.isEmpty)
        let image = try #require(
            try small.succeed(["rank", small.path, "--format", "json"]).rows()[0]["asked"] as? String)
        try small.succeed(["label", small.path, image, "pit"])
        try small.replay("1 2", options: ["--audit"])
        let uneven = try small.succeed(["export", small.path, "--as", "coop", "--to", file])
        #expect(uneven.errors.contains("between 3 and 4 images") && uneven.errors.contains("more than 3 shots"))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file))) as? [String: Any])
        #expect(Set(object.keys) == ["train", "val", "test"])
        let train = try #require(object["train"] as? [[Any]])
        #expect(train.count == 13)
        for row in train {
            let index = try #require(row[1] as? Int)
            #expect(row[2] as? String == SmallProject.classes[index])
            #expect((row[0] as? String)?.hasSuffix(".png") == true)
        }
        #expect((object["test"] as? [[Any]])?.count == 2)
        #expect((object["val"] as? [[Any]])?.isEmpty == true)
    }

    // MARK: help

    @Test("help and version leave with 0, a command line that makes no sense with 2")
    func usage() throws {
        #expect(try Program.run(["--version"]).status == 0)
        for command in [[], ["new"], ["import"], ["open"], ["rank"], ["replay"], ["export"]] {
            #expect(try Program.run(command + ["--help"]).status == 0)
        }
        let wrong: [[String]] = [
            ["nonsense"], ["rank"], ["rank", "x", "--order", "best"], ["rank", "x", "--top", "0"],
            ["rank", "x", "--format", "xml"], ["new", "x"],
            ["new", "x", "--no-images", "--images", "y", "--class", "a"],
            ["import", "labels", "x"], ["confusion", "x", "--source", "all"],
            ["replay", "x", "--keys", "y", "--size", "big"],
            ["export", "x", "--as", "zip", "--to", "y"], ["import", "features", "x", "--paths", "y"],
        ]
        for arguments in wrong {
            let finished = try Program.run(arguments)
            #expect(finished.status == 2, "\(arguments): \(finished.errors)")
            #expect(finished.output.isEmpty && !finished.errors.isEmpty)
        }
    }
}
