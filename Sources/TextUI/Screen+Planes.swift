extension Screen {
    /// What a person reads, one line per row; spaces at the ends of lines are dropped.
    package var text: String { plane { $0.isContinuation ? nil : $0.glyph } }

    /// What the cells mean, one letter per cell: the second plane of a snapshot. Dots are plain text.
    package var roleLetters: String { plane { $0.role.letter } }

    private func plane(_ character: (Cell) -> Character?) -> String {
        var lines = ""
        for row in 0..<size.rows {
            var line = ""
            for column in 0..<size.columns {
                if let glyph = character(self[column, row]) { line.append(glyph) }
            }
            while line.last == " " { line.removeLast() }
            lines += line + "\n"
        }
        return lines
    }
}

extension Role {
    /// One letter for a snapshot; levels of heat in steps of a tenth.
    package var letter: Character {
        switch self {
        case .text: "."
        case .dim: "d"
        case .title: "T"
        case .border: "b"
        case .statusBar: "s"
        case .statusStrong: "S"
        case .keyHint: "k"
        case .keyCap: "K"
        case .selection: "#"
        case .question: "Q"
        case .success: "+"
        case .warning: "!"
        case .error: "E"
        case .barPositive: ">"
        case .barNegative: "<"
        case .barTrack: "_"
        case .heat(let level): Role.tenths(level, of: "0123456789")
        case .heatDiagonal(let level): Role.tenths(level, of: "abcdefghij")
        case .heatDecrease(let level): Role.tenths(level, of: "ABCDEFGHIJ")
        case .classColor(let position): Role.greek[position % Role.greek.count]
        case .picture: "p"
        }
    }

    private static let greek: [Character] = Array("αβγδεζηθικλμνξοπρστυφχψω")

    private static func tenths(_ level: UInt8, of letters: String) -> Character {
        Array(letters)[Int(level) * 10 / 256]
    }
}
