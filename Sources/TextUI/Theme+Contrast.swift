extension Style {
    /// Of text to its ground (WCAG 2.2); nil where one of the two is the terminal's own and nobody knows it.
    package var contrast: Double? {
        guard case .rgb(let ink) = foreground, case .rgb(let ground) = background else { return nil }
        return ink.contrast(to: ground)
    }
}

extension Theme {
    /// Every look that the theme has a name for: slots, then each step of the ramps, then the class colours.
    package var namedStyles: [(name: String, style: Style)] {
        var named: [(String, Style)] = Slot.allCases.map { ($0.name, self[$0]) }
        for ramp in Ramp.allCases {
            named += (ramps[ramp] ?? []).enumerated().map { ("\(ramp.rawValue)[\($0.offset)]", $0.element) }
        }
        return named + classColors.enumerated().map { ("class_colors[\($0.offset)]", $0.element) }
    }

    /// Lines and tracks, which carry no text.
    private static let lines: Set<Slot> = [.border, .barTrack]

    /// The smallest contrast of any text; nil where all colours are the terminal's own.
    package var smallestContrast: Double? {
        namedStyles.filter { named in !Self.lines.contains { $0.name == named.name } }
            .compactMap(\.style.contrast).min()
    }
}
