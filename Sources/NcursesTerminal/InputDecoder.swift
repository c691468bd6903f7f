package import TextUI

/// Tells the bytes of a terminal apart: keys, mouse reports, and what is neither, however slowly its pieces come.
///
/// Pure: the time comes in with the bytes. The syntax is ECMA-48's, whose sequences begin with an escape, an introducer such as
/// `[`, parameters (0x20 to 0x3F) and one final byte. A byte that may belong to a sequence is never a key.
package struct InputDecoder: Sendable {
    package enum Event: Sendable, Hashable {
        case key(Key)
        case mouse(MouseReport)
        case dropped(DroppedBytes)
    }

    /// An escape that nothing follows for this long is the Esc key; it may still turn out to be the first piece of a sequence.
    package static let loneEscape: Duration = .milliseconds(50)
    /// What a line may add to the time between two pieces.
    package static let jitter: Duration = .milliseconds(100)
    /// The longest sequence that anybody sends has fewer parameters.
    private static let longestSequence = 64

    /// How long an introducer behind an escape is waited for, and then its next byte.
    private let patience: Duration
    private let named: [[UInt8]: Key]
    private var reading: Reading = .nothing
    private var lastByte: Duration = .zero
    /// The escape of what is being read was given out as a key already.
    private var isEscapeSpent = false
    /// Pieces came so far apart once that an escape had been taken for the key: it waits for them from then on.
    private var isLineSlow = false

    private enum Reading: Sendable {
        case nothing
        /// Bytes of one character; behind an escape it is a key with Alt.
        case character([UInt8], length: Int, isAlt: Bool)
        case escape
        /// An escape that was given out as a key.
        case spentEscape
        /// Behind `ESC [` or `ESC O`.
        case sequence(introducer: UInt8, parameters: [UInt8])
        /// Behind `ESC [ [`: the Linux console's function keys.
        case consoleFunction
        /// Behind `ESC [ M`: a mouse report of three bytes, each 32 more than what it says.
        case oldMouse([UInt8])
        /// A string of the terminal's behind `ESC ]`, `ESC P` or `ESC _`, up to its terminator.
        case string(introducer: UInt8, isEmpty: Bool, endsIfBackslash: Bool)
        case paste(tail: [UInt8])
    }

    /// - Parameters:
    ///   - escapeDelay: the time within which `[` or another introducer behind an escape is held for what follows.
    ///   - named: the sequences that the terminal's description gives its keys, beside the common ones.
    package init(escapeDelay: Duration = EscapeDelay.standard, named: [[UInt8]: Key] = [:]) {
        patience = escapeDelay + Self.jitter
        self.named = named
    }

    /// When `passed` should be called if no byte comes before; nil when nothing is being waited for.
    package var deadline: Duration? {
        switch reading {
        case .nothing: return nil
        case .escape: return lastByte + (isLineSlow ? patience : min(Self.loneEscape, patience))
        case .spentEscape, .character, .consoleFunction: return lastByte + patience
        case .sequence(_, let parameters): return lastByte + (parameters.isEmpty ? patience : patience * 2)
        case .string(_, let isEmpty, _): return lastByte + (isEmpty ? patience : patience * 2)
        // Nobody types this far into a sequence by chance: its pieces may take their time.
        case .oldMouse, .paste: return lastByte + patience * 2
        }
    }

    /// Time has passed without a byte.
    package mutating func passed(_ now: Duration) -> [Event] {
        guard let deadline, now >= deadline else { return [] }
        switch reading {
        case .escape:
            reading = .spentEscape
            isEscapeSpent = true
            // The introducer may still come; its time runs from the escape.
            return [.key(.escape)] + passed(now)
        case .nothing, .spentEscape, .paste:
            reading = .nothing
            return []
        default: return breakOff()
        }
    }

    /// The next byte. One that may have come in time has done so.
    package mutating func take(_ byte: UInt8, at arrival: Arrival) -> [Event] {
        var before = passed(arrival.earliest)
        if case .escape = reading, arrival.earliest - lastByte >= Self.loneEscape, !isIntroducer(byte) {
            // The escape waited for an introducer, on a slow line, and this is none.
            reading = .spentEscape
            before.append(.key(.escape))
        }
        lastByte = arrival.latest
        return before + take(byte)
    }

    private mutating func take(_ byte: UInt8) -> [Event] {
        switch reading {
        case .nothing: return begin(byte)
        case .spentEscape:
            if isIntroducer(byte) { return introduce(byte) }
            reading = .nothing
            return begin(byte)
        case .escape: return followEscape(byte)
        case .character(let bytes, let length, let isAlt): return follow(bytes, byte, length: length, isAlt: isAlt)
        case .sequence(let introducer, let parameters): return follow(introducer, parameters, byte)
        case .consoleFunction:
            guard (0x40...0x7E).contains(byte) else { return breakOff() + take(byte) }
            return finish(ControlSequence.consoleFunction(byte))
        case .oldMouse(let bytes):
            guard bytes.count == 2 else {
                reading = .oldMouse(bytes + [byte])
                return []
            }
            return finish(MouseReport(old: bytes + [byte]).map { .mouse($0) } ?? .report)
        case .string(let introducer, let isEmpty, let endsIfBackslash):
            return follow(string: introducer, byte, isEmpty: isEmpty, endsIfBackslash: endsIfBackslash)
        case .paste(let tail):
            let newest = (tail + [byte]).suffix(ControlSequence.pasteEnd.count)
            reading = Array(newest) == ControlSequence.pasteEnd ? .nothing : .paste(tail: Array(newest))
            return []
        }
    }
}

// MARK: The parts of a sequence

extension InputDecoder {
    private mutating func begin(_ byte: UInt8) -> [Event] {
        isEscapeSpent = false
        switch byte {
        case 0x1B:
            reading = .escape
            return []
        case 0x80...:
            return beginCharacter(byte, isAlt: false)
        default: return Key(scalar: UInt32(byte)).map { [.key($0)] } ?? []
        }
    }

    private mutating func beginCharacter(_ byte: UInt8, isAlt: Bool) -> [Event] {
        let length =
            switch byte {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 0
            }
        // A byte that begins no character of UTF-8 means nothing.
        reading = length > 0 ? .character([byte], length: length, isAlt: isAlt) : .nothing
        return []
    }

    private mutating func follow(_ bytes: [UInt8], _ byte: UInt8, length: Int, isAlt: Bool) -> [Event] {
        guard (0x80...0xBF).contains(byte) else {
            reading = .nothing
            return begin(byte)
        }
        let bytes = bytes + [byte]
        guard bytes.count == length else {
            reading = .character(bytes, length: length, isAlt: isAlt)
            return []
        }
        reading = .nothing
        guard let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first else { return [] }
        if isAlt { return [.dropped(.alt(Character(scalar)))] }
        return Key(scalar: scalar.value).map { [.key($0)] } ?? []
    }

    private func isIntroducer(_ byte: UInt8) -> Bool { ControlSequence.introducers.contains(byte) }

    private mutating func introduce(_ byte: UInt8) -> [Event] {
        reading =
            ControlSequence.stringIntroducers.contains(byte)
            ? .string(introducer: byte, isEmpty: true, endsIfBackslash: false)
            : .sequence(introducer: byte, parameters: [])
        return []
    }

    private mutating func followEscape(_ byte: UInt8) -> [Event] {
        if isIntroducer(byte) { return introduce(byte) }
        if byte == 0x1B { return [.key(.escape)] }
        reading = .nothing
        if let key = named[[0x1B, byte]] { return [.key(key)] }
        if byte >= 0x80 { return beginCharacter(byte, isAlt: true) }
        guard case .character(let character) = Key(scalar: UInt32(byte)) else { return [.dropped(.sequence)] }
        return [.dropped(.alt(character))]
    }

    private mutating func follow(_ introducer: UInt8, _ parameters: [UInt8], _ byte: UInt8) -> [Event] {
        switch byte {
        case 0x20...0x3F where parameters.count < Self.longestSequence:
            reading = .sequence(introducer: introducer, parameters: parameters + [byte])
            return []
        case UInt8(ascii: "[") where introducer == byte && parameters.isEmpty:
            reading = .consoleFunction
            return []
        case UInt8(ascii: "M") where introducer == UInt8(ascii: "[") && parameters.isEmpty:
            reading = .oldMouse([])
            return []
        case 0x40...0x7E:
            let bytes = [0x1B, introducer] + parameters + [byte]
            if let key = named[bytes] { return finish(.key(key)) }
            return finish(ControlSequence(introducer: introducer, parameters: parameters, final: byte).meaning)
        default: return breakOff() + begin(byte)
        }
    }

    private mutating func follow(
        string introducer: UInt8, _ byte: UInt8, isEmpty: Bool, endsIfBackslash: Bool
    ) -> [Event] {
        if endsIfBackslash, byte == UInt8(ascii: "\\") { return finish(.report) }
        if endsIfBackslash {
            // The escape began something new.
            reading = .escape
            return followEscape(byte)
        }
        if byte == 0x07 { return finish(.report) }
        if isEmpty, !ControlSequence.mayBegin(stringBehind: introducer, byte) { return breakOff() + take(byte) }
        reading = .string(introducer: introducer, isEmpty: false, endsIfBackslash: byte == 0x1B)
        return []
    }

    private mutating func finish(_ meaning: ControlSequence.Meaning) -> [Event] {
        if isEscapeSpent { isLineSlow = true }
        isEscapeSpent = false
        reading = .nothing
        switch meaning {
        case .key(let key): return [.key(key)]
        case .mouse(let report): return [.mouse(report)]
        case .report: return []
        case .unknownKey: return [.dropped(.sequence)]
        case .pasteBegins:
            reading = .paste(tail: [])
            return [.dropped(.paste)]
        }
    }

    /// What was read so far will never be whole.
    private mutating func breakOff() -> [Event] {
        defer {
            reading = .nothing
            isEscapeSpent = false
        }
        switch reading {
        case .sequence(let introducer, let parameters) where parameters.isEmpty:
            return [.dropped(.introducer(Character(Unicode.Scalar(introducer))))]
        case .string(let introducer, true, _):
            return [.dropped(.introducer(Character(Unicode.Scalar(introducer))))]
        case .consoleFunction: return [.dropped(.introducer("["))]
        case .nothing, .escape, .spentEscape, .paste: return []
        default: return [.dropped(.sequence)]
        }
    }
}
