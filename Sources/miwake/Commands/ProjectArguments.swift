import ArgumentParser

/// The project folder, first argument of nearly every command.
struct ProjectArgument: ParsableArguments {
    @Argument(help: "The project folder: the one that holds miwake.yaml.", completion: .directory)
    var project: String
}

/// Which CLIP embeds a project's images, for the commands that write it into miwake.yaml.
struct CheckpointOptions: ParsableArguments {
    @Option(
        help: """
            The CLIP checkpoint that embeds the images from now on, remembered in miwake.yaml: a Hugging Face or open_clip \
            folder, or a safetensors file.
            """,
        completion: .file())
    var checkpoint: String?

    @Option(
        help: """
            The checkpoint's vocabulary where it does not lie beside the weights: bpe_simple_vocab_16e6.txt.gz, or a folder.
            """,
        completion: .file())
    var vocabulary: String?

    func validate() throws {
        guard vocabulary == nil || checkpoint != nil else {
            throw ValidationError("--vocabulary belongs to a --checkpoint")
        }
    }
}

/// How the paths of a list, a table or the command line are to be understood.
struct PathOptions: ParsableArguments {
    @Option(
        help: """
            A folder that paths begin with, to be left out; paths below the image folder need none, whether they are relative \
            or absolute.
            """)
    var stripPrefix: String?
}

/// Whether files of others may be written over.
struct ForceFlag: ParsableArguments {
    @Flag(
        help: """
            Overwrite a file that Miwake did not write; a project's own files and source images are safe in any case.
            """)
    var force = false
}

/// How a command prints its data.
struct FormatOption: ParsableArguments {
    @Option(help: "How to print: table, markdown, json or csv.")
    var format: OutputFormat = .table
}

/// The seed of everything random in a command; the project's own where none is given.
struct SeedOption: ParsableArguments {
    @Option(help: "The seed of everything random; by default the project's own.")
    var seed: UInt64?
}
