import NcursesTerminal
import Testing
import TextUI
import Themes

@Suite("What the terminal decides")
struct DecisionTests {
    @Test(
        "the entry for 24-bit colour is tried first where the terminal promises it",
        arguments: [
            (["TERM": "xterm-256color", "COLORTERM": "truecolor"], ["xterm-direct", "xterm-256color"]),
            (["TERM": "xterm-kitty", "COLORTERM": "24bit"], ["xterm-direct", "xterm-kitty"]),
            (["TERM": "screen-256color", "COLORTERM": "truecolor", "TMUX": "x"], ["tmux-direct", "screen-256color"]),
            (["TERM": "screen-256color", "COLORTERM": "truecolor"], ["screen-256color"]),
            (["TERM": "tmux-direct", "COLORTERM": "truecolor"], ["tmux-direct"]),
            (["TERM": "xterm-256color"], ["xterm-256color"]),
            (["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"], ["xterm-256color"]),
            (["TERM": "linux", "COLORTERM": "truecolor"], ["linux"]),
        ])
    func entries(environment: [String: String], names: [String]) throws {
        #expect(try TerminalChoice(environment: environment, wanted: nil).names == names)
    }

    @Test("a wish limits the colours, or asks for 24 bits")
    func wishes() throws {
        let environment = ["TERM": "xterm-256color", "COLORTERM": "truecolor"]
        let few = try TerminalChoice(environment: environment, wanted: .indexed16)
        #expect(few.limit == .indexed16)
        #expect(few.names == ["xterm-256color"])
        let many = try TerminalChoice(environment: ["TERM": "xterm", "NO_COLOR": "1"], wanted: .trueColor)
        #expect(many.names == ["xterm-direct", "xterm"])
        #expect(many.limit == .trueColor)
    }

    @Test("an empty NO_COLOR means nothing, and no TERM is an error")
    func emptyVariables() throws {
        #expect(try TerminalChoice(environment: ["TERM": "xterm", "NO_COLOR": ""], wanted: nil).limit == .trueColor)
        #expect(throws: TerminalError.unnamed) { try TerminalChoice(environment: [:], wanted: nil) }
    }

    @Test("24-bit colours are their own numbers, but for those that mean the eight old ones")
    func directNumbers() {
        let numbers = ColorNumbers(depth: .trueColor)
        #expect(
            numbers.pair(for: Style(.hex(0x123456), on: .hex(0x000000))).pair
                == .init(foreground: 0x123456, background: 8))
        #expect(
            numbers.pair(for: Style(.indexed(3), on: .terminalDefault)).pair == .init(foreground: 3, background: -1))
        #expect(
            numbers.pair(for: Style(.indexed(196), on: .indexed(232))).pair
                == .init(foreground: 0xFF0000, background: 0x080808))
    }

    @Test("every colour of the 240 that a picture uses comes back as itself")
    func pictureColors() {
        let numbers = ColorNumbers(depth: .indexed256)
        for index in 16...255 {
            let color = TerminalPalette.color(UInt8(index))
            let number = numbers.pair(for: Style(.rgb(color))).pair.foreground
            #expect(TerminalPalette.color(UInt8(number)) == color)
        }
    }

    @Test("eight colours: the bright ones become bold")
    func eightColors() {
        let numbers = ColorNumbers(depth: .indexed8)
        let bright = numbers.pair(for: Style(.indexed(11)))
        #expect(bright.pair.foreground == 3)
        #expect(bright.brightens)
        let plain = numbers.pair(for: Style(.indexed(3)))
        #expect(plain.pair.foreground == 3)
        #expect(!plain.brightens)
        #expect(
            numbers.pair(for: Style(.hex(0xFFFFFF), on: .hex(0x000000))).pair == .init(foreground: 7, background: 0))
    }

    @Test("text never takes the colour of its ground", arguments: [ColorDepth.indexed8, .indexed16])
    func readable(depth: ColorDepth) throws {
        let numbers = ColorNumbers(depth: depth)
        let library = ThemeLibrary(folders: [])
        for theme in try library.names.map(library.theme(named:)) {
            for slot in Theme.Slot.allCases {
                let style = theme[slot]
                let pair = numbers.pair(for: style).pair
                #expect(
                    pair.foreground != pair.background || style.foreground == style.background, "\(theme.name) \(slot)")
            }
        }
    }

    @Test("pairs are numbered once, from one, until there is no room")
    func pairs() {
        var table = PairTable(capacity: 3)
        #expect(table.number(of: .init(foreground: 1, background: 2)) == .new(1))
        #expect(table.number(of: .init(foreground: 2, background: 1)) == .new(2))
        #expect(table.number(of: .init(foreground: 1, background: 2)) == .known(1))
        #expect(table.number(of: .init(foreground: -1, background: -1)) == .known(0))
        #expect(table.number(of: .init(foreground: 5, background: 6)) == .full)
        table.forgetAll()
        #expect(table.number(of: .init(foreground: 5, background: 6)) == .new(1))
    }

    @Test(
        "control characters are keys",
        arguments: [
            (1, Key.control("a")), (26, .control("z")), (9, .tab), (13, .enter), (10, .enter), (8, .backspace),
            (127, .backspace), (27, .escape), (31, .control("_")), (32, .character(" ")), (0x50B7, .character("傷")),
        ] as [(UInt32, Key)])
    func controlCharacters(scalar: UInt32, key: Key) {
        #expect(Key(scalar: scalar) == key)
    }

    @Test("what is no key is none", arguments: [0, 0x85, 0xD800, 0x110000] as [UInt32])
    func noKeys(scalar: UInt32) {
        #expect(Key(scalar: scalar) == nil)
    }

    @Test("two presses soon after one another on one cell are a double press")
    func doublePress() {
        var presses = DoublePress()
        let start = Duration.seconds(5)
        let cell = Point(column: 3, row: 4)
        #expect(presses.kind(at: cell, time: start) == .press)
        #expect(presses.kind(at: cell, time: start + .milliseconds(300)) == .doublePress)
        #expect(presses.kind(at: cell, time: start + .milliseconds(500)) == .press)
        #expect(presses.kind(at: Point(column: 4, row: 4), time: start + .milliseconds(600)) == .press)
        #expect(presses.kind(at: Point(column: 4, row: 4), time: start + .milliseconds(1100)) == .press)
    }
}
