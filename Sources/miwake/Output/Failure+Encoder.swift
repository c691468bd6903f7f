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
        case .malformedConfiguration(let path, let reason):
            self.init("“\(path)” cannot be read: \(reason); fetch it again.", .input)
        case .unsupported(let path, let key, let value):
            self.init("“\(path)” sets \(key) to “\(value)”, which Miwake does not support.", .input)
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
        case .missingTensor(let path, let name, let expected):
            self.init(
                "“\(path)” lacks the tensor “\(name)” of shape \(expected); fetch the whole checkpoint again.", .input)
        case .wrongShape(let path, let name, let expected, let found):
            self.init("“\(name)” in “\(path)” has the shape \(found) where \(expected) is needed.", .input)
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

    init(_ error: VocabularyError) {
        switch error {
        case .unreadable(let path, let reason): self.init("“\(path)” cannot be read: \(reason).", .input)
        case .tooLarge(let path, let limit):
            self.init("“\(path)” is larger than the \(limit) bytes that a CLIP vocabulary may have.", .input)
        case .malformed(let path, let reason): self.init("“\(path)” is no vocabulary: \(reason).", .input)
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
