import Foundation
import TensorFiles
import TestSupport
import Testing

extension Zoo {
    @Suite("Checkpoints: every text with any line end, every key obeyed or refused")
    struct Checkpoints {
        // MARK: merges_crlf

        @Test("merges with CRLF give the same features as with LF, and a lost merge is named")
        func mergesCRLF() throws {
            let expected = try CheckpointCopy().cosines()
            let copy = try CheckpointCopy()
            try copy.replace("merges.txt", with: "merges_crlf/merges.txt")
            #expect(try copy.cosines() == expected)
            let content = try String(contentsOfFile: copy.path + "/merges.txt", encoding: .utf8)
            let lines = content.split(separator: "\r\n").map(String.init)
            try copy.write("merges.txt", Data(lines.dropLast().joined(separator: "\r\n").utf8))
            try Program.refuses(
                try copy.opening, 3, saying: copy.path + "/merges.txt", "1 token of the vocabulary unmade")
        }

        // MARK: lfs_pointer

        @Test("a Git LFS pointer in place of the weights is called one")
        func pointer() throws {
            let copy = try CheckpointCopy()
            try copy.replace("model.safetensors", with: "lfs_pointer/model.safetensors")
            try Program.refuses(
                try copy.opening, 3, saying: copy.path + "/model.safetensors",
                "is a Git LFS pointer, not the weights: git lfs pull")
        }

        @Test(
            "and so it is in place of every other file",
            arguments: ["config.json", "merges.txt", "preprocessor_config.json", "vocab.json"])
        func pointers(file: String) throws {
            let copy = try CheckpointCopy()
            try copy.replace(file, with: "lfs_pointer/model.safetensors")
            try Program.refuses(try copy.opening, 3, saying: copy.path + "/" + file, "is a Git LFS pointer")
        }

        @Test(
            "what else stands under the name of the weights is named",
            arguments: [
                ("<!DOCTYPE html><html><title>Sign in</title>", "is a web page"), ("", "is empty"),
                ("Entry not found", "is text that begins with “Entry not found”"),
                ("# xet version 0\nfilesize = 3\n", "Xet"),
            ])
        func otherFiles(content: String, words: String) throws {
            let copy = try CheckpointCopy()
            try copy.write("model.safetensors", Data(content.utf8))
            try Program.refuses(try copy.opening, 3, saying: copy.path + "/model.safetensors", words)
        }

        @Test("a download that is not finished is called one")
        func unfinished() throws {
            let copy = try CheckpointCopy()
            try copy.remove("model.safetensors")
            try copy.write("model.safetensors.incomplete", Data("x".utf8))
            try Program.refuses(try copy.opening, 3, saying: "model.safetensors.incomplete", "not finished")
        }

        // MARK: sharded_checkpoint

        private func sharded() throws -> CheckpointCopy {
            let copy = try CheckpointCopy()
            struct Index: Decodable {
                var files: [String: String]

                enum CodingKeys: String, CodingKey { case files = "weight_map" }
            }
            let fixture = try Zoo.fixture("sharded_checkpoint/model.safetensors.index.json")
            let index = try JSONDecoder().decode(Index.self, from: Data(contentsOf: URL(filePath: fixture)))
            let weights = try copy.weights()
            for file in Set(index.files.values) {
                try copy.write(file, weights.filter { index.files[$0.name] == file })
            }
            try copy.replace("model.safetensors.index.json", with: "sharded_checkpoint/model.safetensors.index.json")
            try copy.remove("model.safetensors")
            return copy
        }

        @Test("the parts of a divided checkpoint are read as its index names them")
        func shards() throws {
            #expect(try sharded().cosines() == CheckpointCopy().cosines())
        }

        @Test("a part that is missing, a part alone and an index that lies are named")
        func brokenShards() throws {
            let second = "model-00002-of-00002.safetensors"
            let missing = try sharded()
            try missing.remove(second)
            try Program.refuses(try missing.opening, 3, saying: second, "No such file or directory")
            let alone = try sharded()
            try alone.remove("model.safetensors.index.json")
            try Program.refuses(try alone.opening, 3, saying: "part 1 of 2 of a divided checkpoint")
            let lying = try sharded()
            let path = lying.path + "/model.safetensors.index.json"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try lying.write(
                "model.safetensors.index.json", Data(text.replacing("\"logit_scale\"", with: "\"scale\"").utf8))
            try Program.refuses(try lying.opening, 3, saying: path, "“logit_scale”")
            try lying.write(
                "model.safetensors.index.json",
                Data(text.replacing(second, with: "../../../etc/passwd.safetensors").utf8))
            try Program.refuses(try lying.opening, 3, saying: path, "no safetensors file beside it")
        }

        // MARK: preprocess_keys_ignored

        @Test(
            "what a preprocessor's configuration asks for and Miwake does not do is refused by its key",
            arguments: [
                ("pre_bilinear", "resample"), ("pre_nonorm", "do_normalize"), ("pre_norescale", "rescale_factor"),
                ("pre_size90", "size"), ("pre_squash", "do_center_crop"),
            ])
        func preprocessor(name: String, key: String) throws {
            let copy = try CheckpointCopy()
            try copy.replace(
                "preprocessor_config.json", with: "preprocess_keys_ignored/\(name).preprocessor_config.json")
            try Program.refuses(
                try copy.opening, 3, saying: copy.path + "/preprocessor_config.json", "sets \(key) to",
                "does not support")
        }

        @Test(
            "what open_clip's configuration asks for and Miwake does not do is refused by its key",
            arguments: [
                ("oc_bilinear", "preprocess_cfg.interpolation"), ("oc_longest", "preprocess_cfg.resize_mode"),
                ("oc_squash", "preprocess_cfg.resize_mode"), ("oc_gap", "vision_cfg.global_average_pool"),
                ("oc_vis_avg", "vision_cfg.pool_type"), ("oc_nocausal", "text_cfg.no_causal_mask"),
                ("oc_text_last", "text_cfg.pool_type"),
            ])
        func openCLIP(name: String, key: String) throws {
            let copy = try CheckpointCopy()
            try copy.becomeOpenCLIP("preprocess_keys_ignored/\(name).open_clip_config.json")
            try Program.refuses(
                try copy.opening, 3, saying: copy.path + "/open_clip_config.json", key, "does not support")
        }

        @Test("what transformers 5 writes is obeyed: its mean and deviation are those of the pictures")
        func processor() throws {
            let copy = try CheckpointCopy()
            let usual = try copy.cosines()
            try copy.replace("processor_config.json", with: "preprocess_keys_ignored/processor_config.json")
            let beside = try copy.cosines()
            try copy.remove("preprocessor_config.json")
            let alone = try copy.cosines()
            try copy.remove("processor_config.json")
            let halves = [0.5, 0.5, 0.5]
            try copy.write(
                "preprocessor_config.json",
                try JSONSerialization.data(withJSONObject: ["image_mean": halves, "image_std": halves]))
            #expect(try copy.cosines() == alone)
            #expect(alone != usual)
            #expect(beside == alone, "transformers reads the newer file where both are")
        }

        // MARK: wrong_advice_open_clip

        private func refusesModel(
            _ words: String, changing change: ([Tensor]) -> [Tensor], sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let copy = try CheckpointCopy()
            try copy.becomeOpenCLIP("preprocess_keys_ignored/oc_bilinear.open_clip_config.json", changing: change)
            let finished = try Program.refuses(
                try copy.opening, 3, saying: "is another model", words, sourceLocation: sourceLocation)
            #expect(!finished.errors.contains("fetch the whole checkpoint again"), sourceLocation: sourceLocation)
        }

        private func isOfImages(_ tensor: Tensor) -> Bool {
            tensor.name.hasPrefix("visual.") || tensor.name == "logit_scale"
        }

        private func withOwnTextTower(_ tensors: [Tensor]) -> [Tensor] {
            tensors.map { tensor in
                var tensor = tensor
                if !isOfImages(tensor) { tensor.name = "text." + tensor.name }
                return tensor
            }
        }

        @Test("CoCa, another text tower and a missing one are other models, by name")
        func otherModels() throws {
            try refusesModel("CoCa") {
                withOwnTextTower($0) + [Tensor(name: "text_decoder.ln_final.weight", shape: [1], values: [1])]
            }
            try refusesModel("CustomTextCLIP", changing: withOwnTextTower)
            try refusesModel("without its text tower") { $0.filter(isOfImages) }
        }
    }
}
