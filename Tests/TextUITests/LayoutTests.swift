import Testing
import TextUI

@Suite("Layout")
struct LayoutTests {
    @Test("fixed parts keep their size and shares divide the rest without a gap")
    func split() {
        let parts = Rect(column: 2, row: 1, columns: 21, rows: 5).columns(.cells(4), .share(1), .share(2))
        #expect(parts.map(\.size.columns) == [4, 5, 12])
        #expect(parts.map(\.minColumn) == [2, 6, 11])
        #expect(parts.last?.maxColumn == 23)
    }

    @Test("parts past the edge are empty")
    func overflow() {
        let parts = Rect(column: 0, row: 0, columns: 5, rows: 3).rows(.cells(2), .share(1), .cells(2), .cells(1))
        #expect(parts.map(\.size.rows) == [2, 0, 1, 0])
    }

    @Test("a centred rectangle is never larger than its room")
    func centred() {
        let room = Rect(column: 0, row: 1, columns: 10, rows: 4)
        #expect(room.centred(Size(columns: 4, rows: 2)) == Rect(column: 3, row: 2, columns: 4, rows: 2))
        #expect(room.centred(Size(columns: 99, rows: 99)) == room)
    }

    @Test(
        "the selected line is always visible, in the middle where that is possible",
        arguments: [(0, 0..<5), (2, 0..<5), (3, 1..<6), (50, 48..<53), (99, 95..<100)])
    func scrolling(selected: Int, visible: Range<Int>) {
        #expect(ScrollWindow(count: 100, selected: selected, rows: 5).visible == visible)
    }

    @Test("a list shorter than its room is shown whole, an empty one not at all")
    func shortLists() {
        #expect(ScrollWindow(count: 3, selected: 2, rows: 10).visible == 0..<3)
        #expect(ScrollWindow(count: 0, selected: 0, rows: 10).visible == 0..<0)
        #expect(ScrollWindow(count: 3, selected: 0, rows: 0).visible.isEmpty)
    }

    @Test("items flow into lines, and the last line keeps its reserve")
    func flow() {
        let size = Size(columns: 10, rows: 2)
        let places = Flow.places(of: [4, 4, 4], gap: 1, in: size, reserved: 0)
        #expect(places == [Point(column: 0, row: 0), Point(column: 5, row: 0), Point(column: 0, row: 1)])
        #expect(Flow.places(of: [4, 4, 4, 4], gap: 1, in: size, reserved: 3) == nil)
        #expect(Flow.firstPlaces(of: [4, 4, 4, 4], gap: 1, in: size, reserved: 3).count == 3)
    }
}
