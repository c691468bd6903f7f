import Languages
import Themes

extension Words {
    func failure(_ error: ThemeError) -> Failure {
        switch error {
        case .unknown(let name, let known):
            return Failure(say("theme.unknown", ["name": name, "known": listed(known, most: 20)]), .input)
        case .badFile(let path, let defect): return Failure(sentence(for: defect, path: path), .input)
        case .unreadable(let path, let reason):
            return Failure(say("theme.unreadable", ["path": path, "reason": reason]), .input)
        case .unknownBase(let path, let base, let known):
            return Failure(
                say("theme.unknown-base", ["path": path, "base": base, "known": listed(known, most: 20)]), .input)
        case .baseLoop(let path, let base):
            return Failure(say("theme.base-loop", ["path": path, "base": base]), .input)
        }
    }
}
