/// How many colours a terminal can show.
package enum ColorDepth: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// Bold, underlined and reversed text only.
    case monochrome
    case indexed8
    case indexed16
    /// The cube and the greys of the 256; the first sixteen are the user's.
    case indexed256
    case trueColor

    package static func < (one: ColorDepth, other: ColorDepth) -> Bool { one.rawValue < other.rawValue }
}

extension Theme {
    /// This theme, where the terminal can show it; else the built-in one that is made for so few colours.
    package func suited(to depth: ColorDepth) -> Theme {
        switch depth {
        case .monochrome: .monochrome
        case .indexed8, .indexed16: .terminal16
        case .indexed256, .trueColor: self
        }
    }
}
