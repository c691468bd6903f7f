import Imaging
import TerminalPictures
import Testing
import TextUI

@Suite("Pictures as cells")
struct PictureRendererTests {
    private static let everyRenderer = ColorDepth.allCases.flatMap { colors in
        PictureSymbols.allCases.map { PictureRenderer(colors: colors, symbols: $0) }
    }

    private static func picture(width: Int, height: Int, _ grey: (Int, Int) -> UInt8) -> PixelImage {
        PixelImage(
            width: width, height: height,
            samples: (0..<height).flatMap { y in (0..<width).flatMap { x in [UInt8](repeating: grey(x, y), count: 3) } }
        )
    }

    private static func colors(_ cell: Cell) -> (foreground: RGB, background: RGB)? {
        guard case .picture(let foreground, let background) = cell.role else { return nil }
        return (foreground, background)
    }

    @Test("a picture keeps its proportions: cells are twice as high as wide")
    func proportions() {
        let room = Size(columns: 60, rows: 30)
        #expect(PictureRenderer.fitted(PixelSize(width: 100, height: 100), into: room) == room)
        #expect(
            PictureRenderer.fitted(PixelSize(width: 640, height: 480), into: room) == Size(columns: 60, rows: 23))
        #expect(
            PictureRenderer.fitted(PixelSize(width: 480, height: 640), into: room) == Size(columns: 45, rows: 30))
        #expect(
            PictureRenderer.fitted(PixelSize(width: 9000, height: 1), into: room) == Size(columns: 60, rows: 1))
        #expect(
            PictureRenderer.fitted(PixelSize(width: 1, height: 9000), into: room) == Size(columns: 1, rows: 30))
    }

    @Test("every palette and every set of symbols draws in any room", arguments: everyRenderer)
    func anyRoom(renderer: PictureRenderer) {
        let photo = Self.picture(width: 33, height: 20) { x, y in UInt8((x * 7 + y * 11) % 256) }
        for room in [Size(columns: 1, rows: 1), Size(columns: 3, rows: 40), Size(columns: 40, rows: 12)] {
            let drawn = renderer.cells(of: photo, fitting: room)
            #expect(drawn.size == PictureRenderer.fitted(photo.size, into: room))
            #expect(drawn.cells.allSatisfy { Self.colors($0) != nil && !$0.isContinuation })
        }
        #expect(renderer.cells(of: photo, fitting: Size(columns: 0, rows: 9)).cells.isEmpty)
    }

    @Test("the upper half is light and the lower half dark", arguments: everyRenderer)
    func halves(renderer: PictureRenderer) throws {
        let flag = Self.picture(width: 40, height: 40) { _, y in y < 20 ? 255 : 0 }
        let drawn = renderer.cells(of: flag, fitting: Size(columns: 8, rows: 4))
        for column in 0..<8 {
            #expect(try Self.lightness(drawn.cells[column]) > 0.5)
            #expect(try Self.lightness(drawn.cells[3 * 8 + column]) < 0.1)
        }
    }

    @Test("24-bit cells carry the picture's own colour")
    func trueColor() throws {
        let samples = [[UInt8]](repeating: [200, 40, 90], count: 400).flatMap { $0 }
        let red = PixelImage(width: 20, height: 20, samples: samples)
        let drawn = PictureRenderer(colors: .trueColor).cells(of: red, fitting: Size(columns: 6, rows: 3))
        for cell in drawn.cells {
            let (foreground, background) = try #require(Self.colors(cell))
            let seen = cell.glyph == " " ? background : foreground
            #expect(seen == RGB(red: 200, green: 40, blue: 90))
        }
    }

    @Test("indexed cells carry colours that the terminal's palette has")
    func palette() throws {
        let ramp = Self.picture(width: 64, height: 64) { x, y in UInt8((x + y) * 2) }
        for (colors, entries) in [(ColorDepth.indexed256, 16..<256), (.indexed16, 0..<16), (.indexed8, 0..<8)] {
            let known = Set(entries.map { TerminalPalette.color(UInt8($0)) })
            let drawn = PictureRenderer(colors: colors).cells(of: ramp, fitting: Size(columns: 30, rows: 15))
            for cell in drawn.cells {
                let (foreground, background) = try #require(Self.colors(cell))
                #expect(known.contains(foreground) && known.contains(background))
            }
        }
    }

    @Test("a scratch as thin as a third of a cell shows with sextants, in the right place")
    func thinScratch() {
        // 8 × 3 cells of 6 × 12 pixels: the scratch is the middle row of dots of the second row of cells.
        let steel = Self.picture(width: 48, height: 36) { _, y in (16..<20).contains(y) ? 255 : 0 }
        for colors in [ColorDepth.trueColor, .indexed16, .monochrome] {
            let drawn = PictureRenderer(colors: colors).cells(of: steel, fitting: Size(columns: 8, rows: 3))
            #expect(drawn.size == Size(columns: 8, rows: 3))
            let glyphs = drawn.cells.map(\.glyph)
            #expect(glyphs[8..<16].allSatisfy { $0 == "🬋" || $0 == "🬰" })
            #expect((glyphs[0..<8] + glyphs[16..<24]).allSatisfy { $0 == " " || $0 == "█" })
        }
    }

    @Test("greys come from dots in the right share", arguments: [32, 96, 160, 224])
    func dotShare(grey: Int) throws {
        let flat = Self.picture(width: 64, height: 64) { _, _ in UInt8(grey) }
        let drawn = PictureRenderer(colors: .monochrome).cells(of: flat, fitting: Size(columns: 32, rows: 16))
        let light = try drawn.cells.map(Self.lightness).reduce(0, +) / Double(drawn.cells.count)
        #expect(abs(light - Double(grey) / 255) < 0.02)
    }

    @Test(
        "with few greys a faint difference is spread, and no more than threefold",
        arguments: [(10, 2.5...3.5), (90, 1.5...2.6), (2, 0.0...4.0)])
    func spread(difference: Int, times: ClosedRange<Double>) throws {
        let metal = Self.picture(width: 64, height: 64) { x, _ in UInt8(x < 32 ? 100 : 100 + difference) }
        let drawn = PictureRenderer(colors: .monochrome).cells(of: metal, fitting: Size(columns: 32, rows: 16))
        func light(_ columns: Range<Int>) throws -> Double {
            let cells = drawn.cells.enumerated().filter { columns.contains($0.offset % 32) }.map(\.element)
            return try cells.map(Self.lightness).reduce(0, +) / Double(cells.count)
        }
        #expect(times.contains((try light(16..<32) - light(0..<16)) * 255 / Double(difference)))
    }

    @Test("an even picture is an even pattern: nothing in it looks like a defect", arguments: [60, 128, 200])
    func even(grey: Int) {
        let metal = Self.picture(width: 96, height: 96) { _, _ in UInt8(grey) }
        for colors in [ColorDepth.indexed16, .indexed8, .monochrome] {
            let drawn = PictureRenderer(colors: colors).cells(of: metal, fitting: Size(columns: 48, rows: 24))
            // The pattern has 8 × 8 dots, a cell 2 × 3: it comes again after 4 columns and 8 rows.
            for row in 0..<16 {
                for column in 0..<44 {
                    #expect(drawn.cells[row * 48 + column] == drawn.cells[row * 48 + column + 4])
                    #expect(drawn.cells[row * 48 + column] == drawn.cells[(row + 8) * 48 + column])
                }
            }
        }
    }

    @Test("many threads draw the same picture at once and agree")
    func concurrent() async {
        let photo = Self.picture(width: 90, height: 70) { x, y in UInt8((x * y) % 256) }
        let renderer = PictureRenderer(colors: .indexed256)
        let expected = renderer.cells(of: photo, fitting: Size(columns: 24, rows: 12))
        await withTaskGroup(of: CellPicture.self) { group in
            for _ in 0..<16 { group.addTask { renderer.cells(of: photo, fitting: Size(columns: 24, rows: 12)) } }
            for await drawn in group { #expect(drawn == expected) }
        }
    }

    /// How much light a cell sends, in [0, 1].
    private static func lightness(_ cell: Cell) throws -> Double { try #require(DrawnCell(cell)).mean[1] / 255 }
}
