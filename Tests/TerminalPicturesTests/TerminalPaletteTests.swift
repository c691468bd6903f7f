import Testing
import TextUI

@Suite("The terminal's palette")
struct TerminalPaletteTests {
    @Test("each colour of the cube and the greys finds itself again")
    func exact() {
        for index in 16...255 {
            let color = TerminalPalette.color(UInt8(index))
            #expect(TerminalPalette.color(TerminalPalette.nearestOf240(color)) == color)
        }
    }

    @Test("each of the first sixteen finds itself again")
    func exactAmongSixteen() {
        for index in 0...15 {
            #expect(TerminalPalette.nearest(TerminalPalette.color(UInt8(index)), ofFirst: 16) == UInt8(index))
        }
    }

    @Test("a colour that is not there becomes one of about its hue: dark red stays red")
    func hue() {
        for (color, isKept) in [
            (RGB(hex: 0x7A1420), { $0.red > $0.green && $0.red > $0.blue }),
            (RGB(hex: 0xC02040), { $0.red > $0.blue + 60 }),
            (RGB(hex: 0x2040A0), { $0.blue > $0.red + 60 }),
        ] as [(RGB, (RGB) -> Bool)] {
            #expect(isKept(TerminalPalette.color(TerminalPalette.nearestOf240(color))), "\(color)")
        }
    }

    @Test("nothing of the 240 looks nearer than what is found")
    func nearest() {
        for value in stride(from: UInt32(0), to: 0xFFFFFF, by: 81_911) {
            let color = OKLab(RGB(hex: value))
            let found = OKLab(TerminalPalette.color(TerminalPalette.nearestOf240(RGB(hex: value))))
            let others = (UInt8(16)...255).map { OKLab(TerminalPalette.color($0)).distance(to: color) }
            #expect(found.distance(to: color) <= others.min() ?? 0)
        }
    }
}
