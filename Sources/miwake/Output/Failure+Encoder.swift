import CLIPEncoding
import TensorFiles

extension Failure {
    init(_ error: CLIPEncoding.CheckpointError) {
        switch error {
        case .file(let error): self.init(error)
        case .vocabulary(let error): self.init(error)
        case .pickle(let path):
            self.init(
                "“\(path)” is a Python pickle, which can run code when it is opened and is never opened here; take the "
                    + "model.safetensors of the same checkpoint (`hf download openai/clip-vit-base-patch32 model.safetensors "
                    + "config.json vocab.json merges.txt preprocessor_config.json --local-dir clip-b32`), or convert the file "
                    + "with safetensors.torch.save_file.", .input)
        case .missing(let path):
            self.init(
                "There is no checkpoint at “\(path)”; name a folder with model.safetensors and config.json, or a "
                    + "safetensors file.", .input)
        case .elsewhere(let path, let found):
            self.init("“\(path)” holds no model.safetensors; if “\(found)” is meant, name that.", .input)
        case .adapter(let path):
            self.init(
                "“\(path)” says that an adapter (LoRA) belongs to the weights, which Miwake does not add; merge it into them first "
                    + "(merge_and_unload).", .input)
        case .missingConfiguration(let path):
            self.init("“\(path)” is missing beside the weights; fetch it from the same checkpoint.", .input)
        case .unreadable(let path, let reason): self.init("“\(path)” cannot be read: \(reason).", .input)
        case .unfinishedDownload(let path):
            self.init("“\(path)” is a download that is not finished; let it end, or start it again.", .input)
        case .shard(let path, let number, let count):
            self.init(
                "“\(path)” is part \(number) of \(count) of a divided checkpoint; name the folder with all parts and their "
                    + "model.safetensors.index.json.", .input)
        case .badIndex(let path, let reason):
            self.init(
                "“\(path)” does not fit the files beside it: \(reason); fetch the whole checkpoint again.", .input)
        case .badText(let path, let defect): self.init(Self.sentence(for: defect, path: path), .input)
        case .malformedConfiguration(let path, let reason):
            self.init("“\(path)” cannot be read: \(reason); fetch it again.", .input)
        case .unsupported(let path, let key, let value):
            self.init("“\(path)” sets \(key) to “\(value)”, which Miwake does not support.", .input)
        case .otherValue(let path, let key, let value, let allowed):
            self.init(Self.sentence(otherValue: value, of: key, in: path, allowed: allowed), .input)
        case .unknownKey(let path, let key): self.init(Self.sentence(unknownKey: key, in: path), .input)
        case .contradiction(let path, let key, let expected, let found):
            self.init(
                "“\(path)” says \(found) for \(key) where the weights need \(expected); the files belong to different "
                    + "checkpoints.", .input)
        case .unknownActivation(let path):
            self.init(
                "“\(path)” does not say whether it was trained with QuickGELU or GELU; put its open_clip_config.json beside "
                    + "it.", .input)
        case .unknownLayout(let path):
            self.init(
                "“\(path)” holds the tensors neither of Hugging Face's CLIPModel nor of OpenAI's CLIP; other models cannot be "
                    + "used.", .input)
        case .otherModel(let path, let model, let tensor):
            self.init(
                "“\(path)” is another model: \(model.rawValue) (it has the tensor “\(tensor)”); CLIPs in the layout of Hugging "
                    + "Face's CLIPModel or of OpenAI can be used.", .input)
        case .missingTensor(let path, let name, let expected):
            let shape = expected.isEmpty ? "" : " of shape \(expected)"
            self.init(
                "“\(path)” lacks the tensor “\(name)”\(shape), which every CLIP has; it is another model.", .input)
        case .wrongShape(let path, let name, let expected, let found):
            self.init(
                "“\(name)” in “\(path)” has the shape \(found) where the configuration and the other tensors need \(expected).",
                .input)
        case .impossibleShape(let path, let name, let found):
            self.init("“\(name)” in “\(path)” has the shape \(found), which no CLIP has.", .input)
        case .wrongElement(let path, let name, let found):
            self.init(
                "“\(name)” in “\(path)” holds \(found.rawValue) elements; float32, float16 and bfloat16 can be read.",
                .input)
        case .surplusTensors(let path, let names):
            self.init(
                "“\(path)” has tensors that no part of CLIP reads: \(listed(names)); it is another model.", .input)
        }
    }

    private static func sentence(
        otherValue value: String, of key: String, in path: String, allowed: [String]
    ) -> String {
        let known = allowed.filter { $0 != "null" && !$0.isEmpty && $0 != "{}" }
        let obeyed = known.isEmpty ? "it left out" : listed(known)
        return "“\(path)” sets \(key) to “\(value)”, which Miwake does not support; it computes with \(obeyed)."
    }

    private static func sentence(unknownKey key: String, in path: String) -> String {
        "“\(path)” has the key \(key), which Miwake does not know and so cannot obey; take it out if it changes nothing that the "
            + "encoder computes."
    }

    init(_ error: VocabularyError) {
        switch error {
        case .unreadable(let path, let reason): self.init("“\(path)” cannot be read: \(reason).", .input)
        case .tooLarge(let path, let limit):
            self.init("“\(path)” is larger than the \(limit) bytes that a CLIP vocabulary may have.", .input)
        case .badText(let path, let defect): self.init(Self.sentence(for: defect, path: path), .input)
        case .malformed(let path, let reason): self.init("“\(path)” is no vocabulary: \(reason).", .input)
        case .otherValue(let path, let key, let value, let allowed):
            self.init(Self.sentence(otherValue: value, of: key, in: path, allowed: allowed), .input)
        case .unknownKey(let path, let key): self.init(Self.sentence(unknownKey: key, in: path), .input)
        case .unknownMerge(let path, let line, let token):
            self.init(
                "Line \(line) of “\(path)” needs the token “\(token)”, which the vocabulary lacks; fetch the merges and the "
                    + "vocabulary of one checkpoint again.", .input)
        case .lostMerges(let path, let merges, let unmade, let example):
            self.init(
                "The \(merges) merges of “\(path)” leave \(counted(unmade, "token")) of the vocabulary unmade, such as "
                    + "“\(example)”; fetch the merges and the vocabulary of one checkpoint again.", .input)
        case .badMerge(let path, let line):
            self.init("Line \(line) of “\(path)” does not name two symbols; fetch the file again.", .input)
        case .missingToken(let path, let token):
            self.init("“\(path)” gives the token “\(token)” no id; fetch the file again.", .input)
        case .badIdentifier(let path, let token, let id):
            self.init("“\(path)” gives “\(token)” the impossible id \(id); fetch the file again.", .input)
        case .noVocabulary(let folder):
            self.init(
                "“\(folder)” holds no vocabulary (vocab.json with merges.txt, tokenizer.json, or "
                    + "bpe_simple_vocab_16e6.txt.gz); put it beside the weights or name it with --vocabulary. OpenAI's is in "
                    + "https://github.com/openai/CLIP under clip/, and in the Python package open_clip_torch.", .input)
        }
    }
}
