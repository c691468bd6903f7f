package import Imaging
package import TextUI

/// Turns pictures into character cells.
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

    /// Pixels across in each cell of the window: a whole number of dots, and a little more than they need.
    private static let pixelsPerCell = 8
    /// A character cell is about twice as high as it is wide.
    private static let cellAspect = 2

    /// The size in pixels, with square pixels, of a rectangle of cells: a picture needs no more than this.
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
        func dotted(_ greys: [UInt8]) -> CellPicture {
            GreyDots(greys: greys.map(TerminalPalette.color), symbols: symbols).cells(of: picture, size: size)
        }
        switch colors {
        case .trueColor:
            return CellPicture(size: size, cells: TrueColorDots(symbols: symbols).cells(of: dots(picture, size)))
        case .indexed256:
            return CellPicture(size: size, cells: PaletteDots(symbols: symbols).cells(of: dots(picture, size)))
        case .indexed16: return dotted([0, 8, 7, 15])
        case .indexed8: return dotted([0, 7])
        case .monochrome: return GreyDots(greys: [.black, .white], symbols: symbols).cells(of: picture, size: size)
        }
    }

    private func dots(_ picture: PixelImage, _ size: Size) -> DotGrid {
        DotGrid(picture, size: size, dots: symbols.dots)
    }
}
