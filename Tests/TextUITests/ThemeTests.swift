import Testing
import TextUI

@Suite("Themes")
struct ThemeTests {
    /// Roles that carry text a person must read.
    static let textRoles: [Role] =
        [
            .text, .dim, .title, .statusBar, .statusStrong, .keyHint, .keyCap, .selection, .question, .success,
            .warning,
            .error, .barPositive, .barNegative,
        ] + (0..<12).map { .classColor($0) }
        + (0...255).flatMap { level in
            [
                .heat(level: UInt8(level)), .heatDiagonal(level: UInt8(level)), .heatDecrease(level: UInt8(level)),
            ]
        }

    static let smallestContrast = 4.5

    @Test("every text can be read: contrast 4.5 at least", arguments: Theme.builtIn)
    func contrast(theme: Theme) {
        for role in Self.textRoles {
            let style = theme.style(for: role)
            guard case .rgb(let ink) = style.foreground, case .rgb(let ground) = style.background else {
                // Colours of the terminal's own are for the person to choose.
                #expect(style.foreground.isTerminalOwn && style.background.isTerminalOwn)
                continue
            }
            #expect(ink.contrast(to: ground) >= Self.smallestContrast, "\(theme.name): \(role)")
        }
    }

    @Test("neighbouring roles of one line are told apart", arguments: Theme.builtIn)
    func distinct(theme: Theme) {
        #expect(theme.style(for: .selection) != theme.style(for: .text))
        #expect(theme.style(for: .statusBar) != theme.style(for: .text))
        #expect(theme.style(for: .keyHint) != theme.style(for: .dim))
        #expect(theme.style(for: .question) != theme.style(for: .border))
        #expect(theme.style(for: .heat(level: 255)) != theme.style(for: .heat(level: 0)))
    }

    @Test("a ramp only ever gets further from its ground", arguments: [Theme.dark, Theme.highContrast, Theme.light])
    func rampsAreMonotone(theme: Theme) {
        guard case .rgb(let ground) = theme.style(for: .text).background else {
            Issue.record("no ground")
            return
        }
        for ramp in [Role.heat, Role.heatDiagonal, Role.heatDecrease] {
            let distances = (0...255).map { level -> Double in
                guard case .rgb(let color) = theme.style(for: ramp(UInt8(level))).background else { return 0 }
                return abs(color.luminance - ground.luminance)
            }
            #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 })
        }
    }

    @Test("an overridden slot changes that slot alone")
    func override() {
        var theme = Theme.dark
        theme[.title] = Style(.indexed(9), bold: true)
        theme.setRamp(.heat, to: [Style(), Style(bold: true)])
        #expect(theme.style(for: .title) == Style(.indexed(9), bold: true))
        #expect(theme.style(for: .text) == Theme.dark.style(for: .text))
        #expect(theme.style(for: .heat(level: 127)) == Style())
        #expect(theme.style(for: .heat(level: 128)) == Style(bold: true))
        #expect(theme.style(for: .heatDiagonal(level: 9)) == Theme.dark.style(for: .heatDiagonal(level: 9)))
    }

    @Test("slots have names, and names find their slots", arguments: Theme.Slot.allCases)
    func slotNames(slot: Theme.Slot) {
        #expect(Theme.Slot(name: slot.name) == slot)
        #expect(Theme.Slot(name: slot.name + "x") == nil)
    }

    @Test("class colours go round")
    func classColors() {
        let count = Theme.dark.classColors.count
        #expect(Theme.dark.style(for: .classColor(count + 1)) == Theme.dark.style(for: .classColor(1)))
    }

    @Test("a picture keeps its own colours in every theme", arguments: Theme.builtIn)
    func pictures(theme: Theme) {
        let style = theme.style(for: .picture(foreground: .white, background: .black))
        #expect(style == Style(.rgb(.white), on: .rgb(.black)))
    }

    @Test("contrast is that of WCAG")
    func knownContrast() {
        #expect(abs(RGB.white.contrast(to: .black) - 21) < 1e-9)
        #expect(abs(RGB(hex: 0x777777).contrast(to: .white) - 4.478) < 0.001)
    }
}

extension Theme: CustomTestStringConvertible {
    package var testDescription: String { name }
}

extension Color {
    fileprivate var isTerminalOwn: Bool {
        switch self {
        case .terminalDefault, .indexed: true
        case .rgb: false
        }
    }
}
