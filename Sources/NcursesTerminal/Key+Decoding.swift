internal import CNcurses
package import TextUI

extension Key {
    /// What a typed scalar means, control characters included; nil for a NUL.
    package init?(scalar value: UInt32) {
        switch value {
        case 8, 127: self = .backspace
        case 9: self = .tab
        case 10, 13: self = .enter
        case 27: self = .escape
        case 1...26:
            guard let letter = Unicode.Scalar(value + 0x60) else { return nil }
            self = .control(Character(letter))
        case 28...31:
            // Ctrl with \ ] ^ _
            guard let sign = Unicode.Scalar(value + 0x40) else { return nil }
            self = .control(Character(sign))
        default:
            guard value >= 0x20, !(0x80..<0xA0).contains(value), let scalar = Unicode.Scalar(value) else { return nil }
            self = .character(Character(scalar))
        }
    }

    /// The terminal's own names of sequences, in its description.
    private static let capabilities: [(name: String, key: Key)] =
        [
            ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("khome", .home), ("kend", .end),
            ("kfnd", .home), ("kslt", .end), ("kpp", .pageUp), ("knp", .pageDown), ("kdch1", .delete),
            ("kcbt", .backTab), ("kent", .enter),
        ] + (1...12).map { ("kf\($0)", .function($0)) }

    /// The sequences of the keys on the terminal that is open, as its description has them.
    static func sequencesOfOpenTerminal() -> [[UInt8]: Key] {
        var sequences: [[UInt8]: Key] = [:]
        for (name, key) in capabilities {
            var bytes = [UInt8](repeating: 0, count: 32)
            let count = terminal_capability(name, &bytes, Int32(bytes.count))
            // A single byte would be a key that people type.
            if count > 1, bytes[0] == 0x1B { sequences[Array(bytes.prefix(Int(count)))] = key }
        }
        return sequences
    }
}
