package import FileContents

/// Why a tokenizer's vocabulary could not be had.
package enum VocabularyError: Error, Equatable {
    /// The file could not be read; the reason is the system's.
    case unreadable(path: String, reason: String)
    /// Larger than any vocabulary of CLIP.
    case tooLarge(path: String, limit: Int)
    /// No text, or one of another encoding.
    case badText(path: String, TextDefect)
    /// Not JSON, or not the JSON of a tokenizer.
    case malformed(path: String, reason: String)
    /// A part of a tokenizer that Miwake does not compute: the value, and the one that it does.
    case otherValue(path: String, key: String, value: String, allowed: [String])
    /// A key of a tokenizer's file of which Miwake does not know what it changes.
    case unknownKey(path: String, key: String)
    /// Not two symbols in this line of a list of merges.
    case badMerge(path: String, line: Int)
    /// A merge makes a token that the vocabulary lacks.
    case unknownMerge(path: String, line: Int, token: String)
    /// Tokens of the vocabulary that no merge makes: merges are lost, or the files belong to different vocabularies.
    case lostMerges(path: String, merges: Int, unmade: Int, example: String)
    /// A token that every CLIP vocabulary has, or that a merge makes, has no id.
    case missingToken(path: String, token: String)
    /// Two tokens share an id, or an id is outside the vocabulary.
    case badIdentifier(path: String, token: String, id: Int)
    /// The folder holds neither `vocab.json` with `merges.txt` nor `tokenizer.json`.
    case noVocabulary(folder: String)
}

extension VocabularyError {
    /// What a table of keys found in a file of the vocabulary.
    init(_ error: CheckpointError, path: String) {
        switch error {
        case .otherValue(let path, let key, let value, let allowed):
            self = .otherValue(path: path, key: key, value: value, allowed: allowed)
        case .unknownKey(let path, let key): self = .unknownKey(path: path, key: key)
        default: self = .malformed(path: path, reason: "expected an object")
        }
    }
}
