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

    @Test("the search by steps finds what a search of all 240 finds, or something as near")
    func nearest() {
        func squared(_ one: RGB, _ other: RGB) -> Int {
            let pairs = [(one.red, other.red), (one.green, other.green), (one.blue, other.blue)]
            return pairs.reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
        }
        for value in stride(from: UInt32(0), to: 0xFFFFFF, by: 8191) {
            let color = RGB(hex: value)
            let found = squared(color, TerminalPalette.color(TerminalPalette.nearestOf240(color)))
            let best = (16...255).map { squared(color, TerminalPalette.color(UInt8($0))) }.min() ?? 0
            // The two measure distance differently; half a step of the cube is as far as they may part.
            #expect(Double(found).squareRoot() <= Double(best).squareRoot() + 20)
        }
    }
}
