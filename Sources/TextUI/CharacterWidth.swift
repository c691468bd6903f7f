extension Unicode.Scalar {
    /// Columns that a terminal gives this scalar: 0, 1 or 2, as glibc's `wcwidth` says; ambiguous ones are narrow.
    package var columns: Int {
        // Below the first combining mark everything is narrow.
        if value < 0x300 { return 1 }
        if isZeroWidth { return 0 }
        return isWide ? 2 : 1
    }

    private var isZeroWidth: Bool {
        switch value {
        case 0x1160...0x11FF, 0xD7B0...0xD7FB: true  // Vowels and finals that join a Hangul syllable.
        case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: false  // Signs in front of numbers.
        case 0x2500...0x25FF, 0x3041...0x3096, 0x30A0...0x9FFF, 0xAC00...0xD7A3: false  // The usual ones, cheaply.
        default:
            switch properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: true
            default: false
            }
        }
    }

    private var isWide: Bool {
        guard value >= 0x1100 else { return false }
        var low = 0
        var high = Unicode.Scalar.wideRanges.count
        while low < high {
            let middle = (low + high) / 2
            let range = Unicode.Scalar.wideRanges[middle]
            if value < range.lowerBound {
                high = middle
            } else if value > range.upperBound {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }

    /// East Asian Width W and F of Unicode 14; gaps of unassigned scalars are bridged.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
        0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
        0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
        0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
        0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
        0x3041...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAD9, 0xFE10...0xFE19, 0xFE30...0xFE6B,
        0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FE3, 0x16FF0...0x1B2FB, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF,
        0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C,
        0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4,
        0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E,
        0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F,
        0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6DF, 0x1F6EB...0x1F6EC,
        0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF,
        0x1FA70...0x1FAF6, 0x20000...0x3134A,
    ]
}

extension Character {
    /// Columns that the glyphs of this character take together.
    package var columns: Int {
        if isASCII { return 1 }
        let scalars = unicodeScalars
        if scalars.count == 1 { return max(1, scalars.first?.columns ?? 1) }
        return glyphs.reduce(0) { $0 + max(1, $1.unicodeScalars.first?.columns ?? 1) }
    }

    /// The glyphs that every terminal draws alike, each in one or two cells: one, but for half-width katakana, whose
    /// voicing marks have cells of their own. What cannot be shown becomes U+FFFD, and a sequence of several spacing
    /// scalars (flags, families) is cut to its first with its marks.
    package var glyphs: [Character] {
        if let ascii = asciiValue {
            // "\r\n" is one character and has the value of a newline.
            return [ascii >= 0x20 && ascii < 0x7F ? self : Character.replacement]
        }
        let scalars = unicodeScalars
        guard let first = scalars.first, first.isDrawable, first.columns > 0 else { return [Character.replacement] }
        if scalars.count == 1 { return [self] }
        var kept = String.UnicodeScalarView([first])
        var rest = scalars.dropFirst()
        while let scalar = rest.first, scalar.isMark, kept.count <= Character.largestMarkCount {
            kept.append(scalar)
            rest = rest.dropFirst()
        }
        return [Character(String(kept))] + rest.filter(\.isHalfWidthVoicing).map { Character($0) }
    }

    /// As many zero-width scalars as one cell of ncurses holds.
    private static let largestMarkCount = 4
    private static let replacement: Character = "\u{FFFD}"
}

extension Unicode.Scalar {
    /// Neither a control character, nor a line separator, nor one that reverses the direction of text: file names are
    /// not to be trusted.
    fileprivate var isDrawable: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
    }

    /// A mark that is drawn over the glyph before it; not a joiner and no presentation selector.
    fileprivate var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: !(0xFE00...0xFE0F).contains(value)
        default: (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value)
        }
    }

    /// Swift joins them to the letter before; terminals give them a cell.
    fileprivate var isHalfWidthVoicing: Bool { value == 0xFF9E || value == 0xFF9F }
}
