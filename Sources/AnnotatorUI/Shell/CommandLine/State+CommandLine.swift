internal import TextUI

extension State {
    mutating func openCommandLine() -> [Effect] {
        open(.commandLine(CommandLine(state: self)))
        return []
    }

    mutating func press(_ key: Key, in line: CommandLine) -> [Effect] {
        var line = line
        switch key {
        case .character(let character): line.type(character)
        case .backspace where line.text.isEmpty: return closeCommandLine(line)
        case .backspace: line.deleteBackward()
        case OverlayKeys.previous, .backTab: line.moveSelection(by: -1)
        case OverlayKeys.next: line.moveSelection(by: 1)
        case OverlayKeys.complete: line.complete()
        case OverlayKeys.close: return closeCommandLine(line)
        case OverlayKeys.accept: return carryOut(line)
        default: return ignoreInOverlay(key)
        }
        overlay = .commandLine(line)
        return preview(line)
    }

    /// The chosen theme is seen while it is chosen.
    private func preview(_ line: CommandLine) -> [Effect] {
        guard case .theme(let name) = line.selectedSuggestion?.request else { return backToTheme(before: line) }
        return name == theme ? [] : [.useTheme(name)]
    }

    private func backToTheme(before line: CommandLine) -> [Effect] {
        line.themeBefore == theme ? [] : [.useTheme(line.themeBefore)]
    }

    private mutating func closeCommandLine(_ line: CommandLine) -> [Effect] {
        overlay = nil
        return backToTheme(before: line)
    }

    private mutating func carryOut(_ line: CommandLine) -> [Effect] {
        guard let suggestion = line.selectedSuggestion else {
            message = Message(words.noSuchCommand(line.text), tone: .warning)
            overlay = nil
            return backToTheme(before: line) + [.bell]
        }
        switch suggestion.request {
        case .word:
            var line = line
            line.complete()
            overlay = .commandLine(line)
            return preview(line)
        case .theme(let name):
            overlay = nil
            message = Message(words.themeChosen(name))
            return name == theme ? [] : [.useTheme(name)]
        case .order(let name):
            overlay = nil
            return choose(order: name)
        case .command(let command):
            overlay = nil
            return performFromOverlay(command)
        }
    }
}

extension Words {
    fileprivate func noSuchCommand(_ text: String) -> String {
        pick("There is no command “\(text)” on this screen.", "この画面にコマンド「\(text)」はありません。")
    }

    fileprivate func themeChosen(_ name: String) -> String {
        pick(
            "theme \(name); the line theme: \(name) in miwake.yaml keeps it",
            "配色 \(name)（miwake.yaml に theme: \(name) と書くと次回も有効）")
    }
}
