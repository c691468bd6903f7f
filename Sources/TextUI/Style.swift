/// How a cell looks: what a theme makes of a role.
package struct Style: Sendable, Hashable {
    package var foreground: Color
    package var background: Color
    package var isBold: Bool
    package var isDim: Bool
    package var isUnderlined: Bool
    package var isReversed: Bool

    package init(
        _ foreground: Color = .terminalDefault, on background: Color = .terminalDefault, bold: Bool = false,
        dim: Bool = false, underlined: Bool = false, reversed: Bool = false
    ) {
        self.foreground = foreground
        self.background = background
        isBold = bold
        isDim = dim
        isUnderlined = underlined
        isReversed = reversed
    }
}

/// A colour as a theme names it; a terminal with fewer colours takes the nearest that it has.
package enum Color: Sendable, Hashable {
    /// Whatever the terminal draws without being asked.
    case terminalDefault
    /// One of the terminal's own colours: 0–7 normal, 8–15 bright, 16–255 the xterm palette.
    case indexed(UInt8)
    case rgb(RGB)

    /// From 0xRRGGBB.
    package static func hex(_ value: UInt32) -> Color { .rgb(RGB(hex: value)) }
}
