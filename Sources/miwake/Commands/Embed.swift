import ArgumentParser
import Foundation
import ProjectStore
import Workbench

struct Embed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Embed the images and prompts of a project with its CLIP checkpoint.",
        discussion: """
            Looks through the image folder, embeds what is new or changed, and embeds the prompts of classes whose prompts \
            changed. It may be ended at any moment, in any way: the next run goes on where it stopped. A moved file keeps its \
            labels and its features; a deleted one is no longer asked, and its label is kept.

            Files that are no pictures are listed, counted and passed over.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(
        help: "Embed with this checkpoint from now on; miwake.yaml remembers it. A folder or a safetensors file.",
        completion: .file())
    var checkpoint: String?

    @Option(
        help:
            "The checkpoint's vocabulary where it does not lie beside the weights: bpe_simple_vocab_16e6.txt.gz, or a folder.",
        completion: .file())
    var vocabulary: String?

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        guard vocabulary == nil || checkpoint != nil else {
            throw ValidationError("--vocabulary belongs to a --checkpoint")
        }
    }

    func run() throws {
        if let checkpoint {
            try Workbench.remember(checkpoint: checkpoint, vocabulary: vocabulary, in: project.project)
        }
        let bench = try Workbench.open(project.project, .readWrite)
        let scan = ProgressLine(title: "Looking through the folder", isQuiet: quiet)
        let embedding = try Embedding(bench, scanning: scan.report)
        scan.finish()
        let progress = RateLine(title: "Embedding", unit: "images", isQuiet: quiet)
        let outcome = try embedding.run(report: { report in
            progress.report(
                done: report.done, total: report.total,
                remark: report.problems > 0 ? ", \(counted(report.problems, "unusable file"))" : "")
        })
        progress.finish()
        if !quiet { print(outcome.sentences.joined(separator: "\n")) }
    }
}
