/// Which part of a long list is on the screen: the selected line stays in the middle where it can.
package struct ScrollWindow: Sendable, Equatable {
    package let visible: Range<Int>
    package let count: Int

    package init(count: Int, selected: Int, rows: Int) {
        self.count = count
        let rows = max(0, min(rows, count))
        let first = min(max(0, selected - rows / 2), count - rows)
        visible = first..<(first + rows)
    }

    package var hasBefore: Bool { visible.lowerBound > 0 }
    package var hasAfter: Bool { visible.upperBound < count }
}

extension Screen {
    /// Draws where in the list the window stands, on the right edge of the list; nothing when all of it is visible.
    package mutating func drawScrollBar(_ window: ScrollWindow, in rect: Rect) {
        guard window.visible.count < window.count, rect.size.rows > 0 else { return }
        let rows = rect.size.rows
        let length = max(1, rows * window.visible.count / window.count)
        let travel = window.count - window.visible.count
        let start = (rows - length) * window.visible.lowerBound / max(1, travel)
        for row in 0..<rows {
            let isThumb = row >= start && row < start + length
            put(
                isThumb ? "┃" : "│", column: rect.maxColumn - 1, row: rect.minRow + row,
                role: isThumb ? .text : .barTrack)
        }
    }
}
