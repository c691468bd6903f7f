internal import CChafa
package import Imaging
package import TextUI

/// The characters out of which a picture is made: finer ones need a font that has them.
package enum PictureSymbols: Sendable, Hashable, CaseIterable {
    /// 2 × 3 dots a cell (Unicode 13): twice the detail of half blocks, which thin scratches need.
    case sextants
    /// 2 × 2 dots a cell.
    case quadrants
    /// 1 × 2 dots a cell: every font has them.
    case halfBlocks
    /// Letters and signs, for terminals without Unicode.
    case ascii
}

/// Turns pictures into character cells through libchafa.
///
/// A value without state: any number of threads may draw at once.
package struct PictureRenderer: Sendable, Hashable {
    /// With 16 and 8 colours a photograph would be unreadable: its brightness is drawn in the greys among them, its tones spread.
    /// Without colour, light is drawn in the terminal's own foreground and dark is left out.
    package var colors: ColorDepth
    package var symbols: PictureSymbols

    package init(colors: ColorDepth, symbols: PictureSymbols = .sextants) {
        self.colors = colors
        self.symbols = symbols
    }

    /// Pixels across and down that libchafa looks at in each cell.
    private static let pixelsPerCell = 8
    /// A character cell is about twice as high as it is wide.
    private static let cellAspect = 2

    /// The size in pixels, with square pixels, of a rectangle of cells: more than this a picture need not have.
    package static func window(of cells: Size) -> PixelSize {
        PixelSize(width: cells.columns * pixelsPerCell, height: cells.rows * pixelsPerCell * cellAspect)
    }

    /// The largest size in cells, inside a rectangle, that keeps a picture's proportions; at least one cell.
    package static func fitted(_ picture: PixelSize, into cells: Size) -> Size {
        let window = window(of: cells)
        let scale = min(
            Double(window.width) / Double(picture.width), Double(window.height) / Double(picture.height))
        let columns = (Double(picture.width) * scale / Double(pixelsPerCell)).rounded()
        let rows = (Double(picture.height) * scale / Double(pixelsPerCell * cellAspect)).rounded()
        return Size(
            columns: min(max(1, Int(columns)), max(1, cells.columns)),
            rows: min(max(1, Int(rows)), max(1, cells.rows)))
    }

    /// The picture as cells, as large as its proportions let it be inside `cells`.
    ///
    /// Colours in the roles are those of the terminal's palette, so that it finds them again exactly.
    package func cells(of picture: PixelImage, fitting cells: Size) -> CellPicture {
        guard cells.columns > 0, cells.rows > 0 else {
            return CellPicture(size: Size(columns: 0, rows: 0), cells: [])
        }
        let size = Self.fitted(picture.size, into: cells)
        switch colors {
        case .trueColor: return drawn(picture, size: size, colors: .trueColor)
        case .indexed256: return drawn(picture, size: size, colors: .indexed256)
        case .indexed16: return dotted(picture, size: size, greys: [0, 8, 7, 15].map(TerminalPalette.color))
        case .indexed8: return dotted(picture, size: size, greys: [0, 7].map(TerminalPalette.color))
        case .monochrome: return dotted(picture, size: size, greys: [.black, .white])
        }
    }

    private func drawn(_ picture: PixelImage, size: Size, colors: Canvas.Colors) -> CellPicture {
        // Shrinking is most of libchafa's work, and ours is faster.
        let small = picture.reduced(
            to: PixelSize(width: size.columns * Self.pixelsPerCell, height: size.rows * Self.pixelsPerCell))
        let canvas = Canvas(size: size, colors: colors, symbols: symbols)
        canvas.draw(small)
        return CellPicture(size: size, cells: canvas.cells())
    }

    private func dotted(_ picture: PixelImage, size: Size, greys: [RGB]) -> CellPicture {
        GreyDots(greys: greys, symbols: symbols).cells(of: picture, size: size)
    }
}
