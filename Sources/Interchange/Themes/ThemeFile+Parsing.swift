internal import ProjectModel

extension ThemeFile {
    private enum Key {
        static let root = ["base", "summary", "colors", "roles", "ramps", "class_colors"]
        static let style = ["ink", "ground", "bold", "dim", "underlined", "reversed"]
    }

    private static let terminalDefaultWord = "default"

    /// Reads a theme file. Unknown keys, wrong types and impossible colours are errors, with their line and key.
    package init(parsing bytes: [UInt8], _ vocabulary: Vocabulary) throws(ProjectFileError) {
        let fields = try YAMLDocument(parsing: bytes).root.fields(Key.root)
        self.init(base: nil, summary: "", colors: [:], roles: [:], ramps: [:], classColors: nil)
        if let value = fields["base"] { base = try value.text() }
        if let value = fields["summary"] { summary = try value.text() }
        if let value = fields["colors"] {
            for (name, color, _) in try value.entries() { colors[name] = try Self.color(color) }
        }
        if let value = fields["roles"] {
            for (name, style) in try value.fields(vocabulary.roles) { roles[name] = try Self.style(style) }
        }
        if let value = fields["ramps"] {
            for (name, steps) in try value.fields(vocabulary.ramps) { ramps[name] = try Self.steps(steps) }
        }
        if let value = fields["class_colors"] { classColors = try Self.steps(value) }
    }

    private static func steps(_ value: YAMLValue) throws(ProjectFileError) -> [Step] {
        var steps: [Step] = []
        for item in try value.items() {
            steps.append(item.kind == .mapping ? .style(try style(item)) : .color(try ink(item)))
        }
        guard !steps.isEmpty else { throw value.failure(.emptyList) }
        return steps
    }

    private static func style(_ value: YAMLValue) throws(ProjectFileError) -> Style {
        let fields = try value.fields(Key.style)
        var style = Style()
        if let value = fields["ink"] { style.ink = try ink(value) }
        if let value = fields["ground"] { style.ground = try ink(value) }
        style.isBold = try fields["bold"]?.truth() ?? false
        style.isDim = try fields["dim"]?.truth() ?? false
        style.isUnderlined = try fields["underlined"]?.truth() ?? false
        style.isReversed = try fields["reversed"]?.truth() ?? false
        return style
    }

    private static func ink(_ value: YAMLValue) throws(ProjectFileError) -> Ink {
        if value.kind == .text {
            let text = try value.text()
            if !text.hasPrefix("#"), text != terminalDefaultWord {
                return Ink(.named(text), at: value.path, place: value.place)
            }
        }
        return Ink(.color(try color(value)), at: value.path, place: value.place)
    }

    private static func color(_ value: YAMLValue) throws(ProjectFileError) -> Color {
        switch value.kind {
        case .integer: return .indexed(try value.integer(in: 0...UInt8.max))
        // A # begins a comment: an unquoted #RRGGBB is nothing at all.
        case .nothing: throw value.failure(.notAColor(""))
        default: break
        }
        let text = try value.text()
        if text == terminalDefaultWord { return .terminalDefault }
        let digits = text.dropFirst()
        guard text.first == "#", digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
            let number = UInt32(digits, radix: 16)
        else { throw value.failure(.notAColor(text)) }
        return .rgb(number)
    }
}
