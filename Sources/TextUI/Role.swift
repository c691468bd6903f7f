/// What a cell means; the theme decides how that looks. Views write roles, never colours.
package enum Role: Sendable, Hashable {
    case text
    case dim
    case title
    case border
    case statusBar
    /// What must be seen first on the status line: the idle mark, a running training.
    case statusStrong
    /// A key in a hint or in the help.
    case keyHint
    /// A key to press now: the keys of the two candidates.
    case keyCap
    case selection
    /// The frame around the picture that is the question.
    case question
    case success
    case warning
    case error
    case barPositive
    case barNegative
    case barTrack
    /// A cell of a heat map; 0 is nothing, 1 the largest.
    case heat(level: UInt8)
    /// A cell of the diagonal of a heat map.
    case heatDiagonal(level: UInt8)
    /// A cell of a heat map of differences that became less; `heat` is what became more.
    case heatDecrease(level: UInt8)
    /// A stable colour per class, by position in project order.
    case classColor(Int)
    /// A cell of a picture: colours of its own, which no theme changes.
    case picture(foreground: RGB, background: RGB)
}

/// A 24-bit colour.
package struct RGB: Sendable, Hashable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// From 0xRRGGBB.
    package init(hex: UInt32) {
        red = UInt8(truncatingIfNeeded: hex >> 16)
        green = UInt8(truncatingIfNeeded: hex >> 8)
        blue = UInt8(truncatingIfNeeded: hex)
    }
}
