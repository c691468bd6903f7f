extension Theme {
    /// The themes that need no file; the first is the default.
    package static let builtIn: [Theme] = [dark, light, highContrast, monochrome, terminal16]

    /// Light text on near-black blue; warm colours are confusion, cool ones are agreement.
    package static let dark = Theme(
        name: "dark",
        palette: Palette(
            ground: 0x12151A, text: 0xD5DBE3, dim: 0x8A95A3, title: 0xFFFFFF, border: 0x566272, bar: 0x252D38,
            accent: 0xF4C34F, onAccent: 0x14120A, selection: 0x2F5D8C, onSelection: 0xFFFFFF, success: 0x7CD992,
            error: 0xFF8A80, positive: 0xF0975A, negative: 0x62B5F0, track: 0x323B47,
            heat: [0x12151A, 0x34202A, 0x6B2D38, 0xB24B39, 0xE98A3C, 0xFFD97A],
            diagonal: [0x12151A, 0x132A31, 0x164049, 0x1E5A63],
            decrease: [0x12151A, 0x1A2A48, 0x234A80, 0x3C78BE, 0x78AEEA, 0xC4DEFF],
            classes: [
                0xF0B03C, 0x62B5F0, 0x4CC9A0, 0xF2E85C, 0xFF8F5C, 0xE79AC6, 0xA8B6FF, 0xB8C26A, 0xC9A58A, 0x8FD3E8,
            ]
        ))

    /// Dark text on white, for bright rooms.
    package static let light = Theme(
        name: "light",
        palette: Palette(
            ground: 0xFBFBF8, text: 0x22272E, dim: 0x626B76, title: 0x000000, border: 0x9AA3AE, bar: 0xE3E6EA,
            accent: 0x7A4B00, onAccent: 0xFFFFFF, selection: 0x1F5FA8, onSelection: 0xFFFFFF, success: 0x17703A,
            error: 0xB3261E, positive: 0xB8500F, negative: 0x1D68AD, track: 0xD9DDE2,
            heat: [0xFBFBF8, 0xFCE7CF, 0xF8C48E, 0xEE9450, 0xD0582C, 0x96251B],
            diagonal: [0xFBFBF8, 0xE3F1EC, 0xC2E2D9, 0x9BD0C5],
            decrease: [0xFBFBF8, 0xDEEAF8, 0xAFCDF0, 0x6FA3DE, 0x356FB8, 0x173F7C],
            classes: [
                0x8A5A00, 0x1D68AD, 0x0B6E4F, 0x6B6400, 0xB0440B, 0x9C3578, 0x4A4FB8, 0x556010, 0x7A4A2A, 0x0F6C80,
            ]
        ))

    /// Pure colours on black, every text at 7:1 or more.
    package static let highContrast = Theme(
        name: "high-contrast",
        palette: Palette(
            ground: 0x000000, text: 0xFFFFFF, dim: 0xC0C0C0, title: 0xFFFFFF, border: 0xFFFFFF, bar: 0x303030,
            accent: 0xFFE600, onAccent: 0x000000, selection: 0xFFFFFF, onSelection: 0x000000, success: 0x6BFF8E,
            error: 0xFF9C9C, positive: 0xFFB000, negative: 0x66C7FF, track: 0x505050,
            heat: [0x000000, 0x4A1600, 0x7A2A00, 0xFF8C00, 0xFFC04D, 0xFFF2B0],
            diagonal: [0x000000, 0x002A2E, 0x00434A, 0x005C64],
            decrease: [0x000000, 0x001E5A, 0x00348F, 0x5AA9FF, 0x9CCBFF, 0xE0F0FF],
            classes: [
                0xFFB000, 0x66C7FF, 0x5AFFC0, 0xFFF04D, 0xFF9A66, 0xFFA6DC, 0xC2CCFF, 0xDDEB7A, 0xF0C8A8, 0xA6ECFF,
            ]
        ))

    /// No colour at all: what `NO_COLOR` asks for.
    package static let monochrome = Theme(
        name: "monochrome", classColors: [Style(bold: true)],
        style: { slot in
            switch slot {
            case .text, .border, .barNegative: Style()
            case .dim, .barTrack: Style(dim: true)
            case .title, .question, .success, .warning, .error, .keyHint, .barPositive: Style(bold: true)
            case .statusBar: Style(reversed: true)
            case .statusStrong, .selection, .keyCap: Style(bold: true, reversed: true)
            }
        },
        ramp: { ramp in
            switch ramp {
            case .heat: [Style(), Style(), Style(bold: true), Style(reversed: true), Style(bold: true, reversed: true)]
            case .heatDiagonal: [Style(), Style(), Style(underlined: true)]
            case .heatDecrease: [Style(), Style(dim: true), Style(underlined: true)]
            }
        })

    /// The terminal's own sixteen colours on its own background.
    package static let terminal16 = Theme(
        name: "terminal16",
        classColors: [3, 6, 2, 11, 9, 13, 12, 10, 14, 5].map { Style(.indexed($0)) },
        style: { slot in
            switch slot {
            case .text: Style()
            case .dim, .border, .barTrack: Style(dim: true)
            case .title: Style(bold: true)
            case .statusBar: Style(reversed: true)
            case .statusStrong: Style(bold: true, reversed: true)
            case .keyHint, .question, .warning: Style(.indexed(3), bold: true)
            case .keyCap: Style(.indexed(0), on: .indexed(3), bold: true)
            case .selection: Style(.indexed(15), on: .indexed(4), bold: true)
            case .success: Style(.indexed(2), bold: true)
            case .error: Style(.indexed(1), bold: true)
            case .barPositive: Style(.indexed(3))
            case .barNegative: Style(.indexed(6))
            }
        },
        ramp: { ramp in
            switch ramp {
            case .heat:
                [
                    Style(), Style(.indexed(3)), Style(.indexed(11), bold: true),
                    Style(.indexed(0), on: .indexed(3)), Style(.indexed(15), on: .indexed(1), bold: true),
                ]
            case .heatDiagonal: [Style(), Style(.indexed(6)), Style(.indexed(0), on: .indexed(6))]
            case .heatDecrease: [Style(), Style(.indexed(12)), Style(.indexed(15), on: .indexed(4))]
            }
        })
}

/// The few colours from which a 24-bit theme is made, as 0xRRGGBB.
private struct Palette {
    var ground: UInt32
    var text: UInt32
    var dim: UInt32
    var title: UInt32
    var border: UInt32
    /// Behind the status line.
    var bar: UInt32
    /// The question and the keys: where to look.
    var accent: UInt32
    var onAccent: UInt32
    var selection: UInt32
    var onSelection: UInt32
    var success: UInt32
    var error: UInt32
    var positive: UInt32
    var negative: UInt32
    var track: UInt32
    var heat: [UInt32]
    var diagonal: [UInt32]
    var decrease: [UInt32]
    var classes: [UInt32]
}

extension Theme {
    /// Steps between two stops of a ramp: enough that neighbouring levels differ by less than the eye sees.
    private static let stepsBetweenStops = 12

    fileprivate init(name: String, palette: Palette) {
        func on(_ ground: UInt32, _ ink: UInt32, bold: Bool = false) -> Style {
            Style(.hex(ink), on: .hex(ground), bold: bold)
        }
        func plain(_ ink: UInt32, bold: Bool = false) -> Style { on(palette.ground, ink, bold: bold) }
        self.init(
            name: name, classColors: palette.classes.map { plain($0) },
            style: { slot in
                switch slot {
                case .text: plain(palette.text)
                case .dim: plain(palette.dim)
                case .title: plain(palette.title, bold: true)
                case .border: plain(palette.border)
                case .statusBar: on(palette.bar, palette.text)
                case .statusStrong: on(palette.bar, palette.accent, bold: true)
                case .keyHint: plain(palette.accent, bold: true)
                case .keyCap: on(palette.accent, palette.onAccent, bold: true)
                case .selection: on(palette.selection, palette.onSelection, bold: true)
                case .question: plain(palette.accent, bold: true)
                case .success: plain(palette.success)
                case .warning: plain(palette.accent)
                case .error: plain(palette.error, bold: true)
                case .barPositive: plain(palette.positive)
                case .barNegative: plain(palette.negative)
                case .barTrack: plain(palette.track)
                }
            },
            ramp: { ramp in
                let stops =
                    switch ramp {
                    case .heat: palette.heat
                    case .heatDiagonal: palette.diagonal
                    case .heatDecrease: palette.decrease
                    }
                return Theme.gradient(stops.map { RGB(hex: $0) }).map { ground in
                    Style(.rgb(ground.readableInk), on: .rgb(ground))
                }
            })
    }

    /// Colours from the first stop to the last, linear in sRGB between neighbours.
    private static func gradient(_ stops: [RGB]) -> [RGB] {
        var colors: [RGB] = []
        for (from, to) in zip(stops, stops.dropFirst()) {
            for step in 0..<stepsBetweenStops {
                colors.append(from.mixed(with: to, share: Float(step) / Float(stepsBetweenStops)))
            }
        }
        if let last = stops.last { colors.append(last) }
        return colors
    }
}
