internal import Languages
internal import TextUI

extension State {
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
        default: return shell.ignoreInOverlay(key)
        }
        shell.overlay = .commandLine(line)
        return preview(line)
    }

    /// The chosen theme is seen while it is chosen.
    private func preview(_ line: CommandLine) -> [Effect] {
        guard case .theme(let name) = line.selectedSuggestion?.request else { return backToTheme(before: line) }
        return name == shell.theme ? [] : [.useTheme(name)]
    }

    private func backToTheme(before line: CommandLine) -> [Effect] {
        line.themeBefore == shell.theme ? [] : [.useTheme(line.themeBefore)]
    }

    private mutating func closeCommandLine(_ line: CommandLine) -> [Effect] {
        shell.overlay = nil
        return backToTheme(before: line)
    }

    private mutating func carryOut(_ line: CommandLine) -> [Effect] {
        guard let suggestion = line.selectedSuggestion else {
            shell.message = Message(shell.words.noSuchCommand(line.text), tone: .warning)
            shell.overlay = nil
            return backToTheme(before: line) + [.bell]
        }
        switch suggestion.request {
        case .word:
            var line = line
            line.complete()
            shell.overlay = .commandLine(line)
            return preview(line)
        case .theme(let name):
            shell.overlay = nil
            shell.message = Message(shell.words.themeChosen(name))
            return name == shell.theme ? [] : [.useTheme(name)]
        case .order(let order):
            shell.overlay = nil
            shell.tell(CompareScreen.self, .orderChosen(order))
            return []
        case .command(let command):
            shell.overlay = nil
            return performFromOverlay(command)
        }
    }
}
