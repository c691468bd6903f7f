import Workbench

extension Failure {
    init(_ error: ClassChangeError) {
        switch error {
        case .unknownClass(let name, let known):
            self.init(
                "There is no class “\(name)” to change"
                    + (known.isEmpty ? "." : "; there \(known.count == 1 ? "is" : "are") \(listed(known, most: 12))."),
                .input)
        case .nameTaken(let name, nil):
            self.init("“\(name)” is a class already.", .input)
        case .nameTaken(let name, let old?):
            self.init(
                name == old
                    ? "“\(name)” has this name already."
                    : "“\(name)” is a class already; `miwake classes DIR merge “\(old)” “\(name)”` gives it the labels.",
                .input)
        case .nameRests(let name):
            self.init(
                "“\(name)” is a class that left the project; `miwake classes DIR restore “\(name)”` brings it back.",
                .input)
        case .emptyName: self.init("A class needs a name.", .input)
        case .namedTwice(let name): self.init("“\(name)” is named twice; name each class once.", .input)
        case .nothingToRestore(let name):
            self.init("“\(name)” is in the project with all its labels; there is nothing to restore.", .input)
        case .tooFewClasses(let left):
            self.init("A project needs two classes or more, and \(left) would be left.", .input)
        case .noSuchPosition(let position, let classes):
            self.init("There is no position \(position); the classes stand at 1 to \(classes).", .input)
        case .orderIncomplete(let missing):
            self.init("The order leaves \(listed(missing, most: 12)) out; name every class once.", .input)
        case .figuresNeeded(let name, let path):
            self.init(
                "“\(path)” has costs or priors, which need “\(name)” too; write the class into it by hand with its costs and its "
                    + "prior, and repeat `restore` where labels are to come back.", .input)
        case .notWritten(let path):
            self.init(
                "The classes of “\(path)” are laid out so that they cannot be changed without touching the rest; write them one a "
                    + "line, each behind a dash.", .projectState)
        case .interrupted(let path, let who, let classes):
            self.init(
                "A change of classes by \(who) was interrupted, and “\(path)” was edited since; its classes must be "
                    + "\(listed(classes, most: 20)), in this order, as in the label store.", .projectState)
        }
    }
}
