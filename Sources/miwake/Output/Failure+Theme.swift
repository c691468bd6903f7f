import Themes

extension Failure {
    init(_ error: ThemeError) {
        switch error {
        case .unknown(let name, let known):
            self.init("There is no theme “\(name)”; the themes are \(listed(known, most: 20)).", .input)
        case .badFile(let path, let defect): self.init(Self.sentence(for: defect, path: path), .input)
        case .unreadable(let path, let reason): self.init("The theme “\(path)” cannot be read: \(reason).", .input)
        case .unknownBase(let path, let base, let known):
            self.init(
                "“\(path)”, base: there is no theme “\(base)”; the themes are \(listed(known, most: 20)).", .input)
        case .baseLoop(let path, let base):
            self.init("“\(path)”, base: “\(base)” leads back to this theme; name another base.", .input)
        }
    }
}
