import Foundation
import TestSupport
import Testing

@Suite("The demo without a terminal")
struct DemoTests {
    private static let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "SampleProjects/surface").path

    private static func headless(_ copy: String, labels: Int) throws -> Finished {
        let finished = try Program.run([
            "demo", "--headless", "--sample", sample, "--to", copy, "--labels", "\(labels)", "--format", "json",
        ])
        #expect(finished.status == 0, "\(finished.errors)")
        return finished
    }

    @Test("it prints before and after, with n and intervals, and repeats itself to the last digit")
    func repeats() throws {
        let folder = try TemporaryFolder()
        let runs = try (1...2).map { try Self.headless(folder.path + "/run-\($0)", labels: 14) }
        let rows = try runs[0].rows()
        // Plain CLIP and the head in use, before the first label and after the last.
        #expect(rows.map { $0["head"] as? String } == ["zero-shot", "pool", "zero-shot", "pool"])
        let before = try #require(rows.first)
        #expect(before["labels"] as? Int == 0 && before["head"] as? String == "zero-shot")
        #expect(before["images"] as? Int == 576)
        let zeroShot = try #require(before["accuracy"] as? Double)
        #expect((0.55...0.80).contains(zeroShot), "a real CLIP with real weaknesses")
        let after = try #require(rows.last)
        #expect(after["labels"] as? Int == 14 && after["images"] as? Int == 562)
        #expect(after["round"] as? Int != nil)
        for row in rows {
            let bounds = (row["low"] as? Double ?? 1, row["accuracy"] as? Double ?? .nan, row["high"] as? Double ?? 0)
            #expect(bounds.0 < bounds.1 && bounds.1 < bounds.2)
        }
        #expect(NSArray(array: rows) == NSArray(array: try runs[1].rows()))
        // The very features are the same, whichever thread decoded which picture when.
        let scores = try (1...2).map { number in
            try Program.run([
                "rank", folder.path + "/run-\(number)", "--order", "confusions", "--top", "500", "--format", "csv",
            ]).output.replacing("run-\(number)", with: "run")
        }
        #expect(scores[0] == scores[1] && scores[0].split(separator: "\n").count > 20)
    }

    @Test("it needs no terminal only where it says so, and keeps what a person labelled")
    func keeps() throws {
        let folder = try TemporaryFolder()
        let copy = folder.path + "/copy"
        let plain = ["demo", "--sample", Self.sample, "--to", copy]
        // The copy is made; then there is no terminal to open it on.
        try Program.refuses(plain, 5, saying: "terminal")
        let embedded = try Program.run(["embed", copy])
        #expect(embedded.status == 0, "\(embedded.errors)")
        let imported = try Program.run(["import", "labels", copy, copy + "/truth.csv", "--only", "2"])
        #expect(imported.status == 0, "\(imported.errors)")
        func labelled() throws -> Int? {
            try Program.run(["status", copy, "--format", "json"]).named("reviews") as? Int
        }
        let before = try labelled()
        #expect((before ?? 0) >= 7)
        try Program.refuses(plain, 5, saying: "terminal")
        try Program.refuses(plain + ["--headless"], 4, saying: copy, "labels of yours")
        #expect(try labelled() == before)
    }

    @Test("a few-shot table: as many labels of each class, every head on the same held-out images")
    func fewShot() throws {
        let small = try SmallProject(imagesPerClass: 20).set(up: ["--reserve", "0"])
        let arguments = [
            "simulate", small.path, "--truth", small.truth, "--shots", "1,2,4", "--heads", "zero-shot,icd,linear-probe",
            "--seeds", "3", "--format", "json",
        ]
        let rows = try small.succeed(arguments).rows()
        #expect(rows.count == 9)
        #expect(rows.map { $0["labels_per_class"] as? Int } == [1, 2, 4, 1, 2, 4, 1, 2, 4])
        #expect(rows.map { $0["labels"] as? Int } == [4, 8, 16, 4, 8, 16, 4, 8, 16])
        for row in rows where row["head"] as? String == "zero-shot" {
            #expect(row["gain"] as? Double == 0, "CLIP alone learns nothing")
        }
        for row in rows where row["head"] as? String == "linear-probe" {
            let base = try #require(rows.first?["accuracy"] as? Double)
            let (accuracy, gain) = (row["accuracy"] as? Double ?? .nan, row["gain"] as? Double ?? .nan)
            #expect(abs(accuracy - base - gain) < 0.011, "the same images")
        }
        #expect(NSArray(array: rows) == NSArray(array: try small.succeed(arguments).rows()))
        try Program.refuses(
            arguments.map { $0 == "1,2,4" ? "40" : $0 }, 3, saying: "40 labels of every class", "--shots")
        for wrong in ["4,2", "-1,1", "a", "1,,2"] {
            let finished = try Program.run(arguments.map { $0 == "1,2,4" ? wrong : $0 })
            #expect(finished.status == 2 && finished.errors.contains("--shots"), "\(wrong): \(finished.errors)")
        }
        let finished = try Program.run(arguments + ["--rounds", "3"])
        #expect(finished.status == 2)
    }

    @Test("a matrix by an answer key counts what nobody labelled")
    func answerKey() throws {
        let small = try SmallProject(imagesPerClass: 10).set(up: ["--reserve", "0"])
        try small.label(perClass: 2)
        let arguments = ["confusion", small.path, "--source", "answer-key", "--format", "json"]
        let finished = try small.succeed(arguments + ["--truth", small.truth])
        #expect(try finished.source()["images"] as? Int == 32)
        #expect(try finished.rows().reduce(0) { $0 + ($1["count"] as? Double ?? 0) } == 32)
        #expect(try Program.run(arguments).status == 2, "which key?")
        #expect(try Program.run(["confusion", small.path, "--truth", small.truth]).status == 2)
    }
}
