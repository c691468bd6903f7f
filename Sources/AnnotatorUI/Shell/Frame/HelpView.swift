internal import ProjectModel
internal import TextUI

/// The lines of the help and how far they can be scrolled.
struct HelpLayout {
    let panel: Rect
    let lines: [Line]

    struct Line {
        var key: String
        var text: String
    }

    init(state: State) {
        let room = Rect(column: 0, row: 1, columns: state.size.columns, rows: state.size.rows - 2)
        panel = room.centred(Size(columns: 100, rows: 60))
        let rows = state.keymap.bindings(in: state.view).filter { !$0.keys.isEmpty }
        var lines: [Line] = []
        let textWidth = max(10, panel.size.columns - 4 - HelpLayout.keyColumns)
        func add(_ key: String, _ text: String) {
            for (index, part) in text.wrapped(to: textWidth).enumerated() {
                lines.append(Line(key: index == 0 ? key : "", text: part))
            }
        }
        for row in rows {
            add(row.keys.map(KeyName.hint).joined(separator: " "), row.help(in: state.language))
            if row.command == .answerSecond {
                let keyed = state.project.classes.filter { $0.key != nil }
                if !keyed.isEmpty { add(keyed.compactMap(\.key).map(String.init).joined(), state.words.classKeys) }
            }
        }
        if state.view == .matrix { add(state.words.spread, state.words.spreadHelp) }
        self.lines = lines
    }

    static let keyColumns = 12

    var visibleRows: Int { max(0, panel.size.rows - 2) }
    var largestScroll: Int { max(0, lines.count - visibleRows) }
}

extension Screen {
    mutating func drawHelp(_ state: State) {
        guard case .help(let scroll) = state.overlay else { return }
        let layout = HelpLayout(state: state)
        fill(layout.panel)
        let inside = drawBox(layout.panel, title: state.words.keys(of: state.view), titleRole: .title)
            .inset(columns: 1)
        let start = min(scroll, layout.largestScroll)
        for (offset, line) in layout.lines.dropFirst(start).prefix(layout.visibleRows).enumerated() {
            let columns = inside.columns(.cells(HelpLayout.keyColumns), .share(1))
            write(line.key, in: columns[0], row: offset, role: .keyHint)
            write(line.text, in: columns[1], row: offset)
        }
        let window = ScrollWindow(
            count: layout.lines.count, selected: start + layout.visibleRows / 2, rows: layout.visibleRows)
        drawScrollBar(window, in: layout.panel.inset(rows: 1))
    }
}

extension Words {
    var classKeys: String {
        pick(
            "Label the framed picture with the class of that key, save and move on.",
            "枠の画像をそのキーのクラスとして保存し、次へ進む。")
    }

    fileprivate func keys(of view: ViewName) -> String { pick("Keys: ", "キー一覧：") + name(of: view) }
}
