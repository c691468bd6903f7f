internal import CChafa
internal import Imaging
internal import TextUI

/// One libchafa canvas, freed with its owner.
struct Canvas: ~Copyable {
    /// What libchafa does well; fewer colours are drawn as greys by `GreyDots`.
    enum Colors {
        case trueColor
        case indexed256
    }

    private let canvas: OpaquePointer
    private let size: Size
    private let colors: Colors

    /// Strength of the ordered dither between the colours of a palette, in libchafa's own measure.
    private static let ditherIntensity: Float = 1
    /// How hard libchafa searches for symbols, in [0, 1]: more than this takes three times as long and looks the same.
    private static let effort: Float = 0.5

    init(size: Size, colors: Colors, symbols: PictureSymbols) {
        let map = chafa_symbol_map_new()
        defer { chafa_symbol_map_unref(map) }
        chafa_symbol_map_add_by_tags(map, symbols.tags)

        let configuration = chafa_canvas_config_new()
        defer { chafa_canvas_config_unref(configuration) }
        let mode = colors == .trueColor ? CHAFA_CANVAS_MODE_TRUECOLOR : CHAFA_CANVAS_MODE_INDEXED_240
        chafa_canvas_config_set_geometry(configuration, gint(size.columns), gint(size.rows))
        chafa_canvas_config_set_canvas_mode(configuration, mode)
        chafa_canvas_config_set_symbol_map(configuration, map)
        chafa_canvas_config_set_color_space(configuration, CHAFA_COLOR_SPACE_RGB)
        chafa_canvas_config_set_work_factor(configuration, Self.effort)
        // libchafa would raise contrast and saturation for small palettes: what an inspector sees must be the picture.
        chafa_canvas_config_set_preprocessing_enabled(configuration, 0)
        if colors == .indexed256 {
            chafa_canvas_config_set_dither_mode(configuration, CHAFA_DITHER_MODE_ORDERED)
            chafa_canvas_config_set_dither_intensity(configuration, Self.ditherIntensity)
            let (width, height) = symbols.ditherGrain
            chafa_canvas_config_set_dither_grain_size(configuration, width, height)
        }
        canvas = chafa_canvas_new(configuration)
        self.size = size
        self.colors = colors
    }

    deinit { chafa_canvas_unref(canvas) }

    func draw(_ picture: PixelImage) {
        picture.samples.withUnsafeBufferPointer { samples in
            chafa_canvas_draw_all_pixels(
                canvas, CHAFA_PIXEL_RGB8, samples.baseAddress, gint(picture.width), gint(picture.height),
                gint(picture.width * PixelImage.channels))
        }
    }

    func cells() -> [Cell] {
        var cells: [Cell] = []
        cells.reserveCapacity(size.columns * size.rows)
        for row in 0..<gint(size.rows) {
            for column in 0..<gint(size.columns) {
                let code = chafa_canvas_get_char_at(canvas, column, row)
                let glyph = Unicode.Scalar(code).map(Character.init) ?? " "
                cells.append(Cell(glyph: glyph, role: role(column: column, row: row)))
            }
        }
        return cells
    }

    private func role(column: gint, row: gint) -> Role {
        var (foreground, background): (gint, gint) = (0, 0)
        switch colors {
        case .trueColor:
            chafa_canvas_get_colors_at(canvas, column, row, &foreground, &background)
            return .picture(
                foreground: RGB(hex: UInt32(bitPattern: foreground)),
                background: RGB(hex: UInt32(bitPattern: background)))
        case .indexed256:
            chafa_canvas_get_raw_colors_at(canvas, column, row, &foreground, &background)
            return .picture(
                foreground: Self.entry(foreground, orElse: .white), background: Self.entry(background, orElse: .black))
        }
    }

    /// libchafa answers −1 where it would leave a colour to the terminal.
    private static func entry(_ index: gint, orElse standard: RGB) -> RGB {
        UInt8(exactly: index).map(TerminalPalette.color) ?? standard
    }
}

extension PictureSymbols {
    fileprivate var tags: ChafaSymbolTags {
        let always = CHAFA_SYMBOL_TAG_SPACE.rawValue | CHAFA_SYMBOL_TAG_SOLID.rawValue
        let halves = always | CHAFA_SYMBOL_TAG_HALF.rawValue
        let quadrants = halves | CHAFA_SYMBOL_TAG_QUAD.rawValue
        return switch self {
        case .sextants: ChafaSymbolTags(quadrants | CHAFA_SYMBOL_TAG_SEXTANT.rawValue)
        case .quadrants: ChafaSymbolTags(quadrants)
        case .halfBlocks: ChafaSymbolTags(always | CHAFA_SYMBOL_TAG_HHALF.rawValue)
        case .ascii: ChafaSymbolTags(CHAFA_SYMBOL_TAG_ASCII.rawValue | CHAFA_SYMBOL_TAG_SPACE.rawValue)
        }
    }

    /// Pixels of one dot of the dither, near the size of the symbols' own dots (powers of two).
    fileprivate var ditherGrain: (width: gint, height: gint) {
        switch self {
        case .sextants: (4, 2)
        case .quadrants: (4, 4)
        case .halfBlocks: (8, 4)
        case .ascii: (4, 4)
        }
    }
}
