import Foundation
import TestSupport
import Testing

@Suite("Embedding shared out between machines")
struct ShardTests {
    /// No variable of the machine that runs the tests may matter.
    private static func array(_ variables: [String: String]) -> [String: String?] {
        var environment: [String: String?] = [
            "SLURM_ARRAY_TASK_ID": nil, "SLURM_ARRAY_TASK_MIN": nil, "SLURM_ARRAY_TASK_COUNT": nil,
            "SLURM_ARRAY_TASK_STEP": nil, "JOB_COMPLETION_INDEX": nil,
        ]
        for (name, value) in variables { environment[name] = value }
        return environment
    }

    @Test("missing parts are named until every part is there; joined, they say what one machine would have said")
    func merge() throws {
        let whole = try ClipProject()
        try whole.embed()
        let shared = try ClipProject()
        try Program.refuses(["embed", shared.path, "--merge"], 4, saying: "no part", "--shard")
        try shared.embed("--shard", "1/3")
        try shared.embed("--shard", "3/3")
        try Program.refuses(
            ["embed", shared.path, "--merge"], 4, saying: "of 3 parts these are missing: 2", "`--merge` again")
        let joined = try shared.status("with_features")
        #expect(joined > 0 && joined < 24, "what is there was joined")
        #expect(try shared.embed("--shard", "2/3").contains("Part 2 of 3: \(24 - joined) images embedded"))
        // What was encoded once is not encoded again.
        #expect(try shared.embed("--shard", "2/3").contains("Part 2 of 3: 0 images embedded"))
        #expect(try shared.embed("--merge").contains("\(24 - joined) images joined"))
        #expect(try shared.status("with_features") == 24)
        #expect(try shared.embed().contains("Nothing to embed"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: shared.parts).isEmpty, "parts that were joined")
        let expected = try whole.cosines()
        let found = try shared.cosines()
        #expect(expected.count == 24 && found.keys.sorted() == expected.keys.sorted())
        for (path, cosine) in expected { #expect(abs(cosine - (found[path] ?? .nan)) < 1e-4, "\(path)") }
    }

    @Test("on a terminal joining says how far it is")
    func howFar() throws {
        let shared = try ClipProject(imagesPerClass: 2)
        try shared.embed("--shard", "1/1")
        let shown = try Subprocess.run(
            ["script", "-qec", "'\(Program.path)' embed '\(shared.path)' --merge", "/dev/null"])
        #expect(shown.output.contains("Joining ") && shown.output.contains(" 100 % (8 of 8)"), "\(shown.output)")
    }

    @Test("a part that rotted before it was joined is named with its shard, and nothing of it comes into the store")
    func rottenPart() throws {
        let shared = try ClipProject()
        try shared.embed("--shard", "1/2")
        try shared.embed("--shard", "2/2")
        let names = try FileManager.default.contentsOfDirectory(atPath: shared.parts).sorted()
        let name = try #require(names.first { $0.hasPrefix("part-2-of-2") })
        let path = shared.parts + "/" + name
        var bytes = try Data(contentsOf: URL(filePath: path))
        // In its middle, and in what it says of itself.
        for place in [bytes.count / 2, try #require(bytes.range(of: Data("preprocessing".utf8))).lowerBound] {
            bytes[place] ^= 8
            try bytes.write(to: URL(filePath: path))
            try Program.refuses(
                ["embed", shared.path, "--merge"], 4, saying: name, "not what its shard wrote", "--shard 2/2")
            bytes[place] ^= 8
        }
        #expect(try shared.status("with_features") == 0)
        try FileManager.default.removeItem(atPath: path)
        try Data("half".utf8).write(to: URL(filePath: path + ".1.2.partial"))
        try shared.embed("--shard", "2/2")
        #expect(try shared.embed("--merge").contains("24 images joined"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: shared.parts).isEmpty, "and what a kill left")
    }

    @Test("a job array says which part is whose: Slurm's from any first task and step, Kubernetes' from 0")
    func arrays() throws {
        let project = try ClipProject()
        let slurm = Self.array([
            "SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_COUNT": "3",
            "SLURM_ARRAY_TASK_STEP": "2",
        ])
        let second = try Program.run(["embed", project.path, "--shard", "auto"], environment: slurm)
        #expect(second.status == 0 && second.output.contains("Part 2 of 3: "), "\(second.errors)")
        let kubernetes = Self.array(["JOB_COMPLETION_INDEX": "2"])
        let third = try Program.run(["embed", project.path, "--shard", "auto/3"], environment: kubernetes)
        #expect(third.status == 0 && third.output.contains("Part 3 of 3: "), "\(third.errors)")
        try Program.refuses(["embed", project.path, "--merge"], 4, saying: "of 3 parts these are missing: 1")

        try Program.refuses(
            ["embed", project.path, "--shard", "auto"], 2, saying: "auto/n", environment: kubernetes)
        try Program.refuses(
            ["embed", project.path, "--shard", "auto"], 2, saying: "SLURM_ARRAY_TASK_COUNT",
            environment: Self.array(["SLURM_ARRAY_TASK_ID": "1"]))
        try Program.refuses(
            ["embed", project.path, "--shard", "auto/3"], 2, saying: "Part 4 of 3 does not exist",
            environment: Self.array(["JOB_COMPLETION_INDEX": "3"]))
    }

    @Test("files that changed after they were encoded are passed over, and parts of two divisions are told apart")
    func stale() throws {
        let project = try ClipProject()
        try project.embed("--shard", "1/1")
        try project.write("pit/pit-0.png", of: "pit", 0, mark: "again")
        try project.remove("crack/crack-0.png")
        try Data("no picture".utf8).write(to: URL(filePath: project.images + "/pit/broken.png"))
        let merged = try project.embed("--merge")
        #expect(merged.contains("1 image passed over: their files have changed since"))
        #expect(!merged.contains("without features"), "the deleted one has them, should it come back")
        #expect(merged.contains("2 images not embedded yet"), "the changed one and the new one")
        #expect(try project.embed().contains("1 image embedded"))
        try project.embed("--shard", "1/2")
        try project.embed("--shard", "1/3")
        try Program.refuses(["embed", project.path, "--merge"], 4, saying: "different sizes (2, 3)")
    }

    @Test("a part names the files that are no pictures, and the project knows them when it is joined")
    func problems() throws {
        let project = try ClipProject()
        try Data("no picture".utf8).write(to: URL(filePath: project.images + "/pit/broken.png"))
        #expect(try project.embed("--shard", "1/1").contains("pit/broken.png: no PNG or JPEG file"))
        #expect(try project.embed("--merge").contains("1 image without features"))
        #expect(try project.status("unusable_files") == 1)
    }
}
