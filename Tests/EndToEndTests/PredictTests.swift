import Foundation
import TestSupport
import Testing

@Suite("Predicting and searching pictures")
struct PredictTests {
    private static let heads = ["zero_shot", "maf", "icd", "alf"]

    @Test("before the first training plain CLIP answers, and says so")
    func untrained() throws {
        let project = try ClipProject()
        try project.embed()
        let picture = project.images + "/pit/pit-0.png"
        let table = try project.succeed(["predict", project.path, picture]).output
        #expect(table.contains(picture) && table.contains("Not trained yet: plain CLIP."))
        let finished = try project.succeed(["predict", project.path, picture, "--format", "json"])
        #expect(try finished.source()["head"] as? String == "zero-shot")
        let row = try #require(try finished.rows().first)
        #expect(row["class"] as? String == row["zero_shot"] as? String)
        #expect(row["icd"] is NSNull && row["delta_s_magnitude"] is Double, "Δs is the pool's")
    }

    @Test("before the first training the pool head answers once there is a label, and is named")
    func untrainedWithLabel() throws {
        let project = try ClipProject()
        try project.embed()
        try project.succeed(["label", project.path, "pit/pit-1.png", "pit"])
        let picture = project.images + "/pit/pit-0.png"
        let finished = try project.succeed(["predict", project.path, picture, "--format", "json"])
        #expect(try finished.source()["head"] as? String == "pool")
        let row = try #require(try finished.rows().first)
        #expect(
            row["class"] as? String == row["pool"] as? String
                && row["probability"] as? Double == row["p_pool"] as? Double)
        #expect(ClipProject.classes.contains(try #require(row["class"] as? String)))
        #expect(row["linear_probe"] is String && row["icd"] is NSNull)
        let table = try project.succeed(["predict", project.path, picture]).output
        #expect(table.contains("the head is pool") && !table.contains("plain CLIP"))
    }

    @Test("after a training every head answers, in every format and from standard input alike")
    func trained() throws {
        let project = try ClipProject()
        try project.embed()
        try project.succeed(["import", "labels", project.path, "--from-folders"])
        try project.succeed(["train", project.path])
        let pictures = ["crack/crack-0.png", "pit/pit-1.png", "scratch/scratch-2.png"].map { project.images + "/" + $0 }
        let json = try project.succeed(["predict", project.path, "--format", "json"] + pictures)
        #expect(try json.source()["round"] as? Int == 1)
        let rows = try json.rows()
        #expect(rows.map { $0["path"] as? String } == pictures)
        for row in rows {
            for head in Self.heads {
                let probability = try #require(row["p_" + head] as? Double)
                #expect(probability > 0.2 && probability <= 1, "\(head): the largest of four")
                #expect(ClipProject.classes.contains(try #require(row[head] as? String)))
            }
            #expect(try #require(row["delta_s_magnitude"] as? Double) > 0)
        }
        let details = try project.succeed(["predict", project.path, "--details", "--format", "json"] + pictures).rows()
        #expect(details.count == 3 * 4)
        for (index, row) in rows.enumerated() {
            let classes = details[index * 4..<index * 4 + 4]
            for head in Self.heads {
                let sum = try classes.reduce(0.0) { $0 + (try #require($1["p_" + head] as? Double)) }
                #expect(abs(sum - 1) < 1e-3)
            }
            // The size of Δs is that of its values about their mean.
            let deltaS = try classes.map { try #require($0["delta_s"] as? Double) }
            let mean = deltaS.reduce(0, +) / 4
            let size = deltaS.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
            #expect(abs(size - (row["delta_s_magnitude"] as? Double ?? .nan)) < 5e-3)
        }

        let csv = try project.succeed(["predict", project.path, "--format", "csv"] + pictures).output
        let streamed = try Program.run(
            ["predict", project.path, "--format", "csv"], input: pictures.joined(separator: "\n") + "\n\n")
        #expect(streamed.status == 0 && streamed.output == csv)
        let lines = csv.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == 4 && lines[0].hasPrefix("path,class,probability,"))
        #expect(zip(lines.dropFirst(), pictures).allSatisfy { $0.hasPrefix($1 + ",") })
    }

    @Test("a long stream gets one header, and a file that is no picture a row that says so and the exit code 3")
    func stream() throws {
        let project = try ClipProject()
        try project.embed()
        let broken = project.folder.path + "/broken.png"
        try Data("no picture".utf8).write(to: URL(filePath: broken))
        var paths = (0..<20).map { project.images + "/crack/crack-\($0 % 6).png" }
        paths.insert(broken, at: 11)
        paths.append(project.folder.path + "/nowhere.png")
        let finished = try Program.run(
            ["predict", project.path, "--format", "csv"], input: paths.joined(separator: "\n"))
        #expect(finished.status == 3 && finished.errors.contains("2 files could not be used as a picture"))
        let lines = finished.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == 1 + paths.count)
        #expect(lines.count { $0.hasPrefix("path,") } == 1)
        #expect(zip(lines.dropFirst(), paths).allSatisfy { $0.hasPrefix($1 + ",") }, "in their order")
        #expect(lines[12].hasSuffix("no PNG or JPEG file"))
        #expect(lines[lines.count - 1].contains("cannot be read"))
        let table = try Program.run(["predict", project.path, broken])
        #expect(table.status == 3 && table.output.contains("no PNG or JPEG file"))
    }

    @Test("what a picture is called does not matter: stored features and predicted ones say the same")
    func alike() throws {
        let project = try ClipProject()
        try project.embed()
        let copy = project.folder.path + "/elsewhere.png"
        try FileManager.default.copyItem(atPath: project.images + "/pit/pit-1.png", toPath: copy)
        let rows = try project.succeed([
            "predict", project.path, copy, project.images + "/pit/pit-1.png", "--details", "--format", "json",
        ]).rows()
        for (own, other) in zip(rows[..<4], rows[4...]) {
            #expect(own["p_zero_shot"] as? Double == other["p_zero_shot"] as? Double)
        }
    }

    @Test("a search lists images by likeness to the text, the same picture with the same cosine")
    func search() throws {
        let project = try ClipProject()
        try Program.refuses(["search", project.path, "a hole"], 4, saying: "no features")
        try project.embed()
        let finished = try project.succeed([
            "search", project.path, "a deep round hole", "--top", "7", "--format", "json",
        ])
        #expect(try finished.source()["text"] as? String == "a deep round hole")
        let rows = try finished.rows()
        #expect(rows.map { $0["rank"] as? Int } == [1, 2, 3, 4, 5, 6, 7])
        let cosines = try rows.map { try #require($0["cosine"] as? Double) }
        #expect(cosines == cosines.sorted(by: >) && cosines.allSatisfy { (-1...1).contains($0) })
        let all = try project.cosines("a deep round hole")
        #expect(all.count == 24 && all.values.max() == cosines[0])
        for name in ClipProject.classes {
            #expect(all["\(name)/\(name)-0.png"] == all["\(name)/\(name)-2.png"], "the same picture twice")
        }
        #expect(try project.cosines("a shallow scratch") != all)
        #expect(try Program.run(["search", project.path, " "]).status == 2)
        #expect(try Program.run(["search", project.path, "x", "--top", "0"]).status == 2)
    }
}
