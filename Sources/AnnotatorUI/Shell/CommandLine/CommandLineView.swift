internal import Languages
internal import TextUI

extension Screen {
    private static let widestPanel = 76
    /// So few that most of the screen is seen behind: a theme is judged by it.
    private static let mostSuggestions = 7

    /// What is typed and what it could become, over the lowest rows.
    mutating func drawCommandLine(_ line: CommandLine, _ shell: Shell) {
        let listRows = min(max(1, line.found.count), min(Self.mostSuggestions, max(1, size.rows - 6)))
        let columns = min(Self.widestPanel, size.columns)
        let panel = Rect(
            column: (size.columns - columns) / 2, row: size.rows - 1 - listRows - 3, columns: columns,
            rows: listRows + 3)
        fill(panel)
        let inside = drawBox(panel, lines: .heavy, role: .question, title: shell.words.commandTitle).inset(columns: 1)
        let column = write(shell.keymap.hint(for: .commandLine), in: inside, role: .keyHint)
        let end = write(
            line.text.truncatedAtStart(to: inside.maxColumn - column - 2), column: column, row: inside.minRow,
            role: .title)
        put("▏", column: end, row: inside.minRow, role: .keyHint)
        cursor = Point(column: end, row: inside.minRow)
        let list = Rect(
            column: inside.minColumn, row: inside.minRow + 1, columns: inside.size.columns, rows: listRows)
        guard !line.found.isEmpty else {
            write(shell.words.nothingFound, in: list, role: .warning)
            return
        }
        let window = ScrollWindow(count: line.found.count, selected: line.selected, rows: listRows)
        let nameColumns = (line.found.map(\.text.columns).max() ?? 0) + 2
        for (offset, index) in window.visible.enumerated() {
            let suggestion = line.found[index]
            let isSelected = index == line.selected
            let row = Rect(column: list.minColumn, row: list.minRow + offset, columns: list.size.columns - 1, rows: 1)
            if isSelected { fill(row, role: .selection) }
            let parts = row.columns(.cells(2), .cells(nameColumns), .share(1), .cells(7))
            write(isSelected ? "› " : "  ", in: parts[0], role: isSelected ? .selection : .text)
            write(suggestion.text, in: parts[1], role: isSelected ? .selection : .text)
            write(suggestion.summary, in: parts[2], role: isSelected ? .selection : .dim)
            write(suggestion.key, in: parts[3], role: isSelected ? .selection : .keyHint, alignment: .right)
        }
        drawScrollBar(window, in: list)
    }
}
