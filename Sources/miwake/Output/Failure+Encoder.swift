import CLIPEncoding
import Languages
import TensorFiles

extension Words {
    func failure(_ error: CLIPEncoding.CheckpointError) -> Failure {
        switch error {
        case .file(let error): return failure(error)
        case .vocabulary(let error): return failure(error)
        case .pickle(let path):
            return Failure(
                say("checkpoint.pickle", ["path": path]), .input)
        case .missing(let path):
            return Failure(
                say("checkpoint.missing", ["path": path]), .input)
        case .elsewhere(let path, let found):
            return Failure(say("checkpoint.elsewhere", ["path": path, "found": found]), .input)
        case .adapter(let path):
            return Failure(
                say("checkpoint.adapter", ["path": path]), .input)
        case .missingConfiguration(let path):
            return Failure(say("checkpoint.missing-configuration", ["path": path]), .input)
        case .unreadable(let path, let reason):
            return Failure(say("checkpoint.unreadable", ["path": path, "reason": reason]), .input)
        case .unfinishedDownload(let path):
            return Failure(say("checkpoint.unfinished-download", ["path": path]), .input)
        case .shard(let path, let number, let count):
            return Failure(
                say("checkpoint.shard", ["path": path, "number": number, "count": count]), .input)
        case .badIndex(let path, let reason):
            return Failure(
                say("checkpoint.bad-index", ["path": path, "reason": reason]), .input)
        case .badText(let path, let defect): return Failure(sentence(for: defect, path: path), .input)
        case .malformedConfiguration(let path, let reason):
            return Failure(say("checkpoint.malformed-configuration", ["path": path, "reason": reason]), .input)
        case .unsupported(let path, let key, let value):
            return Failure(say("checkpoint.unsupported", ["path": path, "key": key, "value": value]), .input)
        case .otherValue(let path, let key, let value, let allowed):
            return Failure(sentence(otherValue: value, of: key, in: path, allowed: allowed), .input)
        case .unknownKey(let path, let key): return Failure(sentence(unknownKey: key, in: path), .input)
        case .contradiction(let path, let key, let expected, let found):
            return Failure(
                say("checkpoint.contradiction", ["path": path, "found": found, "key": key, "expected": expected]),
                .input)
        case .unknownActivation(let path):
            return Failure(
                say("checkpoint.unknown-activation", ["path": path]), .input)
        case .unknownLayout(let path):
            return Failure(
                say("checkpoint.unknown-layout", ["path": path]), .input)
        case .otherModel(let path, let model, let tensor):
            return Failure(
                say("checkpoint.other-model", ["path": path, "model": model.rawValue, "tensor": tensor]), .input)
        case .missingTensor(let path, let name, let expected):
            return Failure(
                expected.isEmpty
                    ? say("checkpoint.missing-tensor", ["path": path, "name": name])
                    : say("checkpoint.missing-tensor.shape", ["path": path, "name": name, "expected": expected]),
                .input)
        case .wrongShape(let path, let name, let expected, let found):
            return Failure(
                say("checkpoint.wrong-shape", ["name": name, "path": path, "found": found, "expected": expected]),
                .input)
        case .impossibleShape(let path, let name, let found):
            return Failure(say("checkpoint.impossible-shape", ["name": name, "path": path, "found": found]), .input)
        case .wrongElement(let path, let name, let found):
            return Failure(
                say("checkpoint.wrong-element", ["name": name, "path": path, "found": found.rawValue]),
                .input)
        case .surplusTensors(let path, let names):
            return Failure(
                say("checkpoint.surplus-tensors", ["path": path, "names": listed(names)]), .input)
        }
    }

    private func sentence(
        otherValue value: String, of key: String, in path: String, allowed: [String]
    ) -> String {
        let known = allowed.filter { $0 != "null" && !$0.isEmpty && $0 != "{}" }
        let obeyed = known.isEmpty ? say("checkpoint.left-out") : listed(known)
        return say("checkpoint.other-value", ["path": path, "key": key, "value": value, "obeyed": obeyed])
    }

    private func sentence(unknownKey key: String, in path: String) -> String {
        say("checkpoint.unknown-key", ["path": path, "key": key])
    }

    func failure(_ error: VocabularyError) -> Failure {
        switch error {
        case .unreadable(let path, let reason):
            return Failure(say("checkpoint.unreadable", ["path": path, "reason": reason]), .input)
        case .tooLarge(let path, let limit):
            return Failure(say("checkpoint.too-large", ["path": path, "limit": limit]), .input)
        case .badText(let path, let defect): return Failure(sentence(for: defect, path: path), .input)
        case .malformed(let path, let reason):
            return Failure(say("checkpoint.malformed", ["path": path, "reason": reason]), .input)
        case .otherValue(let path, let key, let value, let allowed):
            return Failure(sentence(otherValue: value, of: key, in: path, allowed: allowed), .input)
        case .unknownKey(let path, let key): return Failure(sentence(unknownKey: key, in: path), .input)
        case .unknownMerge(let path, let line, let token):
            return Failure(
                say("checkpoint.unknown-merge", ["line": line, "path": path, "token": token]), .input)
        case .lostMerges(let path, let merges, let unmade, let example):
            return Failure(
                say(
                    "checkpoint.lost-merges",
                    ["merges": merges, "path": path, "unmade": counted("token", unmade), "example": example]), .input)
        case .badMerge(let path, let line):
            return Failure(say("checkpoint.bad-merge", ["line": line, "path": path]), .input)
        case .missingToken(let path, let token):
            return Failure(say("checkpoint.missing-token", ["path": path, "token": token]), .input)
        case .badIdentifier(let path, let token, let id):
            return Failure(say("checkpoint.bad-identifier", ["path": path, "token": token, "id": id]), .input)
        case .noVocabulary(let folder):
            return Failure(
                say("checkpoint.no-vocabulary", ["folder": folder]), .input)
        }
    }
}
