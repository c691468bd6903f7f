import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite("Checkpoints at the command line")
struct EmbedTests {
    private static func images(_ folder: TemporaryFolder) throws -> String {
        let path = folder.path + "/pictures"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        // The bytes of a picture are never looked at before its checkpoint is refused.
        try Data([0x89, 0x50, 0x4E, 0x47]).write(to: URL(filePath: path + "/a.png"))
        return path
    }

    private static func new(_ folder: TemporaryFolder, checkpoint: String) throws -> [String] {
        [
            "new", folder.path + "/line", "--images", try images(folder), "--class", "good", "--class", "crack",
            "--checkpoint", checkpoint,
        ]
    }

    @Test("a pickle is refused with the way to a safetensors file, and nothing is written", arguments: ["pt", "bin"])
    func pickle(type: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/ViT-B-32." + type
        try Data("PK".utf8).write(to: URL(filePath: file))
        try Program.refuses(
            try Self.new(folder, checkpoint: file), 3, saying: "pickle", "model.safetensors", "hf download")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/line"))
    }

    @Test("a checkpoint that is not there, another model's tensors and a cut file are named")
    func unusable() throws {
        let folder = try TemporaryFolder()
        try Program.refuses(try Self.new(folder, checkpoint: folder.path + "/none"), 3, saying: "no checkpoint at")
        let other = folder.path + "/other.safetensors"
        var writer = try SafetensorsWriter(path: other, tensors: [.init("conv.weight", .float32, [2, 2])])
        try writer.append([1, 2, 3, 4] as [Float])
        try writer.finish()
        try Program.refuses(try Self.new(folder, checkpoint: other), 3, saying: "neither the tensors of Hugging Face's")
        let cut = folder.path + "/cut.safetensors"
        try Data(Data(contentsOf: URL(filePath: other)).dropLast(3)).write(to: URL(filePath: cut))
        try Program.refuses(try Self.new(folder, checkpoint: cut), 3, saying: "cut")
    }

    @Test("embedding without a checkpoint says how to name one; shards are checked before anything is opened")
    func usage() throws {
        let folder = try TemporaryFolder()
        let project = folder.path + "/line"
        try Program.run([
            "new", project, "--images", try Self.images(folder), "--class", "good", "--class", "crack",
        ])
        try Program.refuses(["embed", project], 4, saying: "--checkpoint PATH")
        try Program.refuses(
            ["embed", project, "--shard", "auto"], 2, saying: "JOB_COMPLETION_INDEX",
            environment: ["SLURM_ARRAY_TASK_ID": nil, "JOB_COMPLETION_INDEX": nil])
        #expect(try Program.run(["embed", project, "--shard", "4/3"]).status == 2)
        #expect(try Program.run(["embed", project, "--shard", "1/3", "--merge"]).status == 2)
    }
}
