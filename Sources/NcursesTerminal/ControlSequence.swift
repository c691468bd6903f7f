package import TextUI

/// A whole sequence of a terminal, and what it means to us.
package struct ControlSequence: Sendable, Equatable {
    package var introducer: UInt8
    package var parameters: [UInt8]
    package var final: UInt8

    package enum Meaning: Sendable, Equatable {
        case key(Key)
        case mouse(MouseReport)
        /// The terminal speaks of itself: focus, colours, attributes, the place of the cursor.
        case report
        case pasteBegins
        /// A key, or a key with Ctrl, Shift or Alt, that nothing is bound to.
        case unknownKey
    }

    package init(introducer: UInt8, parameters: [UInt8], final: UInt8) {
        self.introducer = introducer
        self.parameters = parameters
        self.final = final
    }

    /// CSI and SS3, then those of strings: OSC, DCS and APC.
    static let introducers: Set<UInt8> = Set("[O".utf8).union(stringIntroducers)
    static let stringIntroducers = Set("]P_".utf8)
    static let pasteEnd = Array("\u{1B}[201~".utf8)

    /// Whether a terminal's answer may begin so: a number behind `]`, a parameter behind `P`, `G` behind `_`.
    static func mayBegin(stringBehind introducer: UInt8, _ byte: UInt8) -> Bool {
        switch introducer {
        case UInt8(ascii: "]"): (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        case UInt8(ascii: "P"): (0x20...0x3F).contains(byte)
        default: byte == UInt8(ascii: "G")
        }
    }

    package var meaning: Meaning {
        introducer == UInt8(ascii: "O") ? singleShift : control
    }

    /// Keys of the application modes, and function keys.
    private var singleShift: Meaning {
        guard parameters.isEmpty else { return .unknownKey }
        return Self.letterKeys[final].map { .key($0) } ?? Self.keypad[final].map { .key($0) } ?? .unknownKey
    }

    private var control: Meaning {
        let text = String(decoding: parameters, as: UTF8.self)
        let fields = text.split(separator: ";", omittingEmptySubsequences: false)
        switch final {
        case UInt8(ascii: "M"), UInt8(ascii: "m"):
            guard let report = MouseReport(sgr: text, final: final) else { return .report }
            return .mouse(report)
        // Private answers (`?`, `>`, `=`, `<`), the cursor's place, the state, the window, modes.
        case _ where text.first.map("?>=<".contains) ?? false: return .report
        case UInt8(ascii: "R") where fields.count == 2: return .report
        case UInt8(ascii: "c"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "y"), UInt8(ascii: "x"):
            return .report
        case UInt8(ascii: "I"), UInt8(ascii: "O"): return .report
        case UInt8(ascii: "~"):
            switch text {
            case "200": return .pasteBegins
            case "201": return .report
            default: return Int(text).flatMap { Self.numberedKeys[$0] }.map { .key($0) } ?? .unknownKey
            }
        default:
            // `1;1` says that nothing is held with it.
            guard text.isEmpty || text == "1" || text == "1;1" else { return .unknownKey }
            return Self.letterKeys[final].map { .key($0) } ?? .unknownKey
        }
    }

    static func consoleFunction(_ byte: UInt8) -> Meaning {
        let first = UInt8(ascii: "A")
        guard (first...UInt8(ascii: "E")).contains(byte) else { return .unknownKey }
        return .key(.function(Int(byte - first) + 1))
    }

    private static let letterKeys: [UInt8: Key] = [
        UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
        UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "Z"): .backTab,
        UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2), UInt8(ascii: "R"): .function(3),
        UInt8(ascii: "S"): .function(4),
    ]

    /// The keypad without its digits.
    private static let keypad: [UInt8: Key] = [
        UInt8(ascii: "M"): .enter, UInt8(ascii: "x"): .up, UInt8(ascii: "r"): .down, UInt8(ascii: "t"): .left,
        UInt8(ascii: "v"): .right, UInt8(ascii: "w"): .home, UInt8(ascii: "q"): .end, UInt8(ascii: "y"): .pageUp,
        UInt8(ascii: "s"): .pageDown,
    ]

    /// `ESC [ n ~`, as xterm, rxvt and the Linux console count them.
    private static let numberedKeys: [Int: Key] = [
        1: .home, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end, 11: .function(1), 12: .function(2),
        13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6), 18: .function(7), 19: .function(8),
        20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
    ]
}
