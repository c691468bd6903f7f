/// How much of a rectangle a part takes.
package enum Extent: Sendable, Hashable {
    case cells(Int)
    /// A share of what the others leave.
    case share(Int)
}

extension Rect {
    /// Parts from left to right. The last share takes what rounding leaves; parts past the edge are empty.
    package func columns(_ extents: Extent...) -> [Rect] {
        Rect.spans(of: size.columns, extents).map { start, length in
            Rect(column: minColumn + start, row: minRow, columns: length, rows: size.rows)
        }
    }

    /// Parts from top to bottom.
    package func rows(_ extents: Extent...) -> [Rect] {
        Rect.spans(of: size.rows, extents).map { start, length in
            Rect(column: minColumn, row: minRow + start, columns: size.columns, rows: length)
        }
    }

    /// The rectangle without a margin on every side.
    package func inset(columns: Int = 0, rows: Int = 0) -> Rect {
        Rect(
            column: minColumn + columns, row: minRow + rows, columns: size.columns - 2 * columns,
            rows: size.rows - 2 * rows)
    }

    /// A rectangle of that size, or smaller, in the middle of this one.
    package func centred(_ inner: Size) -> Rect {
        let width = min(inner.columns, size.columns)
        let height = min(inner.rows, size.rows)
        return Rect(
            column: minColumn + (size.columns - width) / 2, row: minRow + (size.rows - height) / 2, columns: width,
            rows: height)
    }

    private static func spans(of total: Int, _ extents: [Extent]) -> [(start: Int, length: Int)] {
        var fixed = 0
        var shares = 0
        for extent in extents {
            switch extent {
            case .cells(let cells): fixed += cells
            case .share(let share): shares += share
            }
        }
        var room = max(0, total - fixed)
        var sharesLeft = shares
        var start = 0
        return extents.map { extent in
            let wanted: Int
            switch extent {
            case .cells(let cells): wanted = cells
            case .share(let share):
                wanted = sharesLeft > 0 ? room * share / sharesLeft : 0
                room -= wanted
                sharesLeft -= share
            }
            let length = max(0, min(wanted, total - start))
            defer { start += length }
            return (start, length)
        }
    }
}

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
