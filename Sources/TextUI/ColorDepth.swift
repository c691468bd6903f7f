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
    /// The fewest colours with which this theme looks as it was meant: 24-bit colours have near ones among 256, and none
    /// among sixteen.
    package var needs: ColorDepth {
        let steps = ramps.values.joined()
        return (Slot.allCases.map { self[$0] } + classColors + steps)
            .flatMap { [$0.foreground, $0.background] }
            .map { color in
                switch color {
                case .terminalDefault: .monochrome
                case .indexed(0..<8): .indexed8
                case .indexed(8..<16): .indexed16
                case .indexed, .rgb: .indexed256
                }
            }
            .max() ?? .monochrome
    }
}
