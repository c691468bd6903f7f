/// Items of given widths set in lines from left to right, as words are.
package enum Flow {
    /// The places of all items, or nil where they do not fit.
    /// - Parameter reserved: columns that stay free at the end of the last line.
    package static func places(of widths: [Int], gap: Int, in size: Size, reserved: Int) -> [Point]? {
        let places = firstPlaces(of: widths, gap: gap, in: size, reserved: reserved)
        return places.count == widths.count ? places : nil
    }

    /// The places of as many items as fit.
    package static func firstPlaces(of widths: [Int], gap: Int, in size: Size, reserved: Int) -> [Point] {
        var places: [Point] = []
        var column = 0
        var row = 0
        for width in widths {
            let isLast = row == size.rows - 1
            if column + width > size.columns - (isLast ? reserved : 0) {
                // The line after this one may be the last, and must have room for what is reserved.
                guard !isLast, width <= size.columns - (row + 1 == size.rows - 1 ? reserved : 0) else { break }
                row += 1
                column = 0
            }
            guard row < size.rows else { break }
            places.append(Point(column: column, row: row))
            column += width + gap
        }
        return places
    }
}
