/// What the bytes of a text look like that is not UTF-8. A guess, good enough for advice: never read by it.
package enum ForeignEncoding: String, Sendable, Hashable, CaseIterable {
    case shiftJIS = "Shift-JIS (CP932)"
    case eucJP = "EUC-JP"
    case iso2022JP = "ISO-2022-JP"
    case western = "Windows-1252 or Latin-1"
    case utf16WithoutMark = "UTF-16 without a byte order mark"
    case brokenUTF16 = "UTF-16 with broken characters"
    case utf32 = "UTF-32"

    /// What `iconv -f` calls it; nil where there is nothing to convert.
    package var iconvName: String? {
        switch self {
        case .shiftJIS: "CP932"
        case .eucJP: "EUC-JP"
        case .iso2022JP: "ISO-2022-JP"
        case .western: "CP1252"
        case .utf16WithoutMark: "UTF-16LE"
        case .utf32: "UTF-32"
        case .brokenUTF16: nil
        }
    }

    /// Of bytes that are not UTF-8.
    init(guessing bytes: [UInt8]) {
        if Self.isEUC(bytes) {
            self = .eucJP
        } else if Self.isShiftJIS(bytes) {
            self = .shiftJIS
        } else {
            self = .western
        }
    }

    /// Escape sequences that switch to Japanese: seven bits, and so UTF-8 without meaning to be.
    static func isISO2022JP(_ bytes: [UInt8]) -> Bool {
        let escape: UInt8 = 0x1B
        var rest = bytes[...]
        while let place = rest.firstIndex(of: escape) {
            rest = rest[(place + 1)...]
            if ["$B", "$@", "(J", "(I"].contains(where: { rest.starts(with: $0.utf8) }) { return true }
        }
        return false
    }

    /// Whether every second byte is zero, as in UTF-16 of mostly Latin letters.
    static func isUTF16WithoutMark(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, bytes.count.isMultiple(of: 2) else { return false }
        func zeros(from start: Int) -> Int { stride(from: start, to: bytes.count, by: 2).count { bytes[$0] == 0 } }
        let (even, odd) = (zeros(from: 0), zeros(from: 1))
        return max(even, odd) * 3 >= bytes.count && min(even, odd) == 0
    }

    private static func isEUC(_ bytes: [UInt8]) -> Bool {
        let pair: ClosedRange<UInt8> = 0xA1...0xFE
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case 0..<0x80: index += 1
            // Half-width katakana after 0x8E.
            case 0x8E, pair:
                guard index + 1 < bytes.count, pair.contains(bytes[index + 1]) else { return false }
                index += 2
            default: return false
            }
        }
        return true
    }

    private static func isShiftJIS(_ bytes: [UInt8]) -> Bool {
        var index = 0
        var japanese = 0
        var others = 0
        while index < bytes.count {
            switch bytes[index] {
            case 0..<0x80: index += 1
            // Half-width katakana.
            case 0xA1...0xDF:
                index += 1
                others += 1
            case 0x81...0x9F, 0xE0...0xFC:
                guard index + 1 < bytes.count, (0x40...0xFC).contains(bytes[index + 1]), bytes[index + 1] != 0x7F else {
                    return false
                }
                if bytes[index] < 0xA0 { japanese += 1 } else { others += 1 }
                index += 2
            default: return false
            }
        }
        // Kana and the common kanji begin below 0xA0, the letters of Western encodings above.
        return japanese >= others
    }
}
