import ArgumentParser

struct Strategies: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what is known about every query strategy as Markdown, as in the documentation.")

    func run() throws { try StandardOutput.write(exactly: StrategiesArticle.markdown) }
}
