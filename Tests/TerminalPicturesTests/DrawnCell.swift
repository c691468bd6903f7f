import Foundation
import Imaging
import TextUI

/// What a cell looks like from afar.
struct DrawnCell {
    /// Samples in 0…255.
    var mean: [Double]

    /// nil for a cell that is no part of a picture, and for a glyph whose ink is unknown.
    init?(_ cell: Cell) {
        guard case .picture(let foreground, let background) = cell.role, let share = Self.share(of: cell.glyph) else {
            return nil
        }
        mean = zip(foreground.samples, background.samples).map { share * Double($0) + (1 - share) * Double($1) }
    }

    /// ITU-R BT.709.
    var light: Double { 0.2126 * mean[0] + 0.7152 * mean[1] + 0.0722 * mean[2] }

    /// The part of the cell that has the foreground's colour: dots of block characters, or the ink of a letter, by its place
    /// among those sorted by ink.
    static func share(of glyph: Character) -> Double? {
        let known: [Character: Double] = [
            " ": 0, "█": 1, "▀": 0.5, "▄": 0.5, "▌": 0.5, "▐": 0.5, "▘": 0.25, "▝": 0.25, "▖": 0.25, "▗": 0.25,
            "▚": 0.5, "▞": 0.5, "▛": 0.75, "▜": 0.75, "▙": 0.75, "▟": 0.75,
        ]
        if let share = known[glyph] { return share }
        guard let scalar = glyph.unicodeScalars.first else { return nil }
        if (0x1FB00...0x1FB3B).contains(scalar.value) {
            var mask = Int(scalar.value) - 0x1FB00 + 1
            if mask >= 0b010101 { mask += 1 }
            if mask >= 0b101010 { mask += 1 }
            return Double(mask.nonzeroBitCount) / 6
        }
        let letters: [Character] = Array(" .:-=+*#%@")
        return letters.firstIndex(of: glyph).map { Double($0) / Double(letters.count - 1) }
    }
}

extension RGB {
    var samples: [UInt8] { [red, green, blue] }
}

extension OKLab {
    init(_ mean: [Double]) { self.init(red: Float(mean[0]), green: Float(mean[1]), blue: Float(mean[2])) }

    /// How far it is from grey.
    var chroma: Float { (a * a + b * b).squareRoot() }

    /// In degrees.
    var hue: Float { atan2(b, a) * 180 / .pi }

    /// In degrees, in 0…180.
    func hueDistance(to other: OKLab) -> Float {
        let difference = abs(hue - other.hue)
        return min(difference, 360 - difference)
    }
}

extension PixelImage {
    /// The plain mean of the part of the picture under each cell, row by row: by the definition, fractions of pixels counted.
    func plainMeans(of cells: Size) -> [[Double]] {
        func parts(_ length: Int, _ count: Int) -> [[(pixel: Int, weight: Double)]] {
            (0..<count).map { index in
                let (from, to) = (
                    Double(index * length) / Double(count), Double((index + 1) * length) / Double(count)
                )
                return (Int(from)..<min(length, Int(to.rounded(.up)))).map { pixel in
                    (pixel, (min(to, Double(pixel + 1)) - max(from, Double(pixel))) / (to - from))
                }
            }
        }
        let columns = parts(width, cells.columns)
        return parts(height, cells.rows).flatMap { row in
            columns.map { column in
                var mean = [0.0, 0.0, 0.0]
                for (y, down) in row {
                    for (x, across) in column {
                        let (red, green, blue) = pixel(x: x, y: y)
                        for (channel, sample) in [red, green, blue].enumerated() {
                            mean[channel] += down * across * Double(sample)
                        }
                    }
                }
                return mean
            }
        }
    }
}
