/// The text that a program has drawn on an xterm, as far as ncurses draws it; colours are passed over.
package struct EmulatedScreen {
    package let columns: Int
    package let rows: Int
    private var cells: [[Character]]
    private var column = 0
    private var row = 0
    private var reading: Reading = .text
    private var partial: [UInt8] = []
    private var last: Character = " "
    /// Every line of text that was ever whole on the screen can be asked for; this counts bells.
    package private(set) var bells = 0

    private enum Reading {
        case text
        case escape
        case control(String)
        /// One more byte, as `ESC ( B` has.
        case oneMore
        case string
    }

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = [[Character]](repeating: [Character](repeating: " ", count: columns), count: rows)
    }

    package var lines: [String] { cells.map { String($0.filter { $0 != Self.half }) } }
    package var text: String { lines.joined(separator: "\n") }

    /// The second half of a wide character.
    private static let half: Character = "\0"

    package mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { feed(byte) }
    }

    private mutating func feed(_ byte: UInt8) {
        switch reading {
        case .text: feedText(byte)
        case .escape:
            switch byte {
            case UInt8(ascii: "["): reading = .control("")
            case UInt8(ascii: "]"), UInt8(ascii: "P"): reading = .string
            case UInt8(ascii: "("), UInt8(ascii: ")"): reading = .oneMore
            case UInt8(ascii: "M"):
                row = max(0, row - 1)
                reading = .text
            default: reading = .text
            }
        case .oneMore: reading = .text
        case .string: if byte == 7 || byte == UInt8(ascii: "\\") { reading = .text }
        case .control(let parameters):
            guard (0x40...0x7E).contains(byte) else {
                reading = .control(parameters + String(Unicode.Scalar(byte)))
                return
            }
            reading = .text
            obey(byte, parameters)
        }
    }

    private mutating func feedText(_ byte: UInt8) {
        switch byte {
        case 0x1B: reading = .escape
        case 0x07: bells += 1
        case 0x08: column = max(0, column - 1)
        case 0x0A: row = min(rows - 1, row + 1)
        case 0x0D: column = 0
        case 0x00...0x1F: break
        default:
            partial.append(byte)
            if let text = String(validating: partial, as: UTF8.self) {
                partial = []
                text.forEach { put($0) }
            } else if partial.count >= 4 {
                partial = []
            }
        }
    }

    private mutating func put(_ character: Character) {
        guard let scalar = character.unicodeScalars.first, scalar.properties.generalCategory != .nonspacingMark else {
            return
        }
        let isWide =
            (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
            || (0xAC00...0xD7A3).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
            || (0xFE30...0xFE6F).contains(scalar.value) || (0xFF00...0xFF60).contains(scalar.value)
        let width = isWide ? 2 : 1
        if column + width > columns {
            column = 0
            row = min(rows - 1, row + 1)
        }
        last = character
        cells[row][column] = character
        if isWide { cells[row][column + 1] = Self.half }
        column += width
    }

    private mutating func obey(_ final: UInt8, _ parameters: String) {
        guard !parameters.hasPrefix("?"), !parameters.hasPrefix(">") else { return }
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let first = numbers.first ?? 0
        let count = max(1, first)
        switch Character(Unicode.Scalar(final)) {
        case "H", "f":
            row = min(max(0, count - 1), rows - 1)
            column = min(max(0, (numbers.count > 1 ? max(1, numbers[1]) : 1) - 1), columns - 1)
        case "A": row = max(0, row - count)
        case "B": row = min(rows - 1, row + count)
        case "C": column = min(columns - 1, column + count)
        case "D": column = max(0, column - count)
        case "G": column = min(columns - 1, count - 1)
        case "d": row = min(rows - 1, count - 1)
        case "J":
            clear(row: row, first == 0 ? min(column, columns)..<columns : 0..<min(column + 1, columns))
            for other in cells.indices where first == 2 || (first == 0 ? other > row : other < row) {
                clear(row: other, 0..<columns)
            }
            if first == 2 { clear(row: row, 0..<columns) }
        case "K":
            clear(
                row: row,
                first == 0 ? min(column, columns)..<columns : first == 1 ? 0..<min(column + 1, columns) : 0..<columns)
        case "X": clear(row: row, column..<min(columns, column + count))
        case "P":
            cells[row].removeSubrange(column..<min(columns, column + count))
            cells[row] += [Character](repeating: " ", count: columns - cells[row].count)
        case "@":
            cells[row].insert(contentsOf: [Character](repeating: " ", count: count), at: column)
            cells[row].removeLast(cells[row].count - columns)
        case "b": for _ in 0..<count { put(last) }
        default: break
        }
    }

    private mutating func clear(row: Int, _ range: Range<Int>) {
        for column in range { cells[row][column] = " " }
    }
}
