import Foundation
import Imaging
import TerminalPictures
import Testing
import TextUI

@Suite("Cells have the colours of the picture")
struct FaithfulColorTests {
    /// The stated tolerances: of 24-bit means in samples, of the others as `OKLab` sees them, where black and white are 1 apart.
    private static let samplesOfTrueColor = 1.0
    private static let distanceOfPalette: [PictureSymbols: (mean: Float, largest: Float)] = [
        .sextants: (0.02, 0.11), .quadrants: (0.02, 0.11), .halfBlocks: (0.035, 0.12), .ascii: (0.06, 0.2),
    ]
    /// Of a flat colour that is no grey, in degrees; purple and magenta are 30 from red.
    private static let hueOfPalette: Float = 25
    private static let chromaOfColors: Float = 0.08

    private static let room = Size(columns: 16, rows: 8)
    /// Cells across and down of a block whose light is compared: what dots of two greys show is seen from further off.
    private static let block = 4
    private static let roomOfBlocks = Size(columns: 40, rows: 24)

    /// Colours that run, and edges that do not fall on any grid.
    private static func picture(width: Int, height: Int) -> PixelImage {
        var samples: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let (across, down) = ((Double(x) + 0.5) / Double(width), (Double(y) + 0.5) / Double(height))
                let isInside = hypot(across - 0.4, down - 0.55) < 0.3
                samples += [
                    UInt8(40 + 200 * across), UInt8(isInside ? 210 - 90 * down : 40 + 60 * down),
                    UInt8(230 - 150 * across * down),
                ]
            }
        }
        return PixelImage(width: width, height: height, samples: samples)
    }

    private static func drawnMeans(
        _ picture: PixelImage, _ renderer: PictureRenderer, in room: Size = FaithfulColorTests.room
    ) throws -> (drawn: [DrawnCell], plain: [[Double]], size: Size) {
        let cells = renderer.cells(of: picture, fitting: room)
        let drawn = try cells.cells.map { try #require(DrawnCell($0)) }
        return (drawn, picture.plainMeans(of: cells.size), cells.size)
    }

    @Test(
        "in 24 bits, at every width from 1 to 130 and odd heights, a cell's mean is that of its part of the picture",
        arguments: PictureSymbols.allCases, [1, 31, 77])
    func trueColor(symbols: PictureSymbols, height: Int) throws {
        for width in 1...130 {
            let (drawn, plain, _) = try Self.drawnMeans(
                Self.picture(width: width, height: height), PictureRenderer(colors: .trueColor, symbols: symbols))
            let largest = zip(drawn, plain).flatMap { zip($0.mean, $1).map { abs($0 - $1) } }.max() ?? .infinity
            #expect(largest <= Self.samplesOfTrueColor, "\(width) × \(height)")
        }
    }

    @Test(
        "in 256 colours, at every width from 1 to 130 and odd heights, a cell's mean looks like that of its part",
        arguments: PictureSymbols.allCases, [1, 31, 77])
    func palette(symbols: PictureSymbols, height: Int) throws {
        let tolerance = try #require(Self.distanceOfPalette[symbols])
        var (mean, largest): (Float, Float) = (0, 0)
        for width in 1...130 {
            let (drawn, plain, _) = try Self.drawnMeans(
                Self.picture(width: width, height: height), PictureRenderer(colors: .indexed256, symbols: symbols))
            let distances = zip(drawn, plain).map { OKLab($0.mean).distance(to: OKLab($1)).squareRoot() }
            largest = max(largest, distances.max() ?? 1)
            mean = max(mean, distances.reduce(0, +) / Float(distances.count))
        }
        #expect(largest <= tolerance.largest)
        #expect(mean <= tolerance.mean)
    }

    @Test(
        "in fewer colours, at every width from 1 to 130, the light of blocks follows the picture's",
        arguments: [ColorDepth.indexed16, .indexed8, .monochrome], PictureSymbols.allCases)
    func light(colors: ColorDepth, symbols: PictureSymbols) throws {
        var lowest = 1.0
        for width in 1...130 {
            let picture = Self.picture(width: width, height: 31)
            let (drawn, plain, size) = try Self.drawnMeans(
                picture, PictureRenderer(colors: colors, symbols: symbols), in: Self.roomOfBlocks)
            var blocks: [Int: (drawn: Double, plain: Double, cells: Double)] = [:]
            for (index, cell) in drawn.enumerated() {
                let block = index / size.columns / Self.block * size.columns + index % size.columns / Self.block
                let mean = plain[index]
                blocks[block, default: (0, 0, 0)].drawn += cell.light
                blocks[block, default: (0, 0, 0)].plain += 0.2126 * mean[0] + 0.7152 * mean[1] + 0.0722 * mean[2]
                blocks[block, default: (0, 0, 0)].cells += 1
            }
            // At a border a block may be a sliver, of a few dots.
            let means = blocks.values.filter { $0.cells * 2 >= Double(Self.block * Self.block) }.map {
                (drawn: $0.drawn / $0.cells, plain: $0.plain / $0.cells)
            }
            lowest = min(lowest, Self.correlation(means))
        }
        #expect(lowest >= 0.9)
    }

    private static func correlation(_ pairs: [(drawn: Double, plain: Double)]) -> Double {
        let count = Double(pairs.count)
        let (x, y) = (pairs.reduce(0) { $0 + $1.drawn } / count, pairs.reduce(0) { $0 + $1.plain } / count)
        let product = pairs.reduce(0) { $0 + ($1.drawn - x) * ($1.plain - y) }
        let (xx, yy) = (
            pairs.reduce(0) { $0 + ($1.drawn - x) * ($1.drawn - x) },
            pairs.reduce(0) { $0 + ($1.plain - y) * ($1.plain - y) }
        )
        return product / (xx * yy).squareRoot()
    }

    @Test(
        "in 256 colours a flat colour keeps its hue: red does not become magenta",
        arguments: [PictureSymbols.sextants, .quadrants, .halfBlocks])
    func hue(symbols: PictureSymbols) throws {
        let levels: [UInt8] = [10, 30, 55, 80, 115, 150, 190, 235]
        let renderer = PictureRenderer(colors: .indexed256, symbols: symbols)
        var worst: Float = 0
        for red in levels {
            for green in levels {
                for blue in levels {
                    let wanted = OKLab(RGB(red: red, green: green, blue: blue))
                    guard wanted.chroma >= Self.chromaOfColors else { continue }
                    let flat = PixelImage(width: 1, height: 1, samples: [red, green, blue])
                    let cell = renderer.cells(of: flat, fitting: Size(columns: 2, rows: 1)).cells[0]
                    let found = OKLab(try #require(DrawnCell(cell)).mean)
                    worst = max(worst, found.hueDistance(to: wanted))
                }
            }
        }
        #expect(worst <= Self.hueOfPalette)
    }
}
