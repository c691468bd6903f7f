/// What every role looks like.
///
/// A theme is complete by construction; the themes themselves are files (`Themes/`).
package struct Theme: Sendable, Equatable {
    package let name: String
    /// One style per slot, in the order of `Slot`.
    private let styles: [Style]
    /// From the least to the most; at least one style each.
    package let ramps: [Ramp: [Style]]
    /// Cycled when a project has more classes.
    package let classColors: [Style]
    /// The ramps spread over the 256 levels, so that a cell costs one look-up.
    private let heat: [Style]
    private let heatDiagonal: [Style]
    private let heatDecrease: [Style]

    /// The roles without a parameter, by the names that theme files use.
    package enum Slot: Int, Sendable, CaseIterable {
        case text, dim, title, border, statusBar, statusStrong, keyHint, keyCap, selection, question
        case success, warning, error, barPositive, barNegative, barTrack

        /// In snake case.
        package var name: String {
            String(describing: self).reduce(into: "") { text, letter in
                text += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
            }
        }

        package init?(name: String) {
            guard let slot = Slot.allCases.first(where: { $0.name == name }) else { return nil }
            self = slot
        }
    }

    /// The roles with a level, by the names that theme files use.
    package enum Ramp: String, Sendable, CaseIterable {
        case heat
        case heatDiagonal = "heat_diagonal"
        case heatDecrease = "heat_decrease"
    }

    /// - Parameters:
    ///   - style: gives the look of each slot.
    ///   - ramp: gives the steps of each ramp, from the least to the most; never empty.
    ///   - classColors: never empty.
    package init(name: String, classColors: [Style], style: (Slot) -> Style, ramp: (Ramp) -> [Style]) {
        precondition(!classColors.isEmpty, "a theme has at least one class colour")
        self.name = name
        self.classColors = classColors
        styles = Slot.allCases.map(style)
        var steps: [Ramp: [Style]] = [:]
        for name in Ramp.allCases { steps[name] = ramp(name) }
        ramps = steps
        heat = Theme.spread(ramp(.heat))
        heatDiagonal = Theme.spread(ramp(.heatDiagonal))
        heatDecrease = Theme.spread(ramp(.heatDecrease))
    }

    package subscript(slot: Slot) -> Style { styles[slot.rawValue] }

    package func style(for role: Role) -> Style {
        switch role {
        case .text: self[.text]
        case .dim: self[.dim]
        case .title: self[.title]
        case .border: self[.border]
        case .statusBar: self[.statusBar]
        case .statusStrong: self[.statusStrong]
        case .keyHint: self[.keyHint]
        case .keyCap: self[.keyCap]
        case .selection: self[.selection]
        case .question: self[.question]
        case .success: self[.success]
        case .warning: self[.warning]
        case .error: self[.error]
        case .barPositive: self[.barPositive]
        case .barNegative: self[.barNegative]
        case .barTrack: self[.barTrack]
        case .heat(let level): heat[Int(level)]
        case .heatDiagonal(let level): heatDiagonal[Int(level)]
        case .heatDecrease(let level): heatDecrease[Int(level)]
        case .classColor(let position): classColors[position % classColors.count]
        case .picture(let foreground, let background): Style(.rgb(foreground), on: .rgb(background))
        }
    }

    /// Level 0 is the first step and level 255 the last, with equal shares between.
    private static func spread(_ steps: [Style]) -> [Style] {
        precondition(!steps.isEmpty, "a ramp has at least one step")
        return (0...255).map { level in steps[(level * (steps.count - 1) + 127) / 255] }
    }
}

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
