package import TextUI

/// A button or the wheel at a cell, as a terminal reports it; only what is of use here.
package struct MouseReport: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case press
        case wheelUp
        case wheelDown
    }

    package var kind: Kind
    /// From 0.
    package var column: Int
    package var row: Int

    package init(_ kind: Kind, column: Int, row: Int) {
        self.kind = kind
        self.column = column
        self.row = row
    }

    /// `<button;column;row` behind `ESC [`, before `M` for a press or `m` for a release; nil for anything else.
    init?(sgr text: String, final: UInt8) {
        guard text.hasPrefix("<"), final == UInt8(ascii: "M") else { return nil }
        let fields = text.dropFirst().split(separator: ";", omittingEmptySubsequences: false)
        let numbers = fields.compactMap { Int($0) }
        guard fields.count == 3, numbers.count == 3 else { return nil }
        self.init(button: numbers[0], column: numbers[1] - 1, row: numbers[2] - 1)
    }

    /// Three bytes: each 32 more than the button, the column and the row, these counted from 1.
    init?(old bytes: [UInt8]) {
        guard bytes.count == 3, bytes.allSatisfy({ $0 >= Self.oldOffset }) else { return nil }
        let numbers = bytes.map { Int($0 - Self.oldOffset) }
        self.init(button: numbers[0], column: numbers[1] - 1, row: numbers[2] - 1)
    }

    private static let oldOffset: UInt8 = 32
    /// The bits of Shift, Alt and Ctrl, which change nothing here.
    private static let modifiers = 4 | 8 | 16

    private init?(button: Int, column: Int, row: Int) {
        guard column >= 0, row >= 0 else { return nil }
        switch button & ~Self.modifiers {
        case 0: self.init(.press, column: column, row: row)
        case 64: self.init(.wheelUp, column: column, row: row)
        case 65: self.init(.wheelDown, column: column, row: row)
        default: return nil
        }
    }
}

/// Tells a second press of the mouse on the same cell, soon after the first, from two presses.
package struct DoublePress: Sendable {
    private static let longestGap: Duration = .milliseconds(400)

    package init() {}

    private var last: (position: Point, time: Duration)?

    package mutating func kind(at position: Point, time: Duration) -> Mouse.Kind {
        if let last, last.position == position, time - last.time <= Self.longestGap {
            self.last = nil
            return .doublePress
        }
        last = (position, time)
        return .press
    }
}
