import Foundation
import TestSupport
import Testing

/// Real CLIP embeddings, kept outside the project: their sources state no licence.
enum RealData {
    static let folder = ProcessInfo.processInfo.environment["MIWAKE_DATA"] ?? ""
    static let isHere = FileManager.default.fileExists(atPath: folder + "/imagenet300/truth.csv")
    static let sentence: Comment = "needs MIWAKE_DATA, the folder with caltech49 and imagenet300"

    static func importArguments(_ project: String, _ set: String) -> [String] {
        let data = folder + "/" + set
        return [
            "import", "features", project, "--image-features", data + "/image_features.npy", "--paths",
            data + "/paths.txt", "--text-features", data + "/text_features.npy",
        ]
    }

    static func succeed(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> Finished {
        let finished = try Program.run(arguments)
        #expect(finished.status == 0, "\(arguments): \(finished.errors)", sourceLocation: sourceLocation)
        return finished
    }

    /// The accuracy of each head.
    static func accuracies(_ finished: Finished) throws -> [String: Double] {
        try Dictionary(
            uniqueKeysWithValues: finished.rows().map {
                (try #require($0["head"] as? String), try #require($0["accuracy"] as? Double))
            })
    }
}

@Suite("Real CLIP features", .enabled(if: RealData.isHere, RealData.sentence))
struct RealDataTests {
    @Test("300 classes without images: trained on draws 1 and 2, every head's accuracy on draw 4")
    func imagenet() throws {
        let folder = try TemporaryFolder()
        let project = folder.path + "/imagenet"
        let truth = RealData.folder + "/imagenet300/truth.csv"
        _ = try RealData.succeed([
            "new", project, "--no-images", "--classes", RealData.folder + "/imagenet300/classes.txt", "--reserve", "0",
        ])
        let imported = try RealData.succeed(RealData.importArguments(project, "imagenet300"))
        #expect(imported.output.contains("2100 images joined with 512-wide features, logit scale 100"))

        // Before any label: plain CLIP over everything, as published with the data.
        let plain = try RealData.succeed(["evaluate", project, "--truth", truth, "--format", "json"])
        let zeroShot = try #require(try RealData.accuracies(plain)["zero-shot"])
        #expect(abs(zeroShot - 0.711) < 0.001, "\(zeroShot)")

        for draw in ["draw1", "draw2"] {
            _ = try RealData.succeed(["import", "labels", project, truth, "--split", draw])
        }
        let trained = try RealData.succeed(["train", project, "--format", "json"])
        #expect(try trained.named("labels_trained_on") as? Int == 900)
        #expect(try trained.named("smallest_class") as? Int == 3)
        let evaluated = try RealData.succeed(
            ["evaluate", project, "--truth", truth, "--split", "draw4", "--format", "json"])
        let rows = try evaluated.rows()
        #expect(rows.allSatisfy { $0["images"] as? Int == 1200 })
        let accuracy = try RealData.accuracies(evaluated)
        #expect(accuracy.keys.contains("icd") && accuracy.keys.contains("kernel-ridge"))
        #expect(try evaluated.source()["round"] as? Int == 1, "the round that was trained, not another one")
        // Deconfusion must not be worse than CLIP on images that it never saw.
        #expect((accuracy["icd"] ?? 0) > (accuracy["zero-shot"] ?? 1), "\(accuracy)")
        let line = rows.map { "\($0["head"] ?? "") \(($0["accuracy"] as? Double ?? 0) * 100)" }.joined(separator: ", ")
        print(
            "imagenet300, trained on draws 1 and 2 (900 labels), accuracy on draw 4 (1200 images), in per cent: \(line)"
        )

        let ranked = try RealData.succeed(["rank", project, "--top", "20", "--order", "confusions", "--format", "json"])
        #expect(try ranked.rows().count == 20)
    }

    @Test("1383 photographs: thirty labels and six trainings by keys, matrix, evaluation and exports")
    func caltech() throws {
        let folder = try TemporaryFolder()
        let project = folder.path + "/caltech"
        let data = RealData.folder + "/caltech49"
        let truth = data + "/truth.csv"
        _ = try RealData.succeed([
            "new", project, "--images", data + "/images", "--classes", data + "/classes.txt",
        ])
        _ = try RealData.succeed(RealData.importArguments(project, "caltech49"))
        let plain = try RealData.succeed(["evaluate", project, "--truth", truth, "--format", "json"])
        let zeroShot = try #require(try RealData.accuracies(plain)["zero-shot"])
        #expect(abs(zeroShot - 0.943) < 0.001, "\(zeroShot)")
        let first = try RealData.succeed(["rank", project, "--top", "20", "--format", "json"])
        #expect(try first.rows().count == 20)

        let keys = folder.path + "/keys.txt"
        try String(repeating: "[ ] [ [ ] ", count: 6).write(toFile: keys, atomically: true, encoding: .utf8)
        let played = try RealData.succeed([
            "replay", project, "--keys", keys, "--size", "120x40", "--screens", folder.path + "/screens",
        ])
        #expect(played.output.contains("30 keys played"))
        let status = try RealData.succeed(["status", project, "--format", "json"])
        let labelled = try #require(try status.named("reviews") as? Int)
        // A question now and then is one that was asked before.
        #expect((27...30).contains(labelled))
        let round = try #require(try status.named("round") as? Int)
        #expect((4...6).contains(round), "a training for every five labels: \(round)")

        for source in ["predicted", "out-of-fold"] {
            let matrix = try Program.run(["confusion", project, "--source", source, "--format", "json"])
            #expect(matrix.status == 0 || source == "out-of-fold", "\(matrix.errors)")
        }
        let evaluated = try RealData.succeed(["evaluate", project, "--truth", truth, "--format", "json"])
        #expect(try evaluated.rows().count == 10)
        for (format, target) in [("csv", "labels.csv"), ("coop", "split.json"), ("imagefolder", "set")] {
            _ = try RealData.succeed(["export", project, "--as", format, "--to", folder.path + "/" + target])
        }
    }
}
