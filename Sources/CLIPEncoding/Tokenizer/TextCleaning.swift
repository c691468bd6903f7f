/// What happens to a text before it is split into words: as in CLIP's `simple_tokenizer.py`, but for ftfy.
///
/// The original first repairs text with the library ftfy: mojibake, full-width letters, ligatures, curly quotes and
/// control characters. We take text as it is typed; plain prompts give the same tokens.
extension String {
    /// HTML entities resolved twice, white space made single, letters made small.
    func cleanedForCLIP() -> String {
        unescapedOnce().unescapedOnce().withSingleSpaces().inLowercase()
    }

    /// Runs of Unicode white space become one space; none is left at the ends.
    private func withSingleSpaces() -> String {
        unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map(String.init).joined(separator: " ")
    }

    /// Unicode's full lower case mapping, with the one rule that depends on the neighbours: a capital sigma that ends a
    /// word becomes ς (The Unicode Standard, §3.13, Final_Sigma).
    private func inLowercase() -> String {
        let scalars = Array(unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            if scalar == "Σ" {
                let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
                let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
                let endsWord = before?.properties.isCased == true && after?.properties.isCased != true
                result.unicodeScalars.append(endsWord ? "ς" : "σ")
            } else {
                result.unicodeScalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return result
    }

    /// Numeric entities and the named ones of XML with the no-break space; other names stay as they are.
    private func unescapedOnce() -> String {
        guard contains("&") else { return self }
        var result = String.UnicodeScalarView()
        var rest = unicodeScalars[...]
        while let scalar = rest.first {
            if scalar == "&", let entity = Entity(rest) {
                result.append(contentsOf: entity.replacement.unicodeScalars)
                rest = rest.dropFirst(entity.length)
            } else {
                result.append(scalar)
                rest = rest.dropFirst()
            }
        }
        return String(result)
    }
}

/// An HTML character reference at the start of a text.
private struct Entity {
    var replacement: String
    /// Scalars that it takes, `&` included.
    var length: Int

    /// HTML allows all of these but `&apos;` without the semicolon.
    private static let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "nbsp": "\u{A0}", "apos;": "'"]
    /// More digits than any scalar needs, leading zeros aside.
    private static let mostDigits = 9

    init?(_ text: Substring.UnicodeScalarView) {
        let body = text.dropFirst()
        for (name, replacement) in Self.named where body.starts(with: name.unicodeScalars) {
            let length = 1 + name.unicodeScalars.count
            let closed = !name.hasSuffix(";") && text.dropFirst(length).first == ";"
            self.init(replacement: replacement, length: length + (closed ? 1 : 0))
            return
        }
        guard body.first == "#" else { return nil }
        let isHexadecimal = ["x", "X"].contains(body.dropFirst().first)
        let prefix = isHexadecimal ? 3 : 2
        let digits = text.dropFirst(prefix).prefix {
            isHexadecimal ? $0.properties.isASCIIHexDigit : ("0"..."9").contains($0)
        }
        guard !digits.isEmpty, digits.count <= Self.mostDigits,
            let code = UInt32(String(digits), radix: isHexadecimal ? 16 : 10),
            let scalar = Unicode.Scalar(code), scalar != "\0"
        else { return nil }
        let closed = text.dropFirst(prefix + digits.count).first == ";"
        self.init(replacement: String(scalar), length: prefix + digits.count + (closed ? 1 : 0))
    }

    private init(replacement: String, length: Int) {
        self.replacement = replacement
        self.length = length
    }
}
