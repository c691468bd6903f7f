import ArgumentParser
import Foundation
import ProjectModel
import ProjectStore
import Workbench

struct Label: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give one image a class, without the screens.")

    @OptionGroup var project: ProjectArgument

    @Argument(help: "The image, relative to the image folder.")
    var path: String

    @Argument(help: "The class, as named in miwake.yaml.")
    var label: String

    func run() throws {
        let bench = try Workbench.open(project.project, .readWrite)
        let outcome = try bench.label(path, as: label)
        print(outcome.sentence)
    }
}

extension Workbench.LabelOutcome {
    var sentence: String {
        let reserve =
            isReserve ? " It is in the audit reserve: kept, and used neither for training nor for audit figures." : ""
        return wasUnchanged
            ? "“\(path)” is “\(className)” already." + reserve : "“\(path)” is “\(className)”." + reserve
    }
}
