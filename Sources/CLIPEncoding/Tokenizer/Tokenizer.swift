/// Turns text into the token ids that CLIP's text tower reads.
///
/// Ported from OpenAI's CLIP, `simple_tokenizer.py`. Differences: no ftfy (see `cleanedForCLIP`), and of HTML's named
/// entities only those of XML and the no-break space.
package struct Tokenizer: Sendable {
    /// A text as the text tower reads it.
    package struct Tokens: Sendable, Equatable {
        /// Start mark, the text, end mark, zeros: as many as the context is long.
        package let ids: [Int32]
        /// Position of the first end mark, where the text tower reads its answer.
        package let end: Int
        /// Whether the text was too long and has lost its end.
        package let isTruncated: Bool
    }

    /// CLIP's context length.
    package static let contextLength = 77

    package let vocabulary: Vocabulary

    package init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    /// The ids of a text alone, without marks and however many they are.
    package func encode(_ text: String) -> [Int32] {
        let scalars = Array(text.cleanedForCLIP().unicodeScalars)
        var ids: [Int32] = []
        var position = 0
        while position < scalars.count {
            if let (token, length) = mark(in: scalars[position...]) {
                ids.append(token)
                position += length
                continue
            }
            let length = wordLength(in: scalars[position...])
            if length > 0 {
                var word = String.UnicodeScalarView()
                word.append(contentsOf: scalars[position..<position + length])
                ids.append(contentsOf: vocabulary.tokens(ofWord: Array(String(word).utf8)))
            }
            position += max(length, 1)
        }
        return ids
    }

    /// The ids with their marks, cut or filled up to the context length; a text that is cut keeps the end mark.
    package func tokens(_ text: String, context: Int = Tokenizer.contextLength) -> Tokens {
        precondition(context >= 2, "a context holds at least its two marks")
        let body = encode(text)
        var ids = [vocabulary.startToken] + body.prefix(context - 2) + [vocabulary.endToken]
        let end = ids.firstIndex(of: vocabulary.endToken) ?? ids.count - 1
        ids.append(contentsOf: repeatElement(0, count: context - ids.count))
        return Tokens(ids: ids, end: end, isTruncated: body.count > context - 2)
    }

    /// A mark spelt out in the text is that mark, as in the original.
    private func mark(in scalars: ArraySlice<Unicode.Scalar>) -> (token: Int32, length: Int)? {
        guard scalars.first == "<" else { return nil }
        for (names, token) in [
            (Vocabulary.startNames, vocabulary.startToken), (Vocabulary.endNames, vocabulary.endToken),
        ] {
            let name = names[0].unicodeScalars
            if scalars.starts(with: name) { return (token, name.count) }
        }
        return nil
    }

    /// How many scalars the next word takes: a contraction, a run of letters, one digit, or a run of anything else that is
    /// not white space; 0 for white space.
    private func wordLength(in scalars: ArraySlice<Unicode.Scalar>) -> Int {
        guard let first = scalars.first else { return 0 }
        if first == "'" {
            for contraction in ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]
            where scalars.starts(with: contraction.unicodeScalars) {
                return contraction.unicodeScalars.count
            }
        }
        switch Kind(first) {
        case .space: return 0
        case .number: return 1
        case let kind: return scalars.prefix { Kind($0) == kind }.count
        }
    }

    private enum Kind {
        case letter
        case number
        case space
        case other

        init(_ scalar: Unicode.Scalar) {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
            case .decimalNumber, .letterNumber, .otherNumber: self = .number
            default: self = scalar.properties.isWhitespace ? .space : .other
            }
        }
    }
}
