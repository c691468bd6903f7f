import ArgumentParser
import Foundation
import Labelling
import Languages
import ProjectModel
import ProjectStore
import Workbench

struct Label: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give one image a class, without the screens.")

    @OptionGroup var project: ProjectArgument

    @Argument(help: "The image: relative to the image folder, or absolute below it.")
    var path: String

    @OptionGroup var paths: PathOptions

    @Argument(help: "The class, as named in miwake.yaml.")
    var label: String

    func run() throws {
        let bench = try Workbench.open(project.project, .readWrite)
        let outcome = try bench.label(path, as: label, strippingPrefix: paths.stripPrefix)
        try StandardOutput.print(words.sentence(outcome))
    }
}
