import Interchange
import Languages
import TextUI

/// A theme as it looks, in escape sequences for a terminal: each role in its own colours, the ramps as bands.
struct ThemePreview {
    let theme: Theme
    /// As somebody with that vision sees it; nil: as it is.
    let vision: ColorVision?
    let words: Words

    private static let bandColumns = 64
    private static let nameColumns = 16

    var text: String {
        var lines = [title, ""]
        for slot in Theme.Slot.allCases {
            let contrast = theme[slot].contrast.map { "  \(($0 * 10).rounded(.down) / 10)" } ?? ""
            lines.append(
                painted(" " + slot.name.padded(to: Self.nameColumns), theme[slot])
                    + painted(" Is this a scratch or a crack? 傷か割れか ", theme[slot]) + contrast)
        }
        lines.append("")
        for ramp in Theme.Ramp.allCases { lines += band(ramp) }
        lines.append("")
        lines.append(
            theme.classColors.enumerated().map {
                painted(" \(words.say("theme-preview.class", ["number": $0.offset + 1])) ", $0.element)
            }.joined())
        return lines.joined(separator: "\n") + "\n"
    }

    private var title: String {
        let name = EscapedText.line(theme.name)
        return vision.map { words.say("theme-preview.seen-with", ["name": name, "vision": $0.rawValue]) } ?? name
    }

    private func band(_ ramp: Theme.Ramp) -> [String] {
        let cells = (0..<Self.bandColumns).map { column in
            let level = UInt8(column * 255 / (Self.bandColumns - 1))
            let role: Role =
                switch ramp {
                case .heat: .heat(level: level)
                case .heatDiagonal: .heatDiagonal(level: level)
                case .heatDecrease: .heatDecrease(level: level)
                }
            return painted(column % 4 == 3 ? "\(column / 4 % 10)" : " ", theme.style(for: role))
        }
        return [" " + ramp.rawValue.padded(to: Self.nameColumns) + cells.joined()]
    }

    private func painted(_ text: String, _ style: Style) -> String {
        var codes: [String] = []
        if style.isBold { codes.append("1") }
        if style.isDim { codes.append("2") }
        if style.isUnderlined { codes.append("4") }
        if style.isReversed { codes.append("7") }
        codes += code(style.foreground, kind: 38) + code(style.background, kind: 48)
        return codes.isEmpty ? text : "\u{1B}[\(codes.joined(separator: ";"))m\(text)\u{1B}[0m"
    }

    /// `kind`: 38 for the text, 48 for the ground.
    private func code(_ color: Color, kind: Int) -> [String] {
        switch color {
        case .terminalDefault: return []
        case .indexed(let index): return ["\(kind);5;\(index)"]
        case .rgb(let color):
            let seen = vision.map(color.seen(with:)) ?? color
            return ["\(kind);2;\(seen.red);\(seen.green);\(seen.blue)"]
        }
    }
}
