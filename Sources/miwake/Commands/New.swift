import ArgumentParser
import Foundation
import Languages
import Workbench

struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Set up a project: its classes, its images, its audit reserve.",
        discussion: """
            Writes miwake.yaml and the label store into the folder. Where miwake.yaml is there already, as from a repository, its \
            label store is made, with the same audit reserve wherever that happens. The images stay where they are and are never \
            written. PNG and JPEG files are found in all subfolders; other image types are counted and passed over.

            A part of the images, drawn by the seed, is set aside as the audit reserve: it is never suggested and never trained on, \
            and is the only source of unbiased figures.
            """)

    @Argument(help: "The project folder to make; it may exist, without a label store in it.", completion: .directory)
    var project: String

    @Option(help: "The folder of images, with subfolders.", completion: .directory)
    var images: String?

    @Flag(help: "No images: the project lives on imported features alone, and the screens show paths.")
    var noImages = false

    @Option(help: "A text file with one class name per line.", completion: .file())
    var classes: String?

    @Option(name: .customLong("class"), help: "A class name; give it once for each class.")
    var classNames: [String] = []

    @Option(help: "A prompt template, {} standing for the class; give several for an ensemble.")
    var prompt: [String] = []

    @OptionGroup var encoder: CheckpointOptions

    @Option(help: "Another project whose classes, prompts and estimator are the warm start.", completion: .directory)
    var from: String?

    @Option(help: "The part of the images set aside for the audit, from 0 to 0.5; by default 0.2.")
    var reserve: Double?

    @Option(help: "At most this many images are set aside; by default 300.")
    var reserveMaximum: Int?

    @Option(help: "The project's seed: the reserve, training and every order derive from it; by default 1.")
    var seed: UInt64?

    func validate() throws {
        let isThere = FileManager.default.fileExists(atPath: project + "/miwake.yaml")
        guard isThere ? !(images != nil && noImages) : (images != nil) != noImages else {
            throw ValidationError("give either --images FOLDER or --no-images")
        }
        guard encoder.checkpoint == nil || !noImages else {
            throw ValidationError("--checkpoint embeds images, and --no-images says that there are none")
        }
        guard classes == nil || classNames.isEmpty else {
            throw ValidationError("give the classes by --classes FILE or by --class NAME, not both")
        }
        guard isThere || classes != nil || !classNames.isEmpty || from != nil else {
            throw ValidationError("name the classes: --classes FILE, --class NAME for each, or --from PROJECT")
        }
        guard (0...0.5).contains(reserve ?? 0), reserveMaximum ?? 0 >= 0 else {
            throw ValidationError("--reserve lies between 0 and 0.5, and --reserve-maximum is not negative")
        }
        if let template = prompt.first(where: { !$0.contains("{}") }) {
            throw ValidationError("the prompt \"\(template)\" has no {} for the class name")
        }
    }

    func run() throws {
        let words = self.words
        let progress = ProgressLine(.readingImages, words)
        let outcome = try NewProject(
            folder: project, images: images, classListFile: classes, classNames: classNames, prompts: prompt,
            from: from, reserveFraction: reserve, reserveMaximum: reserveMaximum, seed: seed,
            hasNoImages: noImages,
            checkpoint: encoder.checkpoint, vocabulary: encoder.vocabulary
        ).create(progress: progress.report)
        progress.finish()
        try StandardOutput.print(words.sentences(outcome))
    }
}
