/// Why a tokenizer's vocabulary could not be had.
package enum VocabularyError: Error, Equatable {
    /// The file could not be read; the reason is the system's.
    case unreadable(path: String, reason: String)
    /// Larger than any vocabulary of CLIP.
    case tooLarge(path: String, limit: Int)
    /// Not JSON, or not the JSON of a tokenizer.
    case malformed(path: String, reason: String)
    /// Not two symbols in this line of a list of merges.
    case badMerge(path: String, line: Int)
    /// A token that every CLIP vocabulary has, or that a merge makes, has no id.
    case missingToken(path: String, token: String)
    /// Two tokens share an id, or an id is outside the vocabulary.
    case badIdentifier(path: String, token: String, id: Int)
    /// The folder holds neither `vocab.json` with `merges.txt` nor `tokenizer.json`.
    case noVocabulary(folder: String)
}
