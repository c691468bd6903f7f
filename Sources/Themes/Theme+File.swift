internal import Interchange
internal import TextUI

extension Theme {
    /// A theme from a complete file.
    init(_ file: ThemeFile, named name: String) throws(ProjectFileError) {
        var styles: [Slot: Style] = [:]
        for slot in Slot.allCases {
            styles[slot] = try Style(file.roles[slot.name] ?? ThemeFile.Style(), of: file)
        }
        var ramps: [Ramp: [Style]] = [:]
        for ramp in Ramp.allCases { ramps[ramp] = try Self.ramp(file.ramps[ramp.rawValue] ?? [], of: file) }
        var classColors: [Style] = []
        for step in file.classColors ?? [] { classColors.append(try Self.classColor(step, of: file)) }
        self.init(
            name: name, classColors: classColors, style: { styles[$0, default: Style()] },
            ramp: { ramps[$0, default: []] })
    }

    /// Colours alone are the stops of a gradient, each step with the text that reads better on it; as soon as one step is
    /// a style, all stand as they are.
    private static func ramp(_ steps: [ThemeFile.Step], of file: ThemeFile) throws(ProjectFileError) -> [Style] {
        var styles: [Style] = []
        var stops: [RGB] = []
        for step in steps {
            switch step {
            case .style(let style): styles.append(try Style(style, of: file))
            case .color(let ink):
                let color = Color(try file.color(of: ink))
                guard case .rgb(let stop) = color else {
                    // Nobody knows how the terminal's own colours look, and so which text can be read on them.
                    throw ProjectFileError(
                        .notAColor("a palette colour without its ink"), at: ink.path, place: ink.place)
                }
                stops.append(stop)
                styles.append(Style(.rgb(stop.readableInk), on: color))
            }
        }
        guard stops.count == steps.count else { return styles }
        return RGB.gradient(stops).map { Style(.rgb($0.readableInk), on: .rgb($0)) }
    }

    private static func classColor(_ step: ThemeFile.Step, of file: ThemeFile) throws(ProjectFileError) -> Style {
        switch step {
        case .style(let style): return try Style(style, of: file)
        case .color(let ink):
            var style = ThemeFile.Style()
            style.ink = ink
            return try Style(style, of: file)
        }
    }
}

extension Style {
    fileprivate init(_ style: ThemeFile.Style, of file: ThemeFile) throws(ProjectFileError) {
        let ink = style.ink ?? ThemeFile.Ink(.named(ThemeFile.inkName))
        let ground = style.ground ?? ThemeFile.Ink(.named(ThemeFile.groundName))
        self.init(
            Color(try file.color(of: ink)), on: Color(try file.color(of: ground)), bold: style.isBold,
            dim: style.isDim, underlined: style.isUnderlined, reversed: style.isReversed)
    }
}

extension Color {
    fileprivate init(_ color: ThemeFile.Color) {
        self =
            switch color {
            case .terminalDefault: .terminalDefault
            case .indexed(let index): .indexed(index)
            case .rgb(let value): .hex(value)
            }
    }
}
