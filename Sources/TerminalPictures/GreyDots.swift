internal import Imaging
internal import TextUI

/// Draws brightness in a few greys: dots spread so that an area is as bright from afar as it should be.
///
/// Error diffusion of Floyd and Steinberg (1976) on the dots of block characters, in sRGB samples rather than linear
/// light: a little too bright, but the dark half of a picture keeps its detail. Each cell keeps its darkest and its
/// lightest grey. Without block characters, cells are letters by brightness.
struct GreyDots {
    /// From dark to light; at least two.
    var greys: [RGB]
    var symbols: PictureSymbols

    /// Letters by how much ink they have, from none on.
    private static let ramp: [Character] = Array(" .:-=+*#%@")
    func cells(of picture: PixelImage, size: Size) -> CellPicture {
        guard let dots = symbols.dots else { return letters(of: picture, size: size) }
        let grid = Size(columns: size.columns * dots.columns, rows: size.rows * dots.rows)
        let levels = greys.map { Float($0.green) / 255 }
        let nearest = Self.diffused(Self.lights(of: picture, grid: grid), grid: grid, levels: levels)
        var cells: [Cell] = []
        cells.reserveCapacity(size.columns * size.rows)
        for row in 0..<size.rows {
            for column in 0..<size.columns {
                var block: [Int] = []
                for y in 0..<dots.rows {
                    let start = (row * dots.rows + y) * grid.columns + column * dots.columns
                    block.append(contentsOf: nearest[start..<(start + dots.columns)])
                }
                cells.append(cell(of: block))
            }
        }
        return CellPicture(size: size, cells: cells)
    }

    /// The cell whose dots are the levels given, row by row: the darkest and the lightest, every dot the nearer of both.
    private func cell(of block: [Int]) -> Cell {
        let dark = block.min() ?? 0
        let light = block.max() ?? 0
        var mask = 0
        for (dot, level) in block.enumerated() where level != dark && level - dark >= light - level {
            mask |= 1 << dot
        }
        // A flat cell is a space on its grey, or, where only the foreground can be seen, a full block.
        if dark == light, light == greys.count - 1 { mask = (1 << block.count) - 1 }
        return Cell(
            glyph: symbols.glyph(dots: mask),
            role: .picture(foreground: greys[light], background: greys[dark == light && mask != 0 ? 0 : dark]))
    }

    private func letters(of picture: PixelImage, size: Size) -> CellPicture {
        let steps = Self.ramp.indices.map { Float($0) / Float(Self.ramp.count - 1) }
        let inks = Self.diffused(Self.lights(of: picture, grid: size), grid: size, levels: steps)
        let role = Role.picture(foreground: greys[greys.count - 1], background: greys[0])
        return CellPicture(size: size, cells: inks.map { Cell(glyph: Self.ramp[$0], role: role) })
    }

    /// Luma of each dot in [0, 1] (ITU-R BT.709).
    private static func lights(of picture: PixelImage, grid: Size) -> [Float] {
        let small = picture.reduced(to: PixelSize(width: grid.columns, height: grid.rows))
        var lights: [Float] = []
        lights.reserveCapacity(grid.columns * grid.rows)
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                let (red, green, blue) = small.pixel(
                    x: column * small.width / grid.columns, y: row * small.height / grid.rows)
                lights.append((0.2126 * Float(red) + 0.7152 * Float(green) + 0.0722 * Float(blue)) / 255)
            }
        }
        return lights
    }

    /// The level of each dot, what it lacks handed on to its neighbours, in alternating directions.
    private static func diffused(_ lights: [Float], grid: Size, levels: [Float]) -> [Int] {
        var wanted = lights
        var chosen = [Int](repeating: 0, count: lights.count)
        for row in 0..<grid.rows {
            let forward = row % 2 == 0 ? 1 : -1
            for step in 0..<grid.columns {
                let column = forward > 0 ? step : grid.columns - 1 - step
                let at = row * grid.columns + column
                let value = wanted[at]
                let level = levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) } ?? 0
                chosen[at] = level
                let error = value - levels[level]
                func hand(_ share: Float, columns: Int, rows: Int) {
                    let (x, y) = (column + columns * forward, row + rows)
                    guard x >= 0, x < grid.columns, y < grid.rows else { return }
                    wanted[y * grid.columns + x] += error * share / 16
                }
                hand(7, columns: 1, rows: 0)
                hand(3, columns: -1, rows: 1)
                hand(5, columns: 0, rows: 1)
                hand(1, columns: 1, rows: 1)
            }
        }
        return chosen
    }
}

extension PictureSymbols {
    /// Dots across and down in a cell; nil where cells are letters.
    fileprivate var dots: Size? {
        switch self {
        case .sextants: Size(columns: 2, rows: 3)
        case .quadrants: Size(columns: 2, rows: 2)
        case .halfBlocks: Size(columns: 1, rows: 2)
        case .ascii: nil
        }
    }

    /// The block character with these dots set: bit 0 top left, then row by row.
    fileprivate func glyph(dots mask: Int) -> Character {
        switch self {
        case .sextants: Self.sextantGlyphs[mask]
        case .quadrants: Self.quadrantGlyphs[mask]
        case .halfBlocks: Self.halfGlyphs[mask]
        case .ascii: " "
        }
    }

    private static let halfGlyphs: [Character] = Array(" ▀▄█")
    private static let quadrantGlyphs: [Character] = Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
    /// U+1FB00 … U+1FB3B hold the masks in order, without the four that older blocks already had.
    private static let sextantGlyphs: [Character] = (0..<64).map { mask in
        switch mask {
        case 0: return " "
        case 0b010101: return "▌"
        case 0b101010: return "▐"
        case 63: return "█"
        default:
            let skipped = (mask > 0b010101 ? 1 : 0) + (mask > 0b101010 ? 1 : 0)
            return Unicode.Scalar(UInt32(0x1FB00 + mask - 1 - skipped)).map(Character.init) ?? " "
        }
    }
}
