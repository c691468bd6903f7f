import AnnotatorUI
import ArgumentParser
import Languages

extension Language: ExpressibleByArgument {}

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the keys of the screens as Markdown, as in the manual.")

    @Option(help: "en or ja.")
    var language: Language = .english

    func run() throws {
        try StandardOutput.write(exactly: Keymap.standard.markdown(in: language))
    }
}
