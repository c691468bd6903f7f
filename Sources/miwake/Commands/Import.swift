import ArgumentParser
import Exchange
import Foundation
import Languages
import Workbench

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring in features computed elsewhere, or labels given elsewhere.",
        subcommands: [ImportFeatures.self, ImportLabels.self])
}

struct ImportFeatures: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Bring in CLIP embeddings computed elsewhere.",
        discussion: """
            Image features are (N, D), one row per line of the paths file; text features are (C, D), one row per class in the \
            order of miwake.yaml. NumPy files of versions 1 to 3, float16, float32 or float64, or one safetensors file \
            with the tensors image_features, text_features and, where wanted, level_features (L, N, T, W), projection \
            (W, D) and logit_scale; any other tensor is refused. Rows are joined to the project's images by path; missing, surplus and duplicate rows \
            are counted and named. Vectors are normalised once, on the way in.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(help: "Image embeddings (N, D) as .npy.", completion: .file(extensions: ["npy"]))
    var imageFeatures: String?

    @Option(help: "A text file with the image path of each row, relative to the image folder.", completion: .file())
    var paths: String

    @Option(help: "Class text embeddings (C, D) as .npy.", completion: .file(extensions: ["npy"]))
    var textFeatures: String?

    @Option(
        help: "A text file with the class of each text row; by default the project's order.",
        completion: .file())
    var textClasses: String?

    @Option(help: "All tensors in one safetensors file.", completion: .file(extensions: ["safetensors"]))
    var safetensors: String?

    @Option(help: "Level features (L, N, T, W) for MAF as .npy.", completion: .file(extensions: ["npy"]))
    var levelFeatures: String?

    @Option(help: "The encoder's projection (W, D) as .npy.", completion: .file(extensions: ["npy"]))
    var projection: String?

    @OptionGroup var pathOptions: PathOptions

    @Option(help: "exp(logit_scale) of the encoder; 100 for the public CLIP models.")
    var logitScale: Float?

    func validate() throws {
        let separate = imageFeatures != nil && textFeatures != nil
        guard separate != (safetensors != nil) else {
            throw ValidationError("give --image-features and --text-features, or --safetensors with both in it")
        }
        guard (levelFeatures != nil) == (projection != nil) else {
            throw ValidationError("--level-features and --projection come together; give both or none")
        }
        guard safetensors == nil || (imageFeatures ?? textFeatures ?? levelFeatures) == nil else {
            throw ValidationError("--safetensors holds all tensors; leave the other files out")
        }
        if let logitScale, !(logitScale.isFinite && logitScale > 0) {
            throw ValidationError("--logit-scale is a positive number, not \(logitScale)")
        }
    }

    func run() throws {
        let words = self.words
        let progress = ProgressLine(.storingFeatures, words)
        let outcome = try FeatureImport(
            project: project.project, pathsFile: paths,
            tensors: safetensors.map { .safetensors($0) }
                ?? .npy(
                    image: imageFeatures ?? "", text: textFeatures ?? "", levels: levelFeatures, projection: projection),
            textClassesFile: textClasses, logitScale: logitScale, stripPrefix: pathOptions.stripPrefix
        ).run(progress: progress.report)
        progress.finish()
        try StandardOutput.print(words.sentences(outcome))
    }
}

struct ImportLabels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels",
        abstract: "Bring in labels from a CSV file or from folder names.",
        discussion: """
            The CSV has the columns path and class; split is used where --split is given, other columns are ignored. \
            Images of the audit reserve are passed over, because a label chosen elsewhere is no audit answer.
            """)

    @OptionGroup var project: ProjectArgument

    @Argument(help: "The CSV file.", completion: .file(extensions: ["csv"]))
    var file: String?

    @OptionGroup var paths: PathOptions

    @Flag(help: "The name of the folder that holds an image is its class.")
    var fromFolders = false

    @Option(help: "At most this many labels per class, drawn by --seed.")
    var only: Int?

    @Option(help: "Only rows of this split.")
    var split: String?

    @Flag(help: "Replace answers that are there already.")
    var replace = false

    @Flag(help: "Count rows of images that are not in the project instead of refusing the file.")
    var ignoreUnknown = false

    @OptionGroup var seed: SeedOption

    func validate() throws {
        guard (file != nil) != fromFolders else {
            throw ValidationError("give a CSV file or --from-folders")
        }
        guard split == nil || file != nil else { throw ValidationError("--split reads a column of the CSV file") }
        if let only, only < 1 { throw ValidationError("--only takes a positive number") }
    }

    func run() throws {
        let outcome = try LabelImport(
            project: project.project, source: file.map { .csv($0) } ?? .folders, onlyPerClass: only, split: split,
            seed: seed.seed, isReplacing: replace, isIgnoringUnknown: ignoreUnknown,
            stripPrefix: paths.stripPrefix
        ).run()
        try StandardOutput.print(words.sentences(outcome))
    }
}
