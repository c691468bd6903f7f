package import TextUI

/// How a terminal numbers colours, and which of its numbers comes nearest to a colour of a theme.
package struct ColorNumbers: Sendable, Equatable {
    package var depth: ColorDepth

    package init(depth: ColorDepth) {
        self.depth = depth
    }

    /// The terminal's own default.
    package static let standard: Int32 = -1
    /// Below this a direct colour's number means one of the eight old colours; as blue it is as good as black.
    private static let firstDirect: Int32 = 8
    private static let darkGrey: UInt8 = 8
    private static let lightGrey: Int32 = 7

    /// A pair of numbers, and whether the foreground is only reached by bold.
    package struct Pair: Sendable, Hashable {
        package var foreground: Int32
        package var background: Int32

        package init(foreground: Int32, background: Int32) {
            self.foreground = foreground
            self.background = background
        }
    }

    /// The numbers for a style's two colours, and whether brightness has to come from bold type.
    package func pair(for style: Style) -> (pair: Pair, brightens: Bool) {
        var foreground = number(style.foreground)
        let background = number(style.background)
        if depth <= .indexed16, foreground == background, foreground != Self.standard,
            style.foreground != style.background, let ground = style.background.known
        {
            // Two colours of the theme have become one: the text must stay readable.
            foreground = ground.readableInk == .black ? 0 : Self.lightGrey
        }
        return (Pair(foreground: foreground, background: background), depth == .indexed8 && style.foreground.isBright)
    }

    private func number(_ color: Color) -> Int32 {
        switch (depth, color) {
        case (.monochrome, _), (_, .terminalDefault): Self.standard
        case (.trueColor, .indexed(let index)) where index < 8: Int32(index)
        case (.trueColor, .indexed(let index)): Self.direct(TerminalPalette.color(index))
        case (.trueColor, .rgb(let color)): Self.direct(color)
        case (.indexed256, .indexed(let index)): Int32(index)
        case (.indexed256, .rgb(let color)): Int32(TerminalPalette.nearestOf240(color))
        case (.indexed16, .indexed(let index)) where index < 16: Int32(index)
        case (.indexed16, .indexed(let index)):
            Int32(TerminalPalette.nearest(TerminalPalette.color(index), ofFirst: 16))
        case (.indexed16, .rgb(let color)): Int32(TerminalPalette.nearest(color, ofFirst: 16))
        case (.indexed8, .indexed(Self.darkGrey)): Self.lightGrey
        case (.indexed8, .indexed(let index)) where index < 16: Int32(index % 8)
        case (.indexed8, .indexed(let index)): Int32(TerminalPalette.nearest(TerminalPalette.color(index), ofFirst: 8))
        case (.indexed8, .rgb(let color)): Int32(TerminalPalette.nearest(color, ofFirst: 8))
        }
    }

    private static func direct(_ color: RGB) -> Int32 {
        max(firstDirect, Int32(color.red) << 16 | Int32(color.green) << 8 | Int32(color.blue))
    }
}

extension Color {
    /// One of the bright colours that eight-colour terminals show as bold.
    fileprivate var isBright: Bool {
        if case .indexed(9...15) = self { true } else { false }
    }

    /// The colour itself, where it is not left to the terminal.
    fileprivate var known: RGB? {
        switch self {
        case .terminalDefault: nil
        case .indexed(let index): TerminalPalette.color(index)
        case .rgb(let color): color
        }
    }
}
