internal import Languages
package import TextUI

/// The smallest terminal that the screens fit into.
package let smallestSize = Size(columns: 40, rows: 12)

/// The picture of a state. Pure.
package func render(_ state: State) -> Screen {
    var screen = Screen(size: state.size)
    guard state.size.columns >= smallestSize.columns, state.size.rows >= smallestSize.rows else {
        screen.drawTooSmall(state)
        return screen
    }
    screen.drawStatusLine(state)
    state.screen.draw(in: state, on: &screen)
    screen.drawHints(state)
    screen.drawCaption(state.shell)
    switch state.overlay {
    case .help: screen.drawHelp(state.shell)
    case .classFinder(let finder): screen.drawClassFinder(finder, state.shell)
    case .orderChooser(let selected): screen.drawOrderChooser(selected: selected, state.shell)
    case .commandLine(let line): screen.drawCommandLine(line, state.shell)
    case nil: break
    }
    return screen
}

extension Screen {
    fileprivate mutating func drawTooSmall(_ state: State) {
        let text = state.words.tooSmall(state.size, needed: smallestSize)
        let lines = [text, state.message?.text].compactMap(\.self).flatMap { $0.wrapped(to: size.columns) }
        for (row, line) in lines.prefix(max(0, size.rows - 1)).enumerated() {
            write(line, column: 0, row: row + 1)
        }
        drawIdleMark(state)
    }
}
