import AnnotatorUI
import ArgumentParser
import Languages

extension Language: ExpressibleByArgument {}

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the keys of the screens as Markdown, as in the manual.",
        discussion: "In English, or in the language that --language names.")

    func run() throws {
        try StandardOutput.write(exactly: Keymap.standard.markdown(in: SpokenLanguage.asked() ?? .english))
    }
}
