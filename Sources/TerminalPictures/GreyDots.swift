internal import Imaging
internal import TextUI

/// Draws brightness in a few greys: dots spread so that an area is as bright from afar as it should be.
///
/// Ordered dither (Bayer, "An optimum method for two-level rendition of continuous-tone pictures", 1973) on the dots of block
/// characters: an even area becomes an even pattern, and what breaks the pattern is what a person looks for. Diffusing the error
/// instead is truer from afar, and turns brushed metal into noise from which no scratch can be told. In sRGB samples rather
/// than linear light: a little too bright, but the dark half of a picture keeps its detail. Each cell keeps its darkest and its
/// lightest grey. Without block characters, cells are letters by brightness, ten steps without any dither.
///
/// With so few greys a picture of low contrast is one grey: its tones are spread first, within a limit (`spread`).
struct GreyDots {
    /// From dark to light; at least two.
    var greys: [RGB]
    var symbols: PictureSymbols

    /// Letters by how much ink they have, starting from none.
    private static let ramp: [Character] = Array(" .:-=+*#%@")

    func cells(of picture: PixelImage, size: Size) -> CellPicture {
        guard symbols != .ascii else { return letters(of: picture, size: size) }
        let dots = symbols.dots
        let grid = Size(columns: size.columns * dots.columns, rows: size.rows * dots.rows)
        let levels = greys.map { Float($0.green) / 255 }
        let nearest = Self.dithered(Self.spread(Self.lights(of: picture, grid: grid)), grid: grid, levels: levels)
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

    /// The cell whose dots are the levels given, row by row: the darkest and the lightest, every dot the nearer of the two.
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
        let inks = Self.spread(Self.lights(of: picture, grid: size)).map { value in
            steps.indices.min { abs(steps[$0] - value) < abs(steps[$1] - value) } ?? 0
        }
        let role = Role.picture(foreground: greys[greys.count - 1], background: greys[0])
        return CellPicture(size: size, cells: inks.map { Cell(glyph: Self.ramp[$0], role: role) })
    }

    /// Luma of each dot in [0, 1] (ITU-R BT.709).
    private static func lights(of picture: PixelImage, grid: Size) -> [Float] {
        let image = picture.averaged(to: PixelSize(width: grid.columns, height: grid.rows))
        var lights: [Float] = []
        lights.reserveCapacity(grid.columns * grid.rows)
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                let (red, green, blue) = image.pixel(x: column, y: row)
                lights.append((0.2126 * Float(red) + 0.7152 * Float(green) + 0.0722 * Float(blue)) / 255)
            }
        }
        return lights
    }

    /// How much the tones may be spread: more would make a picture out of the noise of an even one.
    private static let largestSpread: Float = 3
    /// Tones beyond these shares of the dots are no measure of contrast.
    private static let outliers: Float = 0.01
    /// What is left dark and light at the ends.
    private static let ends: ClosedRange<Float> = 0.04...0.96

    /// The tones about their middle, as far apart as the limit and the ends allow; never closer together than they were.
    private static func spread(_ lights: [Float]) -> [Float] {
        let sorted = lights.sorted()
        guard let last = sorted.indices.last else { return lights }
        let skipped = Int(Float(last) * outliers)
        let (low, high) = (sorted[skipped], sorted[last - skipped])
        let (middle, reach) = ((low + high) / 2, (high - low) / 2)
        let room = (ends.upperBound - ends.lowerBound) / 2
        let gain = reach * largestSpread <= room ? largestSpread : room / reach
        guard gain > 1 else { return lights }
        let centre = min(max(middle, ends.lowerBound + gain * reach), ends.upperBound - gain * reach)
        return lights.map { centre + gain * ($0 - middle) }
    }

    /// Bayer's matrix of 8 × 8: the rank of each dot among 64.
    private static let ranks: [Int] = (0..<64).map { place in
        let (x, y) = (place % 8, place / 8)
        // Bits of x ^ y and y, interleaved from the lowest up as the highest.
        return (0..<3).reduce(0) { rank, bit in
            rank << 2 | ((x ^ y) >> bit & 1) << 1 | (y >> bit & 1)
        }
    }

    /// The level of each dot: the lower or the higher of the two around its tone, by its place in the pattern.
    private static func dithered(_ lights: [Float], grid: Size, levels: [Float]) -> [Int] {
        lights.indices.map { at in
            let (column, row) = (at % grid.columns, at / grid.columns)
            let threshold = (Float(ranks[row % 8 * 8 + column % 8]) + 0.5) / 64
            let above = levels.firstIndex { $0 > lights[at] } ?? levels.count
            guard above > 0 else { return 0 }
            guard above < levels.count else { return levels.count - 1 }
            let (low, high) = (levels[above - 1], levels[above])
            return (lights[at] - low) / (high - low) > threshold ? above : above - 1
        }
    }
}
