import Testing
import TextUI

@Suite("Drawing on a screen")
struct ScreenDrawingTests {
    private func screen(_ columns: Int, _ rows: Int) -> Screen { Screen(size: Size(columns: columns, rows: rows)) }

    @Test("a wide character takes two cells")
    func wideCharacters() {
        var screen = screen(6, 1)
        let end = screen.write("良x", column: 1, row: 0, role: .title)
        #expect(end == 4)
        #expect(screen.text == " 良x\n")
        #expect(screen[2, 0].isContinuation)
        #expect(screen.roleLetters == ".TTT..\n")
    }

    @Test("a half-width voicing mark has a cell of its own")
    func halfWidthKatakana() {
        var screen = screen(5, 1)
        #expect(screen.write("ｷｽﾞx", column: 0, row: 0) == 4)
        #expect((0..<4).map { screen[$0, 0].glyph } == ["ｷ", "ｽ", "ﾞ", "x"])
    }

    @Test("a wide character that does not fit whole is not drawn")
    func wideCharacterAtTheEdge() {
        var screen = screen(4, 1)
        screen.write("ab良", column: 1, row: 0)
        #expect(screen.text == " ab\n")
    }

    @Test("overwriting half of a wide character clears the other half", arguments: [1, 2])
    func overwrittenHalf(column: Int) {
        var screen = screen(5, 1)
        screen.write("良", column: 1, row: 0)
        screen.write("x", column: column, row: 0)
        #expect(!(0..<5).contains { screen[$0, 0].isContinuation })
        #expect(screen.text == (column == 1 ? " x\n" : "  x\n"))
    }

    @Test("a fill over half of a wide character clears both halves")
    func fillOverHalf() {
        var screen = screen(5, 1)
        screen.write("良品", column: 0, row: 0)
        screen.fill(Rect(column: 1, row: 0, columns: 2, rows: 1), glyph: "-")
        #expect(screen.text == " --\n")
        #expect(!(0..<5).contains { screen[$0, 0].isContinuation })
    }

    @Test("writing outside the screen is harmless", arguments: [(-3, 0), (0, -1), (0, 9), (99, 0)])
    func outside(column: Int, row: Int) {
        var screen = screen(4, 2)
        screen.write("abc", column: column, row: row)
        screen.fill(Rect(column: column, row: row, columns: 3, rows: 3))
        screen.drawBox(Rect(column: column, row: row, columns: 6, rows: 6), title: "t")
        #expect(screen.size == Size(columns: 4, rows: 2))
    }

    @Test("text in a rectangle is cut, aligned and clipped")
    func rectangles() {
        var screen = screen(12, 3)
        let rect = Rect(column: 2, row: 0, columns: 6, rows: 3)
        screen.write("abcdefgh", in: rect)
        screen.write("ab", in: rect, row: 1, alignment: .right)
        screen.write("ab", in: rect, row: 2, alignment: .centre)
        screen.write("lost", in: rect, row: 3)
        #expect(screen.text == "  abcde…\n      ab\n    ab\n")
    }

    @Test("a box has its title above and the end of its path below")
    func boxes() {
        var screen = screen(16, 3)
        let inside = screen.drawBox(
            Rect(column: 0, row: 0, columns: 16, rows: 3), title: "question", footer: "folder/part-1.png")
        #expect(inside == Rect(column: 1, row: 1, columns: 14, rows: 1))
        #expect(screen.text == "╭─ question ───╮\n│              │\n╰─ …art-1.png ─╯\n")
    }

    @Test("the two kinds of boxes differ without colour")
    func boxLines() {
        var light = screen(4, 2)
        var heavy = light
        light.drawBox(light.bounds, lines: .light, role: .border)
        heavy.drawBox(heavy.bounds, lines: .heavy, role: .border)
        #expect(light.text != heavy.text)
    }

    @Test("a picture is centred, and cut where it is larger")
    func pictures() {
        func picture(_ columns: Int, _ rows: Int) -> CellPicture {
            let cells = (0..<(columns * rows)).map { Cell(glyph: Character(String($0 % 10))) }
            return CellPicture(size: Size(columns: columns, rows: rows), cells: cells)
        }
        var small = screen(6, 3)
        small.draw(picture(2, 1), in: small.bounds)
        #expect(small.text == "\n  01\n\n")
        var large = screen(2, 1)
        large.draw(picture(4, 3), in: large.bounds)
        #expect(large.text == "56\n")
    }
}
