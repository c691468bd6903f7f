package import ActiveLearning
internal import Languages

/// What is typed behind the colon, and what it could become.
package struct CommandLine: Sendable, Equatable {
    package private(set) var text = ""
    /// What fits the text, best first.
    package private(set) var found: [Suggestion]
    package private(set) var selected = 0
    /// The theme in use when the line was opened, for the way back.
    package let themeBefore: String
    private let vocabulary: [Suggestion]

    /// A command that can be given here: with its argument, where it takes one.
    package struct Suggestion: Sendable, Equatable {
        package var request: Request
        /// As it is typed; ends in a space where an argument is to follow.
        package var text: String
        /// What it does, or what the argument means.
        package var summary: String
        /// The key that does the same; empty where there is none.
        package var key: String
    }

    package enum Request: Sendable, Hashable {
        case command(Command)
        case theme(String)
        case order(RankingOrder)
        /// A word that wants an argument.
        case word(String)
    }

    /// The words that take an argument.
    static let themeWord = "theme"
    static let orderWord = "order"

    init(_ shell: Shell) {
        themeBefore = shell.theme
        vocabulary = shell.commandVocabulary
        found = []
        search(current: shell.theme)
    }

    package var selectedSuggestion: Suggestion? { found.indices.contains(selected) ? found[selected] : nil }

    mutating func type(_ character: Character) {
        text.append(character)
        search(current: themeBefore)
    }

    mutating func deleteBackward() {
        guard !text.isEmpty else { return }
        text.removeLast()
        search(current: themeBefore)
    }

    mutating func moveSelection(by steps: Int) {
        guard !found.isEmpty else { return }
        selected = min(max(selected + steps, 0), found.count - 1)
    }

    /// Takes the chosen suggestion over into the text.
    mutating func complete() {
        guard let suggestion = selectedSuggestion else { return }
        text = suggestion.text
        search(current: themeBefore)
    }

    /// Without an argument the words themselves are found, with one their arguments: those that begin so, then those that
    /// hold the text anywhere.
    private mutating func search(current: String) {
        let wanted = text.lowercased()
        let space = wanted.firstIndex(of: " ")
        let hasArgument = space != nil
        let candidates = vocabulary.filter { suggestion in
            switch suggestion.request {
            case .theme, .order: hasArgument
            case .command, .word: !hasArgument
            }
        }
        let starting = candidates.filter { $0.text.lowercased().hasPrefix(wanted) }
        let holding = candidates.filter { candidate in
            let text = candidate.text.lowercased()
            guard !wanted.isEmpty, !text.hasPrefix(wanted) else { return false }
            guard let space else { return text.contains(wanted) }
            let word = wanted[...space]
            let argument = wanted[wanted.index(after: space)...]
            return text.hasPrefix(word) && text.dropFirst(word.count).contains(argument)
        }
        found = starting + holding
        // A list of themes opens at the one in use, so that nothing changes before something is chosen.
        selected = wanted.hasSuffix(" ") ? found.firstIndex { $0.request == .theme(current) } ?? 0 : 0
    }
}

extension Shell {
    /// Everything that can be said on the screen in view.
    fileprivate var commandVocabulary: [CommandLine.Suggestion] {
        let hasOrders = keymap.binding(of: .order, in: view) != nil
        var suggestions: [CommandLine.Suggestion] = []
        func word(_ word: String, _ summary: String) {
            suggestions.append(.init(request: .word(word), text: word + " ", summary: summary, key: ""))
        }
        if !themes.isEmpty { word(CommandLine.themeWord, words.themeSummary) }
        if hasOrders, project.orders.count > 1 { word(CommandLine.orderWord, words.orderSummary) }
        var named: Set<Command> = []
        for row in keymap.bindings(in: view) where named.insert(row.command).inserted {
            // The words with arguments stand for those two.
            guard row.command != .order, row.command != .commandLine else { continue }
            suggestions.append(
                .init(
                    request: .command(row.command), text: row.command.rawValue, summary: words.help(of: row),
                    key: row.keys.first.map(KeyName.hint) ?? ""))
        }
        suggestions += themes.map {
            .init(
                request: .theme($0), text: "\(CommandLine.themeWord) \($0)",
                summary: $0 == theme ? words.themeNow : "", key: "")
        }
        if hasOrders {
            suggestions += project.orders.map {
                .init(
                    request: .order($0), text: "\(CommandLine.orderWord) \($0.name)",
                    summary: words.orderSummary($0), key: "")
            }
        }
        return suggestions
    }
}

extension Words {
    var commandTitle: String { say("command-line.title") }
    var nothingFound: String { say("command-line.nothing-found") }
    var themeSummary: String { say("command-line.theme") }
    var themeNow: String { say("command-line.theme-in-use") }
    var orderSummary: String { say("command-line.order") }
    func noSuchCommand(_ text: String) -> String { say("command-line.unknown", ["text": text]) }
    func themeChosen(_ name: String) -> String { say("command-line.theme-chosen", ["name": name]) }
}
