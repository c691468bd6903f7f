/// A literal of the sources that reads as words for people: two of small letters, one after the other.
enum EnglishLiteral {
    static func all(in text: String) -> [String] {
        // Help stays English, and so does what a wrong command line is told beside the library's own words.
        let code = text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
            .replacing(#/"""[\s\S]*?"""/#, with: "")
            .replacing(##/#"[^\n]*?"#/##, with: "")
            .replacing(#/var meaning: String \{[\s\S]*?\n    \}/#, with: "")
            .replacing(
                #/(help:|abstract:|discussion:|ValidationError\(|precondition(Failure)?\([^"\n]*)\s*("([^"\\]|\\.)*"(\s*\+\s*)?)+/#,
                with: ""
            )
            .replacing(#/\b(say|alternatives)\(\s*"[^"]*"/#.wordBoundaryKind(.simple), with: "")
        let literal = #/"((?:[^"\\\n]|\\[^(]|\\\([^()]*(?:\([^()]*\)[^()]*)*\))*)"/#
        // What has both scripts shows how both look.
        return code.matches(of: literal).map { String($0.output.1) }
            .filter { $0.contains(#/[a-z]{2,} [a-z]{2,}/#) && !$0.contains(#/[\u{3040}-\u{30ff}]/#) }
    }
}
