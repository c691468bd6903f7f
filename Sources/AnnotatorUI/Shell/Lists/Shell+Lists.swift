internal import ActiveLearning
internal import ProjectModel
internal import TextUI

// The keys of what lies over a screen.

extension State {
    /// A class is found by typing a part of its name.
    mutating func press(_ key: Key, in finder: ClassFinder) -> [Effect] {
        var finder = finder
        switch key {
        case .character(let character): finder.type(character)
        case .backspace:
            if finder.query.isEmpty {
                shell.overlay = nil
                return []
            }
            finder.deleteBackward()
        case OverlayKeys.previous: finder.moveSelection(by: -1)
        case OverlayKeys.next, OverlayKeys.complete: finder.moveSelection(by: 1)
        case .pageUp: finder.moveSelection(by: -10)
        case .pageDown: finder.moveSelection(by: 10)
        case OverlayKeys.close:
            shell.overlay = nil
            return []
        case OverlayKeys.accept:
            guard let label = finder.selectedClass else { return [.bell] }
            shell.overlay = nil
            return performFromOverlay(.answerFirst, as: .labelled(label))
        default: return shell.ignoreInOverlay(key)
        }
        shell.overlay = .classFinder(finder)
        return []
    }
}

extension Shell {
    mutating func pressInOrderChooser(_ key: Key, selected: Int) {
        let count = project.orders.count
        guard count > 0 else {
            overlay = nil
            return
        }
        if key == OverlayKeys.accept {
            overlay = nil
            tell(CompareScreen.self, .orderChosen(project.orders[selected]))
            return
        }
        // The key that opened the list also walks through it.
        switch scrolling(key) {
        case .up: overlay = .orderChooser(selected: (selected + count - 1) % count)
        case .down, .order: overlay = .orderChooser(selected: (selected + 1) % count)
        case _ where key == OverlayKeys.complete: overlay = .orderChooser(selected: (selected + 1) % count)
        default: overlay = nil
        }
    }

    /// What a key means in a list without a text field: the arrows always do, the screen's own keys as well.
    private func scrolling(_ key: Key) -> Command? {
        switch key {
        case OverlayKeys.previous: .up
        case OverlayKeys.next: .down
        case .pageUp: .pageUp
        case .pageDown, .character(" "): .pageDown
        case .home: .first
        default: keymap.command(for: key, in: view)
        }
    }

    mutating func scrollHelp(_ key: Key, from scroll: Int) {
        switch scrolling(key) {
        case .down: overlay = .help(scroll: scroll + 1)
        case .up: overlay = .help(scroll: max(0, scroll - 1))
        case .pageDown: overlay = .help(scroll: scroll + max(1, size.rows / 2))
        case .pageUp: overlay = .help(scroll: max(0, scroll - max(1, size.rows / 2)))
        case .first: overlay = .help(scroll: 0)
        default: overlay = nil
        }
        if case .help(let wanted) = overlay {
            overlay = .help(scroll: min(wanted, HelpContents(self).largestScroll))
        }
    }
}

/// The keys of lists and lines that lie over a screen: those of every text field, so that letters stay letters.
enum OverlayKeys {
    static let previous: Key = .up
    static let next: Key = .down
    static let accept: Key = .enter
    static let complete: Key = .tab
    static let close: Key = .escape

    static func hint(_ keys: Key...) -> String { keys.map(KeyName.hint).joined() }
}
