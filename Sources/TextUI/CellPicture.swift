/// A picture as character cells: what a converter makes and a view copies into a screen.
package struct CellPicture: Sendable, Equatable {
    package let size: Size
    /// Row-major, `size.columns × size.rows`; glyphs of width one with `.picture` roles.
    package let cells: [Cell]

    /// - Precondition: one cell per place.
    package init(size: Size, cells: [Cell]) {
        precondition(cells.count == size.columns * size.rows, "a picture fills its rectangle")
        self.size = size
        self.cells = cells
    }
}
