/// How the program ends; the manual's table.
enum ExitStatus: Int32 {
    case done = 0
    /// The command line cannot be understood.
    case usage = 2
    /// A file or a value that was given is not usable.
    case input = 3
    /// The project is not in the state that the command needs.
    case projectState = 4
    /// The operating system, the disk or the terminal refused.
    case system = 5
}
