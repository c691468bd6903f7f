/// A change of a project's classes, as it is asked for.
package enum ClassRequest: Sendable, Equatable {
    case add(String)
    /// `keepsPrompt` lets the text encoder read what it read before.
    case rename(String, to: String, keepsPrompt: Bool)
    case merge([String], into: String)
    case retire(String)
    case restore(String)
    /// To a position counted from 1.
    case move(String, to: Int)
    /// All classes in their new order.
    case reorder([String])
}

/// Why the classes cannot be changed as asked. Each case carries the facts that its sentence needs.
package enum ClassChangeError: Error, Sendable, Equatable {
    case unknownClass(name: String, known: [String])
    /// Another class of the project has this name.
    case nameTaken(name: String, byRenaming: String?)
    /// A class that left the project has this name, and can come back.
    case nameRests(name: String)
    case emptyName
    /// A class that is named twice, or merged into itself.
    case namedTwice(name: String)
    /// The class is in the project, and nothing of it is elsewhere.
    case nothingToRestore(name: String)
    /// A project needs two.
    case tooFewClasses(left: Int)
    case noSuchPosition(Int, classes: Int)
    case orderIncomplete(missing: [String])
    /// Costs or priors need a figure for a class that joins.
    case figuresNeeded(name: String, path: String)
    /// miwake.yaml is laid out so that its classes cannot be changed without touching the rest.
    case notWritten(path: String)
    /// A change that was interrupted before it wrote miwake.yaml, which somebody edited since.
    case interrupted(path: String, who: String, classes: [String])
}
