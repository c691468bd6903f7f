import ArgumentParser
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
            """)

    @OptionGroup var project: ProjectArgument

    @Option(name: .customLong("as"), help: "csv, imagefolder or coop.")
    var format: LabelExport.Format

    @Option(help: "The file to write, or for imagefolder the folder to fill.", completion: .file())
    var to: String

    func run() throws {
        let progress = ProgressLine(title: "Copying")
        let outcome = try LabelExport(project: project.project, format: format, destination: to)
            .run(progress: progress.report)
        progress.finish()
        print(outcome.sentences.joined(separator: "\n"))
        if format == .coop, let warning = outcome.samplerWarning {
            FileHandle.standardError.write(Data((warning + "\n").utf8))
        }
    }
}
