import ArgumentParser
import FeatureExtraction
import ProjectModel
import ProjectStore
import Workbench

struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the images that are most like a text, in the encoder's language.",
        discussion: "Cosine of the text's and each image's embeddings, the highest first. Nothing is labelled by it.")

    @OptionGroup var project: ProjectArgument

    @Argument(help: "What to look for, such as \"a hairline crack\".")
    var text: String

    @Option(help: "How many images.")
    var top = 20

    @OptionGroup var format: FormatOption

    func validate() throws {
        guard top > 0 else { throw ValidationError("--top takes a positive number") }
        guard text.contains(where: { !$0.isWhitespace }) else { throw ValidationError("the text is empty") }
    }

    func run() throws {
        let bench = try Workbench.open(project.project, .readOnly)
        let pool = try bench.pool()
        let matches = try bench.search(text, count: top, in: pool)
        let table = DataTable(
            source: [
                .init("project", .text(bench.name)), .init("text", .text(text)),
                .init("features", .text(pool.featureKey)),
                .init("images", .integer(pool.images.count)),
            ],
            columns: [.number("rank"), .number("cosine"), .text("path")],
            rows: matches.enumerated().map { index, match in
                [.integer(index + 1), .decimal(match.cosine, digits: 4), .text(match.image.path)]
            })
        try table.print(as: format.format)
    }
}
