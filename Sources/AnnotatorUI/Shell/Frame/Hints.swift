internal import Languages
internal import TextUI

extension Screen {
    /// The bottom line: as many keys as fit, help and quit always.
    mutating func drawHints(_ state: State) {
        let row = size.rows - 1
        fill(Rect(column: 0, row: row, columns: size.columns, rows: 1))
        if state.messageHasNoLine, let message = state.message {
            return drawMessage(message, in: Rect(column: 1, row: row, columns: size.columns - 2, rows: 1))
        }
        var hints = state.shell.hints
        let gap = 2
        let available = size.columns - 2
        func width(_ hints: [Hint]) -> Int { hints.reduce(0) { $0 + $1.columns } + gap * max(0, hints.count - 1) }
        while width(hints) > available, let index = hints.lastIndex(where: { !$0.isEssential }) ?? hints.indices.last {
            hints.remove(at: index)
        }
        var column = 1
        for hint in hints {
            column = write(hint.key, column: column, row: row, role: .keyHint) + 1
            column = write(hint.title, column: column, row: row, role: .dim) + gap
        }
    }
}

private struct Hint {
    var key: String
    var title: String
    var isEssential: Bool

    var columns: Int { key.columns + 1 + title.columns }
}

extension State {
    /// A list lies over the line of messages, or the screen has none: they stand in place of the hints until the next key.
    fileprivate var messageHasNoLine: Bool { shell.overlay != nil || !screen.hasMessageLine }

}

extension Shell {
    fileprivate var hints: [Hint] {
        switch overlay {
        case .classFinder:
            return [
                Hint(
                    key: OverlayKeys.hint(OverlayKeys.previous, OverlayKeys.next), title: words.choose,
                    isEssential: true),
                Hint(
                    key: OverlayKeys.hint(OverlayKeys.accept), title: words.labelSaveNext,
                    isEssential: true),
                Hint(key: OverlayKeys.hint(OverlayKeys.close), title: words.close, isEssential: true),
            ]
        case .orderChooser:
            return [
                Hint(
                    key: OverlayKeys.hint(OverlayKeys.previous, OverlayKeys.next), title: words.choose,
                    isEssential: true),
                Hint(
                    key: OverlayKeys.hint(OverlayKeys.accept), title: words.useOrder,
                    isEssential: true),
                Hint(key: OverlayKeys.hint(OverlayKeys.close), title: words.close, isEssential: true),
            ]
        case .commandLine:
            return [
                Hint(
                    key: OverlayKeys.hint(OverlayKeys.previous, OverlayKeys.next), title: words.choose,
                    isEssential: true),
                Hint(
                    key: OverlayKeys.hint(OverlayKeys.complete), title: words.complete, isEssential: true),
                Hint(key: OverlayKeys.hint(OverlayKeys.accept), title: words.carryOut, isEssential: true),
                Hint(key: OverlayKeys.hint(OverlayKeys.close), title: words.close, isEssential: true),
            ]
        case .help:
            return [
                Hint(
                    key: OverlayKeys.hint(OverlayKeys.previous, OverlayKeys.next), title: words.scroll,
                    isEssential: true),
                Hint(key: OverlayKeys.hint(OverlayKeys.close), title: words.close, isEssential: true),
            ]
        case nil: break
        }
        let rows = keymap.bindings(in: view)
            .filter { $0.hintRank != nil && !$0.keys.isEmpty }
            .sorted { ($0.hintRank ?? 0) < ($1.hintRank ?? 0) }
        return rows.map { row in
            Hint(
                key: row.keys.first.map(KeyName.hint) ?? "", title: words.title(of: row),
                isEssential: row.command == .help || row.command == .quit)
        }
    }
}
