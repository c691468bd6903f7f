internal import ActiveLearning
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    /// The list of classes under what is typed, over the lower part of the screen, so that the picture stays in view.
    mutating func drawClassFinder(_ finder: ClassFinder, _ shell: Shell) {
        let most = max(4, size.rows / 3)
        let listRows = min(max(1, finder.found.count), most)
        let room = Rect(column: 0, row: 1, columns: size.columns, rows: size.rows - 2)
        let panel = Rect(
            column: max(0, (size.columns - 60) / 2), row: room.maxRow - listRows - 3,
            columns: min(60, size.columns), rows: listRows + 3)
        fill(panel)
        let words = shell.words
        let inside = drawBox(
            panel, lines: .heavy, role: .question, title: words.findTitle,
            footer: words.found(finder.found.count, of: shell.project.classes.count)
        ).inset(columns: 1)
        let column = write(shell.keymap.hint(for: .findClass) + " ", in: inside, role: .keyHint)
        let end = write(
            finder.query.truncatedAtStart(to: inside.maxColumn - column - 2), column: column, row: inside.minRow,
            role: .title
        )
        put("▏", column: end, row: inside.minRow, role: .keyHint)
        cursor = Point(column: end, row: inside.minRow)
        let list = Rect(
            column: inside.minColumn, row: inside.minRow + 1, columns: inside.size.columns,
            rows: inside.size.rows - 1)
        guard !finder.found.isEmpty else {
            write(words.noClassFound, in: list, role: .warning)
            return
        }
        let window = ScrollWindow(count: finder.found.count, selected: finder.selected, rows: list.size.rows)
        for (offset, index) in window.visible.enumerated() {
            let id = finder.found[index]
            let isSelected = index == finder.selected
            let position = shell.project.position(of: id)
            let line = Rect(column: list.minColumn, row: list.minRow + offset, columns: list.size.columns, rows: 1)
            if isSelected { fill(line, role: .selection) }
            let key = shell.project[id]?.key.map(String.init) ?? " "
            let start = write(
                (isSelected ? "› " : "  ") + key + " ", in: line, role: isSelected ? .selection : .keyHint)
            let name = Rect(column: start, row: line.minRow, columns: line.maxColumn - start - 1, rows: 1)
            let after = write(
                shell.project.name(of: id), in: name,
                role: isSelected ? .selection : position.map(Role.classColor) ?? .text)
            if let label = shell.project[id], label.promptName != label.name {
                let rest = Rect(column: after + 2, row: line.minRow, columns: name.maxColumn - after - 2, rows: 1)
                write(label.promptName, in: rest, role: isSelected ? .selection : .dim)
            }
        }
        drawScrollBar(window, in: list)
    }

    /// The orders and what each is for.
    mutating func drawOrderChooser(selected: Int, _ shell: Shell) {
        let orders = shell.project.orders
        let room = Rect(column: 0, row: 1, columns: size.columns, rows: size.rows - 2)
        let panel = room.centred(Size(columns: 76, rows: orders.count + 2))
        fill(panel)
        let inside = drawBox(panel, lines: .heavy, role: .question, title: shell.words.orderQuestion)
            .inset(columns: 1)
        let window = ScrollWindow(count: orders.count, selected: selected, rows: inside.size.rows)
        for (offset, index) in window.visible.enumerated() {
            let isSelected = index == selected
            let line = Rect(
                column: inside.minColumn, row: inside.minRow + offset, columns: inside.size.columns, rows: 1)
            if isSelected { fill(line, role: .selection) }
            let title = shell.words.orderTitle(orders[index].name).padded(to: 18)
            let start = write(
                (isSelected ? "› " : "  ") + title, in: line, role: isSelected ? .selection : .text)
            let rest = Rect(column: start, row: line.minRow, columns: line.maxColumn - start, rows: 1)
            write(shell.words.orderSummary(orders[index]), in: rest, role: isSelected ? .selection : .dim)
        }
    }
}
