import Foundation
import TestSupport
import Testing

/// The simulated inspector, λ, figures per source, and what the documentation says about strategies.
@Suite("Evidence commands")
struct EvidenceTests {
    /// A command line that makes no sense: exit code 2 and a sentence with its usage.
    private static func rejects(_ arguments: [String], naming word: String) throws {
        let finished = try Program.run(arguments)
        #expect(finished.status == 2 && finished.errors.contains(word), "\(arguments): \(finished.errors)")
    }

    // MARK: simulate

    private static func simulate(_ small: SmallProject, _ options: String...) -> [String] {
        [
            "simulate", small.path, "--truth", small.truth, "--strategies", "random,margin", "--rounds", "3", "--batch",
            "6", "--seeds", "2", "--format", "json",
        ] + options
    }

    private static func final(_ finished: Finished, _ strategy: String) throws -> Double {
        let row = try #require(try finished.rows().first { $0["strategy"] as? String == strategy })
        return try #require(row["final"] as? Double)
    }

    @Test("an inspector who is always wrong teaches nothing, one who is never wrong does, and the rate is told")
    func errorRate() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        let right = try small.succeed(Self.simulate(small))
        let wrong = try small.succeed(Self.simulate(small, "--error-rate", "1"))
        let some = try small.succeed(Self.simulate(small, "--error-rate", "0.3"))
        let starts = try [right, wrong, some].map { try #require(try $0.rows()[0]["start"] as? Double) }
        #expect(Set(starts).count == 1, "the same images are held out, and the first round has no answers")
        #expect(try Self.final(right, "random") > starts[0])
        #expect(try Self.final(wrong, "random") < starts[0] - 5)
        #expect(try Self.final(some, "random") < Self.final(right, "random"))
        #expect(try some.source()["error_rate"] as? Double == 0.3)
        try Self.rejects(Self.simulate(small, "--error-rate", "1.1"), naming: "--error-rate")
    }

    @Test("a split of the key is held out whole, and must be there")
    func split() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        let drawn = try small.succeed(Self.simulate(small))
        // 20 a class: 4 of 7 parts are 11, and 9 are held out.
        #expect(try drawn.source()["held_out_images"] as? Int == 36)
        let split = try small.succeed(Self.simulate(small, "--split", "test"))
        // Every third of 20, from the first on.
        #expect(try split.source()["held_out_images"] as? Int == 28)
        #expect(try split.source()["askable_images"] as? Int == 52)
        #expect(try split.source()["split"] as? String == "test")
        let missing = try Program.run(Self.simulate(small, "--split", "never"))
        #expect(missing.status == 3 && missing.errors.contains("never"), "\(missing.errors)")
    }

    @Test("finished runs are not played again, a line that was cut short is, and other plans keep apart")
    func resume() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        let file = small.folder.path + "/runs.jsonl"
        func lines() throws -> [String] {
            try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
        }
        func withoutTimes(_ finished: Finished) throws -> [String] {
            try finished.rows().map { row in
                row.filter { $0.key != "seconds" }.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ",")
            }
        }
        let first = try small.succeed(Self.simulate(small, "--results", file))
        let written = try lines()
        #expect(written.count == 4, "two strategies, two seeds")
        let again = try small.succeed(Self.simulate(small, "--results", file))
        #expect(try lines() == written && again.rows().count == 2)
        // With the times: nothing was played.
        #expect(again.output == first.output)

        let cut = written[0] + "\n" + written[1] + "\n" + written[2] + "\n" + written[3].prefix(40)
        try cut.write(toFile: file, atomically: true, encoding: .utf8)
        let resumed = try small.succeed(Self.simulate(small, "--results", file))
        #expect(try withoutTimes(resumed) == withoutTimes(first))

        let other = try small.succeed(Self.simulate(small, "--results", file, "--error-rate", "0.5"))
        #expect(try Self.final(other, "random") != Self.final(first, "random"))
    }

    @Test("the plot is well-formed SVG with a curve and a band a strategy, one file per head")
    func plot() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        let plot = small.folder.path + "/curves.svg"
        let arguments = Self.simulate(small, "--heads", "kernel-ridge,linear-probe", "--plot", plot)
        try small.succeed(arguments)
        for head in ["kernel-ridge", "linear-probe"] {
            let path = small.folder.path + "/curves-\(head).svg"
            let svg = try SVGFile(path: path)
            #expect(svg.isWellFormed)
            #expect(svg.root == "svg" && svg.counts["polyline"] == 2 && svg.counts["polygon"] == 2)
            #expect(svg.text.contains("head \(head)") && svg.text.contains("random") && svg.text.contains("margin"))
            // A point for the start and for each of the three rounds, inside the frame.
            for points in svg.points {
                #expect(points.count == 4)
                #expect(points.allSatisfy { (60...620).contains($0.x) && (40...400).contains($0.y) })
                #expect(zip(points, points.dropFirst()).allSatisfy { $0.x < $1.x })
            }
        }
        try Program.refuses(
            Self.simulate(small, "--plot", small.folder.path + "/no/such/folder/x.svg"), 5, saying: "x.svg")
    }

    @Test(
        "heads are compared with one of them where it is named: what a new one saves of the labels that the old one needs"
    )
    func against() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        let arguments = Self.simulate(small, "--heads", "kernel-ridge,linear-probe")
        let finished = try small.succeed(arguments + ["--against", "kernel-ridge"])
        #expect(try finished.source()["against"] as? String == "kernel-ridge")
        let rounds = try small.succeed(arguments + ["--against", "kernel-ridge", "--curves"]).rows()
        func accuracies(_ head: String) throws -> [Double] {
            try rounds.filter { $0["head"] as? String == head && $0["strategy"] as? String == "random" }.map {
                try #require($0["accuracy"] as? Double)
            }
        }
        let (own, other) = (try accuracies("linear-probe"), try accuracies("kernel-ridge"))
        #expect(own.count == 4 && own != other)
        let gain = zip(own, other).dropFirst().reduce(0) { $0 + $1.0 - $1.1 } / 3
        let row = try #require(
            try finished.rows().first {
                $0["head"] as? String == "linear-probe" && $0["strategy"] as? String == "random"
            })
        #expect(abs(try #require(row["area_gain"] as? Double) - gain) < 0.011)
        #expect(try finished.rows()[0]["labels_vs_random"] as? Double == 100, "the kernel ridge against itself")
        try Self.rejects(arguments + ["--against", "icd"], naming: "--against")
    }

    // MARK: the few-shot table

    /// Two projects whose keys lie beside their miwake.yaml; the second is too small for many labels.
    private static func twoProjects() throws -> (SmallProject, SmallProject, paths: [String]) {
        let large = try SmallProject(imagesPerClass: 20, seed: 5).set(up: ["--reserve", "0"])
        let little = try SmallProject(imagesPerClass: 8, seed: 6)
        let path = little.folder.path + "/other"
        try little.succeed(["new", path, "--images", little.images, "--reserve", "0"] + SmallProject.classArguments)
        try little.importFeatures(into: path)
        try FileManager.default.copyItem(atPath: large.truth, toPath: large.path + "/truth.csv")
        try FileManager.default.copyItem(atPath: little.truth, toPath: path + "/truth.csv")
        return (large, little, [large.path, path])
    }

    @Test("one command makes the table of several projects, and says what they cannot give")
    func severalProjects() throws {
        let (large, little, paths) = try Self.twoProjects()
        let arguments =
            ["simulate"] + paths + ["--shots", "0,1,8", "--heads", "zero-shot,linear-probe", "--seeds", "2"]
        let finished = try large.succeed(arguments + ["--format", "json"])
        let rows = try finished.rows()
        #expect(rows.count == 3 * 2 * 3, "two projects and all of them, two heads, three numbers of labels")
        #expect(
            rows.map { $0["project"] as? String } == ["line", "other", "(all)"].flatMap { [$0, $0, $0, $0, $0, $0] })
        #expect(try finished.source()["truth"] as? String == paths.map { $0 + "/truth.csv" }.joined(separator: ", "))
        func row(_ project: String, _ shots: Int) throws -> [String: Any] {
            try #require(
                rows.first {
                    $0["project"] as? String == project && $0["head"] as? String == "linear-probe"
                        && $0["labels_per_class"] as? Int == shots
                })
        }
        // 8 a class: 5 of them may be asked about.
        #expect(try row("other", 8)["accuracy"] is NSNull && row("other", 1)["accuracy"] is Double)
        #expect(finished.output.contains("other: – for 8: the smallest class leaves 5 images"))
        #expect(try row("line", 8)["accuracy"] is Double && row("(all)", 8)["accuracy"] is NSNull)
        let mean = try [row("line", 1), row("other", 1)].map { try #require($0["accuracy"] as? Double) }
        #expect(try abs((row("(all)", 1)["accuracy"] as? Double ?? 0) - (mean[0] + mean[1]) / 2) < 0.011)
        #expect(try row("line", 0)["gain"] as? Double == 0, "this head says what CLIP says until there is a label")

        // The same as a table of Markdown: every row has as many cells as the head.
        let page = try large.succeed(arguments + ["--format", "markdown"]).output
        let lines = page.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(
            lines.count == 2 + 6 && lines[0] == "| project | head | 0 | 1 | 8 |"
                && lines[1] == "|---|---|---:|---:|---:|")
        #expect(lines.allSatisfy { line in line.count { $0 == "|" } == 6 })
        #expect(lines.contains { $0.hasPrefix("| other | linear-probe |") && $0.hasSuffix("| – |") })

        // Each project has its chart, and all of them have one.
        let plot = little.folder.path + "/table.svg"
        try large.succeed(arguments + ["--plot", plot])
        for (name, points) in [("table-line", 3), ("table-other", 2), ("table", 2)] {
            let svg = try SVGFile(path: little.folder.path + "/\(name).svg")
            #expect(svg.isWellFormed && svg.points.map(\.count) == [points, points], "\(name)")
        }
    }

    @Test("every project needs its key: named in their order, or truth.csv in its folder")
    func keys() throws {
        let (large, little, paths) = try Self.twoProjects()
        let arguments = ["simulate"] + paths + ["--shots", "1", "--heads", "zero-shot", "--seeds", "1"]
        try large.succeed(arguments + ["--truth", large.truth, "--truth", little.truth])
        try Self.rejects(arguments + ["--truth", large.truth], naming: "--truth")
        try FileManager.default.removeItem(atPath: paths[1] + "/truth.csv")
        try Program.refuses(arguments, 3, saying: paths[1], "truth.csv", "--truth")
    }

    @Test("a simulation that was stopped goes on by itself, and nothing is written into the project")
    func kept() throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        let cache = small.folder.path + "/cache"
        func run(_ options: String...) throws -> Finished {
            try Program.run(Self.simulate(small) + options, environment: ["XDG_CACHE_HOME": cache])
        }
        // What SQLite lays beside a database that is read comes and goes.
        func files() throws -> [String] {
            try FileManager.default.subpathsOfDirectory(atPath: small.path).filter { !$0.contains(".sqlite-") }.sorted()
        }
        let before = try files()
        let first = try run()
        let folder = cache + "/miwake/simulations"
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        let lines = try String(contentsOfFile: folder + "/" + file, encoding: .utf8).split(separator: "\n")
        try #require(lines.count == 4)
        // The last run was cut short.
        try (lines.dropLast() + [lines[3].prefix(50)]).joined(separator: "\n").write(
            toFile: folder + "/" + file, atomically: true, encoding: .utf8)
        let second = try run()
        #expect(second.output.contains("3 runs of 4 played earlier"))
        #expect(try second.rows().map { $0["final"] as? Double } == first.rows().map { $0["final"] as? Double })
        #expect(try !run("--afresh").output.contains("played earlier"))
        #expect(try files() == before)
    }

    // MARK: orders

    @Test("rank takes every name of the table, and the documentation is the table")
    func everyOrder() throws {
        let small = try SmallProject(imagesPerClass: 10).set()
        try small.label(perClass: 2)
        try small.succeed(["train", small.path])
        let page = try Program.run(["strategies"]).output
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let article = root.appending(path: "Sources/miwake/miwake.docc/Strategies.md")
        #expect(try String(contentsOf: article, encoding: .utf8) == page, "write it anew: miwake strategies")
        let names = page.split(separator: "\n").filter { $0.hasPrefix("## ") && $0 != "## Overview" }.map {
            String($0.dropFirst(3))
        }
        #expect(names.count >= 21 && names.first == "suggested", "\(names)")
        for name in names {
            let ranked = try small.succeed(["rank", small.path, "--order", name, "--top", "3", "--format", "json"])
            #expect(try ranked.source()["order"] as? String == name)
            #expect(try ranked.rows().count == 3, "\(name)")
        }
        try Self.rejects(["rank", small.path, "--order", "best"], naming: "best")
    }

    @Test("evidence that was measured with another number than the one shown says with which")
    func measuredWith() throws {
        let page = try Program.run(["strategies"]).output
        let entries = page.components(separatedBy: "\n## ").dropFirst()
        for name in ["delta-s", "pull", "pairs", "suspected-errors"] {
            let entry = try #require(entries.first { $0.hasPrefix(name + "\n") })
            #expect(entry.contains("- *Evidence*, measured with the kernel ridge's "), "\(entry)")
        }
        let expected = try #require(entries.first { $0.hasPrefix("expected-gain\n") })
        #expect(expected.contains("- *Evidence*: "))
    }

    @Test("one seed gives figures and no interval; from two on there is one")
    func oneSeed() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        for (options, columns) in [
            ([], ["gain_low", "gain_high", "random_low", "random_high", "margin_low", "margin_high"]),
            (["--curves"], ["low", "high", "gain_low", "gain_high", "auroc_gain_low", "auroc_gain_high"]),
        ] {
            for seeds in [1, 2] {
                let finished = try small.succeed(Self.simulate(small, "--seeds", "\(seeds)") + options)
                let row = try #require(try finished.rows().last)
                for column in columns { #expect((row[column] is NSNull) == (seeds == 1), "\(column), \(seeds)") }
                #expect(finished.output.contains("one seed, so without intervals") == (seeds == 1))
            }
        }
        let shots = try small.succeed([
            "simulate", small.path, "--truth", small.truth, "--shots", "1", "--seeds", "1", "--format", "json",
        ])
        let row = try #require(try shots.rows().last)
        #expect(
            row["accuracy"] is Double && row["low"] is NSNull && row["gain"] is Double && row["gain_high"] is NSNull)
    }

    @Test("simulated heads are trained with the project's own λ, and say so")
    func simulatedRecipe() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        func simulate() throws -> Finished { try small.succeed(Self.simulate(small, "--heads", "icd")) }
        let usual = try simulate()
        #expect(try usual.source()["recipe"] as? String == "miwake" && usual.source()["lambda_icd"] as? Double == 1)
        let yaml = small.path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        try text.replacing("lambda_maf: 1.0", with: "lambda_maf: 1000").replacing(
            "lambda_icd: 1.0", with: "lambda_icd: 1000"
        )
        .write(toFile: yaml, atomically: true, encoding: .utf8)
        let held = try simulate()
        #expect(try held.source()["lambda_icd"] as? Double == 1_000)
        for row in try held.rows() { #expect(row["final"] as? Double == row["start"] as? Double, "held to plain CLIP") }
        #expect(try Self.final(usual, "random") > (usual.rows()[0]["start"] as? Double ?? 100), "let go it learns")
    }

    // MARK: λ

    @Test("λ comes from the command line, else from miwake.yaml, and its effect on the audit is told")
    func lambda() throws {
        let small = try SmallProject(imagesPerClass: 30).set()
        try small.label(perClass: 4)
        for (option, value) in [("--lambda-maf", "-1"), ("--lambda-icd", "1001"), ("--lambda-icd", "nan")] {
            try Self.rejects(["train", small.path, "\(option)=\(value)"], naming: option)
        }
        let first = try small.succeed(["train", small.path, "--format", "json"])
        #expect(try first.named("lambda_icd") as? Double == 1)
        #expect(try first.json()["notes"] as? [String] != nil)
        #expect(first.output.contains("there are none yet"))
        // Audit answers are nothing to train on: no round comes of them.
        try small.replay("1 2 3 4 1 2 3 4", options: ["--audit"])
        #expect(try small.status("audit_answers") == 8 && small.status("round") == 1)
        let held = try small.succeed(
            ["train", small.path, "--lambda-icd", "1000", "--lambda-maf", "2.5", "--format", "json"])
        #expect(try held.named("lambda_icd") as? Double == 1_000)
        #expect(try held.named("lambda_maf") as? Double == 2.5)
        #expect(try held.named("audit_images") as? Int == 8)
        #expect(try held.named("sure_and_right_turned") as? Int == 0)
        #expect(try held.named("put_right") as? Int == 0)
        #expect(held.output.contains("At λ 2.50 (MAF), 1000.00 (ICD) ICD turned 0 of the "))
        #expect(held.output.contains("Before, round 1 at λ 1.00: "))
        let report = try small.succeed(["report", small.path, "--format", "json"])
        #expect(try report.source()["lambda_icd"] as? Double == 1_000)
        #expect(try report.rows().contains { $0["figure"] as? String == "sure_and_right_turned" })
        // Eight images are too few for an interval of the gain, and it is said.
        let gain = try #require(try report.rows().first { $0["figure"] as? String == "accuracy_gain" })
        #expect(gain["value"] is Double && gain["low"] is NSNull && gain["high"] is NSNull)
        #expect(report.output.contains("Not enough evidence for an interval of the gain"))

        let yaml = small.path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        #expect(text.contains("  lambda_icd: 1.0\n"))
        try text.replacing("lambda_icd: 1.0", with: "lambda_icd: 7").write(
            toFile: yaml, atomically: true, encoding: .utf8)
        let third = try small.succeed(["train", small.path, "--format", "json"])
        #expect(try third.named("lambda_icd") as? Double == 7)
        try text.replacing("lambda_icd: 1.0", with: "lambda_icd: much").write(
            toFile: yaml, atomically: true, encoding: .utf8)
        try Program.refuses(["train", small.path], 3, saying: "lambda_icd")
    }

    // MARK: sources

    @Test("figures per source are counted where truth is known, and refused for a predicted matrix")
    func sources() throws {
        let small = try SmallProject(imagesPerClass: 30).set()
        // The pattern is read when images are taken in: a second project takes it over from the first.
        let yaml = small.path + "/miwake.yaml"
        let text = try String(contentsOfFile: yaml, encoding: .utf8)
        try (text + "\nsource: \"*/{camera}-*.png\"\n").write(toFile: yaml, atomically: true, encoding: .utf8)
        let second = small.folder.path + "/second"
        try small.succeed(["new", second, "--images", small.images, "--from", small.path])
        try small.importFeatures(into: second)
        try small.succeed(["import", "labels", second, small.truth, "--only", "4", "--seed", "3"])
        try small.succeed(["train", second])
        let folds = try small.succeed(
            ["confusion", second, "--source", "out-of-fold", "--sources", "--format", "json"])
        let truth = try small.succeed(
            ["evaluate", second, "--truth", small.truth, "--sources", "--format", "json"])
        let own = try small.succeed(["evaluate", second, "--sources", "--format", "json"])
        let key = try small.succeed(
            [
                "confusion", second, "--source", "answer-key", "--truth", small.truth, "--sources", "--format", "json",
            ])
        for (finished, images) in [(folds, 16), (truth, 104), (own, 16), (key, 104)] {
            let rows = try finished.rows()
            #expect(
                Set(rows.compactMap { $0["source"] as? String }) == Set(["(all)"] + SmallProject.classes),
                "\(finished.output)")
            let accuracies = rows.filter { $0["figure"] as? String == "accuracy" }
            #expect(accuracies.count == 5 && accuracies[0]["of"] as? Int == images)
            #expect(accuracies.dropFirst().reduce(0) { $0 + ($1["of"] as? Int ?? 0) } == images)
            #expect(
                accuracies.dropFirst().reduce(0) { $0 + ($1["count"] as? Int ?? 0) } == accuracies[0]["count"] as? Int)
            // Each source holds one class alone: its recall is the accuracy there.
            for name in SmallProject.classes {
                func value(_ figure: String) -> Double? {
                    rows.first {
                        $0["source"] as? String == name && $0["figure"] as? String == figure
                            && (figure == "accuracy" || $0["class"] as? String == name)
                    }?["value"] as? Double
                }
                #expect(value("recall") == value("accuracy") && value("recall") != nil)
            }
        }
        try Self.rejects(["confusion", second, "--source", "predicted", "--sources"], naming: "--sources")
        // Sixteen labels found no matrix that counts: the best-founded one is predicted.
        let none = try Program.run(["confusion", second, "--sources"])
        #expect(none.status == 4 && none.errors.contains("--sources"), "\(none.errors)")
    }

    @Test("labels of the reserve that no audit prompt asked for leave with neither the training nor the test set")
    func chosenReserve() throws {
        let small = try SmallProject(imagesPerClass: 12).set()
        try small.label(perClass: 2)
        try small.replay("1 2", options: ["--audit"])
        let file = small.folder.path + "/set.csv"
        func exported() throws -> [String] {
            try small.succeed(["export", small.path, "--as", "csv", "--to", file])
            return try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline).map(String.init)
        }
        let before = try exported()
        #expect(before.count { $0.hasSuffix(",audit") } == 2)
        // The import of a key leaves the reserve alone; a label by name is a choice.
        try small.succeed(["import", "labels", small.path, small.truth])
        let known = Set(try exported().compactMap { $0.split(separator: ",").first.map(String.init) })
        let key = try String(contentsOfFile: small.truth, encoding: .utf8).split(separator: "\n").dropFirst()
        let images = key.compactMap { $0.split(separator: ",").first.map(String.init) }
        let chosen = try #require(images.first { !known.contains($0) }, "an image of the reserve without an answer")
        try small.succeed(["label", small.path, chosen, "pit"])
        let outcome = try small.succeed(["export", small.path, "--as", "csv", "--to", file])
        #expect(outcome.output.contains("1 label of the audit reserve left out"), "\(outcome.output)")
        let after = try exported()
        #expect(after.count { $0.hasSuffix(",audit") } == 2 && !after.contains { $0.hasPrefix(chosen) })
    }
}

/// What a test wants to know of an SVG file: its elements, closed in the order in which they were opened.
private struct SVGFile {
    private(set) var isWellFormed = true
    private(set) var root: String?
    private(set) var counts: [String: Int] = [:]
    private(set) var text = ""
    /// Of each polyline.
    private(set) var points: [[(x: Double, y: Double)]] = []

    init(path: String) throws {
        var rest = try String(contentsOfFile: path, encoding: .utf8)[...]
        var open: [String] = []
        while let start = rest.firstIndex(of: "<") {
            text += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ">") else {
                isWellFormed = false
                return
            }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                if open.popLast() != String(tag.dropFirst()) { isWellFormed = false }
                continue
            }
            let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
            root = root ?? name
            counts[name, default: 0] += 1
            // Quotes come in pairs, so that no attribute runs into the next.
            if tag.count(where: { $0 == "\"" }) % 2 != 0 { isWellFormed = false }
            if !tag.hasSuffix("/") { open.append(name) }
            guard name == "polyline", let list = tag.firstMatch(of: /points="([^"]*)"/)?.1 else { continue }
            points.append(
                list.split(separator: " ").compactMap { pair in
                    let numbers = pair.split(separator: ",").compactMap { Double($0) }
                    return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
                })
        }
        if !open.isEmpty { isWellFormed = false }
    }
}
