import ArgumentParser

/// The project folder, first argument of nearly every command.
struct ProjectArgument: ParsableArguments {
    @Argument(help: "The project folder: the one that holds miwake.yaml.", completion: .directory)
    var project: String
}

/// How a command prints its data.
struct FormatOption: ParsableArguments {
    @Option(help: "How to print: table, json or csv.")
    var format: OutputFormat = .table
}

/// The seed of everything random in a command; the project's own where none is given.
struct SeedOption: ParsableArguments {
    @Option(help: "Seed of everything random; the project's own seed where none is given.")
    var seed: UInt64?
}
