/// The tokens of a byte-level byte-pair encoding, and the merges that make them out of bytes.
///
/// Sennrich, Haddow, Birch, "Neural machine translation of rare words with subword units", 2016; byte-level as in GPT-2,
/// with CLIP's mark `</w>` on the last symbol of a word.
package struct Vocabulary: Sendable {
    /// Two neighbouring tokens become one.
    struct Merge: Sendable {
        /// Merges of lower rank come first.
        var rank: Int32
        var token: Int32
    }

    /// Two symbols that become one, and the line or place of its file where that stands.
    struct MergeRule: Equatable {
        var first: String
        var second: String
        var line: Int

        var made: String { first + second }
    }

    static let endOfWord = "</w>"
    /// OpenAI's names, then open_clip's.
    static let startNames = ["<|startoftext|>", "<start_of_text>"]
    static let endNames = ["<|endoftext|>", "<end_of_text>"]

    /// One more than the highest id.
    package let count: Int
    package let startToken: Int32
    package let endToken: Int32
    /// The token of each byte within a word, and of each byte that ends one.
    private let byteTokens: [Int32]
    private let lastByteTokens: [Int32]
    private let merges: [UInt64: Merge]

    /// - Parameters:
    ///   - identifiers: The id of each token, bytes written as `byteCharacters` says.
    ///   - merges: Most important first.
    ///   - path: Named in errors, as the file of merges is where it is another.
    init(
        identifiers: [String: Int], merges: [MergeRule], path: String, mergesPath: String? = nil
    ) throws(VocabularyError) {
        let mergesPath = mergesPath ?? path
        var owners = [Bool](repeating: false, count: identifiers.count)
        for (token, id) in identifiers {
            // Ids are an embedding's rows: 0 …< count, each used once.
            guard owners.indices.contains(id), !owners[id] else {
                throw .badIdentifier(path: path, token: token, id: id)
            }
            owners[id] = true
        }
        func token(_ name: String) throws(VocabularyError) -> Int32 {
            guard let id = identifiers[name] else { throw .missingToken(path: path, token: name) }
            return Int32(id)
        }
        func token(ofEither names: [String]) throws(VocabularyError) -> Int32 {
            for name in names {
                if let id = identifiers[name] { return Int32(id) }
            }
            throw .missingToken(path: path, token: names[0])
        }
        count = identifiers.count
        startToken = try token(ofEither: Self.startNames)
        endToken = try token(ofEither: Self.endNames)
        var byteTokens: [Int32] = []
        var lastByteTokens: [Int32] = []
        for character in Self.byteCharacters {
            byteTokens.append(try token(String(character)))
            lastByteTokens.append(try token(String(character) + Self.endOfWord))
        }
        self.byteTokens = byteTokens
        self.lastByteTokens = lastByteTokens
        var table: [UInt64: Merge] = [:]
        table.reserveCapacity(merges.count)
        // Bytes and marks are there from the start; whatever else there is, a merge makes.
        var unmade = Set(identifiers.keys)
        unmade.subtract(Self.byteCharacters.flatMap { [String($0), String($0) + Self.endOfWord] })
        unmade.subtract(Self.startNames + Self.endNames)
        func identifier(_ name: String, of merge: MergeRule) throws(VocabularyError) -> Int32 {
            guard let id = identifiers[name] else {
                throw .unknownMerge(path: mergesPath, line: merge.line, token: name)
            }
            return Int32(id)
        }
        for (rank, merge) in merges.enumerated() {
            let key = Self.key(try identifier(merge.first, of: merge), try identifier(merge.second, of: merge))
            let made = Merge(rank: Int32(rank), token: try identifier(merge.made, of: merge))
            unmade.remove(merge.made)
            // Of two equal merges the later rank wins, as in the dictionary of the original.
            table[key] = made
        }
        if let example = unmade.min() {
            throw .lostMerges(path: mergesPath, merges: merges.count, unmade: unmade.count, example: example)
        }
        self.merges = table
    }

    /// The tokens of one word, given as its UTF-8 bytes.
    func tokens(ofWord bytes: some Collection<UInt8>) -> [Int32] {
        var symbols = bytes.map { byteTokens[Int($0)] }
        guard let last = Array(bytes).last else { return [] }
        symbols[symbols.count - 1] = lastByteTokens[Int(last)]
        while symbols.count > 1 {
            var best: (pair: UInt64, merge: Merge)?
            for index in 1..<symbols.count {
                let pair = Self.key(symbols[index - 1], symbols[index])
                if let merge = merges[pair], merge.rank < best?.merge.rank ?? .max { best = (pair, merge) }
            }
            guard let best else { break }
            var merged: [Int32] = []
            var index = 0
            while index < symbols.count {
                if index + 1 < symbols.count, Self.key(symbols[index], symbols[index + 1]) == best.pair {
                    merged.append(best.merge.token)
                    index += 2
                } else {
                    merged.append(symbols[index])
                    index += 1
                }
            }
            symbols = merged
        }
        return symbols
    }

    /// All that decides how texts are cut, as bytes: two vocabularies with the same content give every text the same tokens,
    /// whichever files they came from.
    package var content: [UInt8] {
        let ordered = merges.sorted { $0.value.rank < $1.value.rank }
        let numbers = ordered.flatMap { [$0.key >> 32, $0.key & UInt64(UInt32.max), UInt64($0.value.token)] }
        let marks = [Int32(count), startToken, endToken]
        return (marks + byteTokens + lastByteTokens + numbers.map { Int32($0) }).flatMap { number in
            withUnsafeBytes(of: number.littleEndian) { Array($0) }
        }
    }

    private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    }

    /// The character that stands for each byte in vocabulary files: itself where it is printable Latin-1, else one from
    /// U+0100 on, in order. Radford et al., GPT-2, `bytes_to_unicode`.
    static let byteCharacters: [Character] = {
        var next: UInt32 = 0x100
        return (UInt8.min ... .max).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Character(Unicode.Scalar(byte))
            default:
                defer { next += 1 }
                return Unicode.Scalar(next).map(Character.init) ?? " "
            }
        }
    }()
}

extension Vocabulary {
    /// OpenAI's file holds more merges than CLIP uses: the vocabulary is cut at 49 152 + 256.
    static let openAIMerges = 49_152 - 256 - 2

    /// The vocabulary that a list of merges implies, as OpenAI's code builds it: bytes, bytes at the end of a word, what
    /// each merge makes, and the two marks.
    init(merges: [MergeRule], path: String) throws(VocabularyError) {
        var identifiers: [String: Int] = [:]
        // Printable bytes come first here, the others after them.
        let plain = Self.byteCharacters.filter { ($0.unicodeScalars.first?.value ?? 0) < 0x100 }
        let bytes = (plain + Self.byteCharacters.filter { !plain.contains($0) }).map { String($0) }
        let marks = [Self.startNames[0], Self.endNames[0]]
        let made = merges.map(\.made)
        for (id, token) in (bytes + bytes.map { $0 + Self.endOfWord } + made + marks).enumerated() {
            identifiers[token] = id
        }
        try self.init(identifiers: identifiers, merges: merges, path: path)
    }
}
