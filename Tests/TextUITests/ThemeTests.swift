import Testing
import TextUI

@Suite("Themes as values")
struct ThemeTests {
    private static let plain = Theme(
        name: "plain", classColors: [Style(.indexed(1)), Style(.indexed(2))],
        style: { Style(.hex(UInt32($0.rawValue))) },
        ramp: { _ in [Style(), Style(.indexed(3)), Style(.indexed(4))] })

    @Test("a role has the look of its slot, and a level that of the nearest step of its ramp")
    func looks() {
        #expect(Self.plain.style(for: .title) == Self.plain[.title])
        #expect(Self.plain.style(for: .title) != Self.plain.style(for: .text))
        let levels: [(level: UInt8, color: Color)] = [
            (0, .terminalDefault), (63, .terminalDefault), (64, .indexed(3)), (191, .indexed(3)), (192, .indexed(4)),
            (255, .indexed(4)),
        ]
        for (level, color) in levels { #expect(Self.plain.style(for: .heat(level: level)) == Style(color), "\(level)") }
    }

    @Test("slots have names, and names find their slots", arguments: Theme.Slot.allCases)
    func slotNames(slot: Theme.Slot) {
        #expect(Theme.Slot(name: slot.name) == slot)
        #expect(Theme.Slot(name: slot.name + "x") == nil)
        #expect(slot.name.allSatisfy { $0.isLowercase || $0 == "_" })
    }

    @Test("class colours go round")
    func classColors() {
        #expect(Self.plain.style(for: .classColor(3)) == Self.plain.style(for: .classColor(1)))
    }

    @Test("a picture keeps its own colours")
    func pictures() {
        let style = Self.plain.style(for: .picture(foreground: .white, background: .black))
        #expect(style == Style(.rgb(.white), on: .rgb(.black)))
    }

    @Test("contrast is that of WCAG")
    func knownContrast() {
        #expect(abs(RGB.white.contrast(to: .black) - 21) < 1e-9)
        #expect(abs(RGB(hex: 0x777777).contrast(to: .white) - 4.478) < 0.001)
    }

    @Test("what a theme needs is its most demanding colour")
    func needs() {
        #expect(Self.plain.needs == .indexed256)
        func needs(text: Style = Style(), ofClass: Style = Style(), step: Style = Style()) -> ColorDepth {
            Theme(
                name: "", classColors: [ofClass], style: { $0 == .text ? text : Style(bold: true) },
                ramp: { _ in [step] }
            ).needs
        }
        #expect(needs() == .monochrome)
        #expect(needs(text: Style(.indexed(7))) == .indexed8)
        #expect(needs(text: Style(.indexed(7)), ofClass: Style(on: .indexed(9))) == .indexed16)
        #expect(needs(ofClass: Style(on: .indexed(9)), step: Style(.indexed(16))) == .indexed256)
    }

    @Test(
        "greys are seen alike by everybody; red and green are not told apart by some", arguments: ColorVision.allCases)
    func simulation(vision: ColorVision) {
        for grey in stride(from: 0, through: 255, by: 51) {
            let color = RGB(red: UInt8(grey), green: UInt8(grey), blue: UInt8(grey))
            #expect(color.seen(with: vision).difference(to: color) < 1)
        }
        let (red, green) = (RGB(hex: 0xB05020), RGB(hex: 0x607020))
        #expect(red.difference(to: green) > 40)
        #expect(red.seen(with: vision).difference(to: green.seen(with: vision)) < red.difference(to: green) / 2)
    }

    @Test("differences are those of CIELAB")
    func difference() {
        #expect(abs(RGB.white.difference(to: .black) - 100) < 0.1)
        // sRGB red to green: ΔE*ab 170.6, as tabulated.
        #expect(abs(RGB(hex: 0xFF0000).difference(to: RGB(hex: 0x00FF00)) - 170.6) < 0.5)
    }

    @Test("a gradient begins and ends where it should")
    func gradient() {
        let colors = RGB.gradient([.black, .white, RGB(hex: 0xFF0000)])
        #expect(colors.first == .black)
        #expect(colors.last == RGB(hex: 0xFF0000))
        #expect(colors.contains(.white))
        #expect(RGB.gradient([.white]) == [.white])
    }
}

extension Theme: CustomTestStringConvertible {
    package var testDescription: String { name }
}
