/// How the program ends; the table of the manual.
enum ExitStatus: Int32, CaseIterable {
    case done = 0
    /// The command line cannot be understood.
    case usage = 2
    /// A file or a value that was given is not usable.
    case input = 3
    /// The project is not in the state that the command needs.
    case projectState = 4
    /// The operating system, the disk or the terminal refused.
    case system = 5

    /// In a word, for the help.
    var name: String {
        switch self {
        case .done: "done"
        case .usage: "usage"
        case .input: "input"
        case .projectState: "project state"
        case .system: "system"
        }
    }

    /// In a sentence, for the manual page.
    var meaning: String {
        switch self {
        case .done: "Done."
        case .usage: "The command line cannot be understood."
        case .input: "A file or a value that was given is not usable."
        case .projectState: "The project is not in the state that the command needs."
        case .system: "The operating system, the disk or the terminal refused."
        }
    }
}
