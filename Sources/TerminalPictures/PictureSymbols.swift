internal import TextUI

/// The characters out of which a picture is made: finer ones need a font that has them.
package enum PictureSymbols: Sendable, Hashable, CaseIterable {
    /// 2 × 3 dots per cell (Unicode 13): thin scratches need them.
    case sextants
    /// 2 × 2 dots per cell.
    case quadrants
    /// 1 × 2 dots per cell: every font has them.
    case halfBlocks
    /// For terminals without Unicode: a cell is one dot where it can have any colour, else a letter by its brightness.
    case ascii
}

extension PictureSymbols {
    /// Dots across and down in a cell.
    var dots: Size {
        switch self {
        case .sextants: Size(columns: 2, rows: 3)
        case .quadrants: Size(columns: 2, rows: 2)
        case .halfBlocks: Size(columns: 1, rows: 2)
        case .ascii: Size(columns: 1, rows: 1)
        }
    }

    /// The block character with these dots set: bit 0 top left, then row by row.
    func glyph(dots mask: Int) -> Character {
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
