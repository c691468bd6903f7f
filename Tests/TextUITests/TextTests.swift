import Testing
import TextUI

@Suite("Text in columns")
struct TextTests {
    @Test(
        "a text takes the columns that a terminal gives it",
        arguments: [
            ("", 0), ("crack", 5), ("良品", 4), ("キズ", 4), ("ｷｽﾞ", 3), ("Ｆ", 2), ("Δs", 2), ("ŝ", 1), ("s\u{302}", 1),
            ("e\u{301}le\u{300}ve", 5), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("🙂", 2), ("👨‍👩‍👧", 2), ("🇯🇵", 1),
            ("❤️", 1), ("●", 1),
            ("│─┏", 3), ("か\u{3099}", 2), ("…", 1), ("\u{200B}", 1), ("a\tb", 3), ("\r\n", 1), ("𠮷", 2), ("☔", 2),
        ])
    func columns(text: String, expected: Int) {
        #expect(text.columns == expected)
    }

    @Test(
        "a long text ends in an ellipsis and never takes more than its room",
        arguments: [
            ("scratch", 7, "scratch"), ("scratch", 6, "scrat…"), ("scratch", 1, "…"), ("scratch", 0, ""),
            ("異物混入", 8, "異物混入"), ("異物混入", 7, "異物混…"), ("異物混入", 6, "異物…"), ("異物混入", 2, "…"),
        ])
    func truncation(text: String, width: Int, expected: String) {
        #expect(text.truncated(to: width) == expected)
        #expect(text.truncated(to: width).columns <= width)
    }

    @Test("a path keeps its end")
    func truncationAtStart() {
        #expect("cam1/lot-3/part-1002.png".truncatedAtStart(to: 14) == "…part-1002.png")
        #expect("画像/異物.png".truncatedAtStart(to: 8) == "…物.png")
        #expect("画像/異物.png".truncatedAtStart(to: 13) == "画像/異物.png")
        #expect("ab".truncatedAtStart(to: 0) == "")
    }

    @Test("padding fills or cuts to the width")
    func padding() {
        #expect("キズ".padded(to: 6) == "キズ  ")
        #expect("7".padded(to: 3, alignment: .right) == "  7")
        #expect("ab".padded(to: 5, alignment: .centre) == " ab  ")
        #expect("異物混入".padded(to: 5) == "異物…")
    }

    @Test(
        "lines break at spaces and between East Asian characters",
        arguments: [
            ("CLIP pulls this towards inclusion by 3.1", 36, ["CLIP pulls this towards inclusion by", "3.1"]),
            ("one two three", 7, ["one two", "three"]), ("one two three", 5, ["one", "two", "three"]),
            ("crocodile", 4, ["croc", "odil", "e"]), ("", 5, [""]), ("a\nb", 5, ["a", "b"]),
            ("異物混入です", 6, ["異物混", "入です"]), ("画像がない。", 10, ["画像がな", "い。"]),
            ("「良品」です", 4, ["「良", "品」", "です"]), ("x", 0, []), ("異", 1, ["異"]),
        ])
    func wrapping(text: String, width: Int, expected: [String]) {
        #expect(text.wrapped(to: width) == expected)
    }

    @Test("wrapping loses no letter and exceeds no line", arguments: 1...24)
    func wrappingKeepsEverything(width: Int) {
        let text = "Kratzer oder Riss? 傷とワレを見分ける「検査」です。 a-very-long-word-without-a-break end"
        let lines = text.wrapped(to: width)
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        #expect(lines.allSatisfy { $0.columns <= max(2, width) })
    }

    @Test("what a file name must not do to a terminal is replaced")
    func controlCharacters() {
        #expect(Character("\u{1B}").glyphs == ["\u{FFFD}"])
        #expect(Character("\u{202E}").glyphs == ["\u{FFFD}"])
        #expect(Character("\u{9B}").glyphs == ["\u{FFFD}"])
        #expect(Character("\r\n").glyphs == ["\u{FFFD}"])
        #expect(Character("👨‍👩‍👧").glyphs == ["👨"])
        #expect(Character("❤️").glyphs == ["❤"])
        #expect(Character("ｽﾞ").glyphs == ["ｽ", "ﾞ"])
        #expect(Character("ŝ").glyphs == ["ŝ"])
        #expect(Character("e\u{301}\u{302}\u{303}\u{304}\u{305}").glyphs[0].unicodeScalars.count == 5)
    }
}
