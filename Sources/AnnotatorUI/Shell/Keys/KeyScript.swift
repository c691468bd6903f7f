package import TextUI

/// A session as text: names of keys with spaces between, `"typed text"`, `resize:100x30`; `#` begins a remark.
package enum KeyScript {
    package static func inputs(from text: String) throws(KeyScriptError) -> [Input] {
        var inputs: [Input] = []
        // A carriage return with its line feed is one character, and so is either alone.
        let lines = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
        for (index, line) in lines.enumerated() {
            try read(line, number: index + 1, into: &inputs)
        }
        return inputs
    }

    private static func read(
        _ line: Substring, number: Int, into inputs: inout [Input]
    ) throws(KeyScriptError) {
        var rest = line.drop { $0.isWhitespace }
        while let first = rest.first {
            if first == "#" { return }
            if first == "\"" {
                let typed = rest.dropFirst().prefix { $0 != "\"" }
                guard typed.endIndex < rest.endIndex else { throw .openQuote(line: number) }
                inputs += typed.map { .key(.character($0)) }
                rest = rest[rest.index(after: typed.endIndex)...]
            } else {
                let word = rest.prefix { !$0.isWhitespace }
                inputs.append(try input(named: String(word), line: number))
                rest = rest[word.endIndex...]
            }
            rest = rest.drop { $0.isWhitespace }
        }
    }

    private static func input(named word: String, line: Int) throws(KeyScriptError) -> Input {
        if let key = KeyName.key(named: word) { return .key(key) }
        let parts = word.split(separator: ":")
        if parts.count == 2, parts[0] == "resize" {
            let numbers = parts[1].split(separator: "x").compactMap { Int($0) }
            if numbers.count == 2, numbers.allSatisfy({ (1...1000).contains($0) }) {
                return .resize(Size(columns: numbers[0], rows: numbers[1]))
            }
        }
        throw .unknownKey(word, line: line)
    }
}

/// Why a key script cannot be played.
package enum KeyScriptError: Error, Equatable {
    case unknownKey(String, line: Int)
    case openQuote(line: Int)
}
