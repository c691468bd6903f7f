import ArgumentParser
import Exchange
import Foundation
import Workbench

extension LabelExport.Format: ExpressibleByArgument {}

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the labelled few-shot set for other programs.",
        discussion: """
            csv: path, class, split. imagefolder: a folder a class with copies of the images. coop: the split file of CoOp and \
            its successors. Labels that may train are the split train; answers to audit prompts are a test set and never \
            mixed in.

            A file that is there is written over only where this project's exports wrote it and nobody changed it since, or \
            with --force. Pipes, devices and links are written through; - is standard output. An image folder whose export was \
            ended is finished by the same command. An image that cannot be read is named and passed over, with exit code 3.
            """)

    @OptionGroup var project: ProjectArgument

    @Option(name: .customLong("as"), help: "csv, imagefolder or coop.")
    var format: LabelExport.Format

    @Option(
        help: "The file to write, - for standard output, or for imagefolder the folder to fill.", completion: .file())
    var to: String

    @OptionGroup var forced: ForceFlag

    func run() throws {
        let progress = ProgressLine(title: "Copying")
        let outcome = try LabelExport(project: project.project, format: format, destination: to, isForced: forced.force)
            .run(progress: progress.report)
        progress.finish()
        // Standard output is the file's alone.
        if outcome.isStandardOutput {
            StandardError.print(outcome.sentences)
        } else {
            try StandardOutput.print(outcome.sentences)
        }
        if format == .coop, let warning = outcome.samplerWarning { StandardError.print(warning) }
        if let sentence = outcome.missingSentence { throw Failing(sentence, .input) }
    }
}
