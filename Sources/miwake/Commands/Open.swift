import AnnotatorUI
import ArgumentParser
import Foundation
import Interchange
import ProjectStore
import TerminalPictures
import TextUI
import Themes
import Workbench

extension ColorDepth: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "none": self = .monochrome
        case "8": self = .indexed8
        case "16": self = .indexed16
        case "256": self = .indexed256
        case "24bit": self = .trueColor
        default: return nil
        }
    }

    public static var allValueStrings: [String] { ["none", "8", "16", "256", "24bit"] }
}

extension PictureSymbols: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "sextants": self = .sextants
        case "quadrants": self = .quadrants
        case "half-blocks": self = .halfBlocks
        case "ascii": self = .ascii
        default: return nil
        }
    }

    public static var allValueStrings: [String] { ["sextants", "quadrants", "half-blocks", "ascii"] }
}

struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at the most confused pairs and label them with single keys.")

    @OptionGroup var project: ProjectArgument

    @Flag(help: "Ask only images of the audit reserve, the source of unbiased figures.")
    var audit = false

    @OptionGroup var screens: ScreenOptions
    @OptionGroup var seed: SeedOption

    func run() throws {
        let bench = try Workbench.open(project.project, .readWrite)
        try OpenScreens(bench: bench, options: screens, isAuditOnly: audit, seed: seed.seed ?? bench.file.seed).run()
    }
}
