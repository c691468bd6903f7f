internal import TextUI

/// Draws a picture in the 240 colours of a terminal that no user redefines: each cell has two of them.
///
/// For each cell the pairs among the colours around its own are tried. The dots that lean most to the lighter one get it, as many
/// as bring the mean of the cell nearest; dots that lean equally get it in a fixed order, so that an even area becomes an even
/// pattern, and what breaks the pattern is what a person looks for. The pair wins that looks nearest (`OKLab`) in its
/// dots and, above all, in its mean: from afar a red wing must be red.
struct PaletteDots {
    var symbols: PictureSymbols

    /// How much more the mean of a cell counts than its dots.
    private static let weightOfMean: Float = 8
    /// How far the fixed order may move a dot on its way from one colour to the other: less than an edge does.
    private static let weightOfOrder: Float = 0.25
    /// The cube has no dark colours: they are brighter ones of the same hue among black dots.
    private static let scales: [Float] = [1.5, 2, 3]
    /// Colours that are tried for each of the two parts of a cell.
    private static let colorsOfPart = 3

    func cells(of grid: DotGrid) -> [Cell] {
        let orders = [order(isMirrored: false), order(isMirrored: true)]
        // Flat parts of a picture are many alike cells.
        var known: [Known: Cell] = [:]
        return grid.cells { dots, row in
            let key = Known(dots: dots, isOdd: row % 2 == 1)
            if let cell = known[key] { return cell }
            let cell = cell(of: dots, orders[row % 2])
            known[key] = cell
            return cell
        }
    }

    private struct Known: Hashable {
        var dots: [Dot]
        var isOdd: Bool
    }

    private func cell(of dots: [Dot], _ order: [Float]) -> Cell {
        let count = Float(dots.count)
        let mean = dots.sum * (1 / count)
        let target = mean.lab
        let labs = dots.map(\.lab)
        let colors = Self.candidates(mean: mean, parts: TwoParts(of: dots))
        var best = (cost: Float.infinity, mask: 0, dark: 0, light: 0)
        var leans = [Float](repeating: 0, count: dots.count)
        for (place, one) in colors.enumerated() {
            for other in colors[place...] {
                let (dark, light) =
                    PaletteColor.all[one].light <= PaletteColor.all[other].light ? (one, other) : (other, one)
                let (from, to) = (PaletteColor.all[dark], PaletteColor.all[light])
                let lit = Self.lean(dots, from: from.dot, to: to.dot, order, &leans)
                // Colours that lie on one side of the cell's are no better than the nearer one alone.
                guard one == other || (1..<dots.count).contains(lit) else { continue }
                let mask = Self.largest(lit, of: leans)
                var cost: Float = 0
                for dot in labs.indices { cost += labs[dot].distance(to: (mask >> dot & 1 == 1 ? to : from).lab) }
                cost /= count
                guard cost < best.cost else { continue }
                let share = Float(lit) / count
                cost += Self.weightOfMean * (from.dot * (1 - share) + to.dot * share).lab.distance(to: target)
                if cost < best.cost { best = (cost, mask, dark, light) }
            }
        }
        return Cell(
            glyph: symbols.glyph(dots: best.mask),
            role: .picture(
                foreground: PaletteColor.all[best.light].color, background: PaletteColor.all[best.dark].color))
    }

    /// How far each dot lies on the way from one colour to the other, with the fixed order in it.
    ///
    /// - Returns: how many dots must have the other colour to bring the mean nearest.
    private static func lean(
        _ dots: [Dot], from dark: Dot, to light: Dot, _ order: [Float], _ leans: inout [Float]
    ) -> Int {
        let way = light - dark
        let length = way.product(way)
        guard length > 0 else { return 0 }
        var sum: Float = 0
        for index in dots.indices {
            let lean = (dots[index] - dark).product(way) / length
            sum += lean
            leans[index] = lean + order[index] * weightOfOrder
        }
        return min(max(Int(sum.rounded()), 0), dots.count)
    }

    /// The places of the largest numbers, as bits.
    private static func largest(_ count: Int, of numbers: [Float]) -> Int {
        var mask = 0
        for _ in 0..<count {
            var next = -1
            for index in numbers.indices where mask >> index & 1 == 0 && (next < 0 || numbers[index] > numbers[next]) {
                next = index
            }
            mask |= 1 << next
        }
        return mask
    }

    /// The corners of the cube's cell and the greys about the mean, and what is nearest to either part.
    private static func candidates(mean: Dot, parts: TwoParts) -> [Int] {
        var found = PaletteColor.corners(about: mean)
        for part in [parts.light, parts.dark] { found += PaletteColor.nearest(colorsOfPart, to: part.lab) }
        for scale in scales { found += PaletteColor.nearest(1, to: (mean * scale).lab) }
        return Set(found).sorted()
    }

    /// Which dots of an even area are lit first, in [0, 1): far apart, and mirrored from one row of cells to the next, so that
    /// the pattern has no seams.
    private func order(isMirrored: Bool) -> [Float] {
        let ranks: [Float] =
            switch (symbols, isMirrored) {
            case (.sextants, false): [5, 1, 0, 4, 3, 2]
            case (.sextants, true): [1, 5, 4, 0, 2, 3]
            case (.quadrants, false): [3, 1, 0, 2]
            case (.quadrants, true): [1, 3, 2, 0]
            case (.halfBlocks, _): [1, 0]
            case (.ascii, _): [0]
            }
        return ranks.map { $0 / Float(ranks.count) }
    }
}
