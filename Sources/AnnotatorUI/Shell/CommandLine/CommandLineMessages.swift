internal import Languages

extension Words {
    var commandTitle: String { say("command-line.title") }
    var nothingFound: String { say("command-line.nothing-found") }
    var themeSummary: String { say("command-line.theme") }
    var themeNow: String { say("command-line.theme-in-use") }
    var orderSummary: String { say("command-line.order") }
    func noSuchCommand(_ text: String) -> String { say("command-line.unknown", ["text": text]) }
    func themeChosen(_ name: String) -> String { say("command-line.theme-chosen", ["name": name]) }
}
