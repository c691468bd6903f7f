internal import TextUI

/// Draws a picture in any colour: each cell has two, and every dot of it is one or the other.
///
/// Of all ways to split the dots of a cell in two, it takes the one whose dots are nearest to the mean of their own part. The mean of
/// a cell is then that of its part of the picture, whatever its symbol.
struct TrueColorDots {
    var symbols: PictureSymbols

    func cells(of grid: DotGrid) -> [Cell] {
        grid.cells { dots, _ in
            let parts = TwoParts(of: dots)
            return Cell(
                glyph: symbols.glyph(dots: parts.mask),
                role: .picture(foreground: parts.light.rounded, background: parts.dark.rounded))
        }
    }
}

/// The dots of a cell split in two.
struct TwoParts {
    /// The dots of the lighter part; 0 where all dots are alike.
    private(set) var mask = 0
    /// The means of the parts.
    private(set) var light: Dot
    private(set) var dark: Dot

    init(of dots: [Dot]) {
        let whole = dots.sum
        let mean = whole * (1 / Float(dots.count))
        (light, dark) = (mean, mean)
        guard dots.contains(where: { $0 != dots[0] }) else { return }
        var best: Float = -1
        // The last dot is always in the other part: a split and its opposite are the same.
        for way in 1..<(1 << (dots.count - 1)) {
            let part = dots.indices.filter { way >> $0 & 1 == 1 }
            let sum = part.reduce(Dot()) { $0 + dots[$1] }
            let rest = whole - sum
            let (count, others) = (Float(part.count), Float(dots.count - part.count))
            // By how much the squared distances within the parts fall short of those about the common mean, up to a constant.
            let gain = sum.product(sum) / count + rest.product(rest) / others
            guard gain > best else { continue }
            best = gain
            mask = way
            light = sum * (1 / count)
            dark = rest * (1 / others)
        }
        guard light.light < dark.light else { return }
        swap(&light, &dark)
        mask ^= (1 << dots.count) - 1
    }
}
