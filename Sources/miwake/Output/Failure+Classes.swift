import Languages
import Workbench

extension Words {
    func failure(_ error: ClassChangeError) -> Failure {
        switch error {
        case .unknownClass(let name, let known):
            return Failure(
                known.isEmpty
                    ? say("class-change.unknown-class", ["name": name])
                    : known.count == 1
                        ? say("class-change.unknown-class.one-known", ["name": name, "known": listed(known, most: 12)])
                        : say("class-change.unknown-class.known", ["name": name, "known": listed(known, most: 12)]),
                .input)
        case .nameTaken(let name, nil):
            return Failure(say("class-change.name-taken", ["name": name]), .input)
        case .nameTaken(let name, let old?):
            return Failure(
                name == old
                    ? say("class-change.name-kept", ["name": name])
                    : say("class-change.name-taken.merge", ["name": name, "old": old]),
                .input)
        case .nameRests(let name):
            return Failure(
                say("class-change.name-rests", ["name": name]),
                .input)
        case .emptyName: return Failure(say("class-change.empty-name"), .input)
        case .namedTwice(let name): return Failure(say("class-change.named-twice", ["name": name]), .input)
        case .nothingToRestore(let name):
            return Failure(say("class-change.nothing-to-restore", ["name": name]), .input)
        case .tooFewClasses(let left):
            return Failure(say("class-change.too-few-classes", ["left": left]), .input)
        case .noSuchPosition(let position, let classes):
            return Failure(say("class-change.no-such-position", ["position": position, "classes": classes]), .input)
        case .orderIncomplete(let missing):
            return Failure(say("class-change.order-incomplete", ["missing": listed(missing, most: 12)]), .input)
        case .figuresNeeded(let name, let path):
            return Failure(
                say("class-change.figures-needed", ["path": path, "name": name]), .input)
        case .notWritten(let path):
            return Failure(
                say("class-change.not-written", ["path": path]), .projectState)
        case .interrupted(let path, let who, let classes):
            return Failure(
                say("class-change.interrupted", ["who": who, "path": path, "classes": listed(classes, most: 20)]),
                .projectState)
        }
    }
}
