extension StringProtocol {
    /// Columns of the text on one line.
    package var columns: Int {
        // Pure ASCII is by far the usual case and needs no segmentation.
        if let width = utf8.withContiguousStorageIfAvailable({
            $0.allSatisfy { $0 < 0x80 && $0 != 0x0D } ? $0.count : -1
        }),
            width >= 0
        {
            return width
        }
        return reduce(0) { $0 + $1.columns }
    }

    /// At most that many columns: the end is replaced by an ellipsis where the text is longer.
    package func truncated(to limit: Int) -> String {
        guard columns > limit else { return String(self) }
        guard limit > 0 else { return "" }
        var text = ""
        var used = 0
        for character in self {
            let width = character.columns
            if used + width > limit - 1 { break }
            text.append(character)
            used += width
        }
        return text + "…"
    }

    /// At most that many columns: the beginning is replaced by an ellipsis, as is best for paths.
    package func truncatedAtStart(to limit: Int) -> String {
        guard columns > limit else { return String(self) }
        guard limit > 0 else { return "" }
        var start = endIndex
        var used = 1
        while start > startIndex {
            let before = index(before: start)
            let width = self[before].columns
            if used + width > limit { break }
            used += width
            start = before
        }
        return "…" + self[start...]
    }

    /// Filled up with spaces to that many columns, or cut.
    package func padded(to width: Int, alignment: Alignment = .left) -> String {
        let text = truncated(to: width)
        let space = width - text.columns
        switch alignment {
        case .left: return text + String(repeating: " ", count: space)
        case .right: return String(repeating: " ", count: space) + text
        case .centre:
            return String(repeating: " ", count: space / 2) + text + String(repeating: " ", count: space - space / 2)
        }
    }

    /// Lines of at most `width` columns, broken at spaces and between East Asian characters; a line never starts with
    /// closing punctuation where that can be helped.
    package func wrapped(to width: Int) -> [String] {
        guard width > 0 else { return [] }
        var lines: [String] = []
        for paragraph in split(separator: "\n", omittingEmptySubsequences: false) {
            wrap(paragraph, to: width, into: &lines)
        }
        return lines
    }

    private func wrap(_ paragraph: Self.SubSequence, to width: Int, into lines: inout [String]) {
        let first = lines.count
        var line = ""
        var used = 0
        /// Where the line may be broken: the text before, and what goes on after it.
        var breakIndex: String.Index?
        for character in paragraph {
            let columns = character.columns
            if character == " " {
                breakIndex = line.endIndex
            } else if columns == 2, !line.isEmpty, !closing.contains(character), line.last.map(opening.contains) != true
            {
                breakIndex = line.endIndex
            }
            line.append(character)
            used += columns
            while used > width {
                let cut = breakIndex ?? line.index(before: line.endIndex)
                let isOnlyCharacter = cut == line.startIndex
                let head = isOnlyCharacter ? line : String(line[..<cut])
                let rest = isOnlyCharacter ? "" : String(line[cut...].drop { $0 == " " })
                lines.append(trimmingEnd(head))
                line = rest
                used = line.columns
                breakIndex = nil
            }
        }
        if !line.isEmpty || lines.count == first { lines.append(trimmingEnd(line)) }
    }
}

package enum Alignment: Sendable, Hashable {
    case left
    case centre
    case right
}

extension [String] {
    /// The first of several ways to say something that fits into that many columns, else the last and shortest.
    package func fitting(_ columns: Int) -> String { first { $0.columns <= columns } ?? last ?? "" }
}

/// Never at the start of a line (JIS X 4051, in short).
private let closing: Set<Character> = ["、", "。", "，", "．", "）", "」", "』", "】", "！", "？", "ー", "々", "：", "％"]
/// Never at the end of a line.
private let opening: Set<Character> = ["（", "「", "『", "【"]

private func trimmingEnd(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
}
