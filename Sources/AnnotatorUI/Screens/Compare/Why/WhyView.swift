internal import ActiveLearning
internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    /// Why the model confuses the classes for the framed picture: one sentence, bars, nearest labelled images.
    mutating func drawWhy(_ state: State, in rect: Rect) {
        let words = state.words
        let inside = drawBox(
            rect, title: words.why + " · " + words.countsAsPeek, titleRole: .title,
            footer: state.compare.framed?.path ?? ""
        )
        .inset(columns: 1)
        guard let explanation = state.compare.explanation, explanation.image == state.compare.framed?.image else {
            return drawLines([(words.reasonsComing, .dim)], in: inside)
        }
        guard let framed = state.compare.framed, !inside.isEmpty else { return }
        var row = 0
        for line in words.pullSentence(of: framed, explanation, state).wrapped(to: inside.size.columns).prefix(2) {
            write(line, in: inside, row: row, role: .title)
            row += 1
        }
        let isRoomy = inside.size.rows >= 16
        if isRoomy { row += 1 }

        let neighbourRows = min(max(1, explanation.neighbours.count), isRoomy ? 5 : 2) + 1
        let barRows = max(1, inside.size.rows - row - neighbourRows - 3 - (isRoomy ? 2 : 0))
        let chart = WhyChart(explanation, question: state.compare.current, project: state.project, limit: barRows)
        row = drawChart(chart, state, in: inside, from: row)
        if isRoomy { row += 1 }
        drawNeighbours(explanation.neighbours, state, in: inside, from: row)
    }

    private mutating func drawChart(_ chart: WhyChart, _ state: State, in rect: Rect, from first: Int) -> Int {
        let words = state.words
        var row = first
        let columns = WhyColumns(width: rect.size.columns)
        var legend: [(glyph: String, text: String, role: Role)] = [
            ("█", chart.isTrained ? words.correctedLogit : words.plainLogit, .barNegative)
        ]
        if chart.isTrained { legend.append(("▒", words.takenOff, .barPositive)) }
        if chart.hasGains { legend.append(("░", words.added, .barNegative)) }
        var column = rect.minColumn
        for entry in legend where column + 2 + entry.text.columns <= rect.maxColumn {
            column = write(entry.glyph, column: column, row: rect.minRow + row, role: entry.role) + 1
            column = write(entry.text, column: column, row: rect.minRow + row, role: .dim) + 2
        }
        row += 1
        let headings = columns.isWide ? ["s", "Δs", "ŝ", "p"] : ["Δs", "p"]
        for (heading, slot) in zip(headings, columns.numbers) {
            write(heading, in: slot.moved(into: rect), row: row, role: .dim, alignment: .right)
        }
        row += 1
        for entry in chart.entries {
            guard row < rect.size.rows else { break }
            let role: Role = .classColor(entry.position)
            write(state.project.classes[entry.position].name, in: columns.name.moved(into: rect), row: row, role: role)
            drawStackedBar(entry, chart, in: columns.bar.moved(into: rect), row: row)
            let delta = entry.confusion.map { Figure.signed($0, 1) } ?? "–"
            let corrected = Figure.fixed(entry.corrected, 1)
            let p = Figure.percent(entry.probability)
            let texts = columns.isWide ? [Figure.fixed(entry.zeroShot, 1), delta, corrected, p] : [delta, p]
            for (index, (text, slot)) in zip(texts, columns.numbers).enumerated() {
                let isDelta = index == (columns.isWide ? 1 : 0)
                let isTaken = (entry.confusion ?? 0) > 0
                write(
                    text, in: slot.moved(into: rect), row: row,
                    role: isDelta ? (isTaken ? .barPositive : .barNegative) : .text, alignment: .right)
            }
            row += 1
        }
        if let alpha = chart.alpha, row < rect.size.rows {
            write(words.gate(alpha), in: rect, row: row, role: .dim)
            row += 1
        }
        return row
    }

    /// Solid up to the smaller of s and ŝ; what lies between is Δs, taken off (▒) or added (░).
    private mutating func drawStackedBar(_ entry: WhyChart.Entry, _ chart: WhyChart, in rect: Rect, row: Int) {
        let width = rect.size.columns
        func cells(_ value: Float) -> Int { Int((chart.fraction(value) * Float(width)).rounded()) }
        let solid = cells(min(entry.zeroShot, entry.corrected))
        let end = cells(max(entry.zeroShot, entry.corrected))
        let isTaken = entry.corrected < entry.zeroShot
        for offset in 0..<width {
            let (glyph, role): (Character, Role) =
                if offset < solid {
                    ("█", .barNegative)
                } else if offset < end {
                    (isTaken ? "▒" : "░", isTaken ? .barPositive : .barNegative)
                } else {
                    ("·", .barTrack)
                }
            put(glyph, column: rect.minColumn + offset, row: rect.minRow + row, role: role)
        }
    }

    private mutating func drawNeighbours(
        _ neighbours: [Explanation.Neighbour], _ state: State, in rect: Rect, from first: Int
    ) {
        guard first < rect.size.rows else { return }
        let words = state.words
        guard !neighbours.isEmpty else {
            write(words.noNeighbours, in: rect, row: first, role: .dim)
            return
        }
        write(words.nearestLabelled, in: rect, row: first, role: .dim)
        for (offset, neighbour) in neighbours.enumerated() {
            let row = first + 1 + offset
            guard row < rect.size.rows else { break }
            var column = write(Figure.fixed(neighbour.similarity, 2) + " ", in: rect, row: row)
            let name = state.project.name(of: neighbour.label).truncated(to: max(8, rect.size.columns / 3))
            let role: Role = state.project.position(of: neighbour.label).map(Role.classColor) ?? .text
            column = write(name + " ", column: column, row: rect.minRow + row, role: role)
            let room = rect.maxColumn - column
            write(
                neighbour.path.truncatedAtStart(to: room),
                in: Rect(column: column, row: rect.minRow + row, columns: room, rows: 1), role: .dim)
        }
    }
}

/// Where the columns of the chart stand, relative to the panel.
private struct WhyColumns {
    struct Slot {
        var start: Int
        var width: Int

        func moved(into rect: Rect) -> Rect {
            Rect(column: rect.minColumn + start, row: rect.minRow, columns: width, rows: rect.size.rows)
        }
    }

    let isWide: Bool
    let name: Slot
    let bar: Slot
    let numbers: [Slot]

    private static let numberWidth = 5
    private static let wide = 42
    /// From here on longer names fit.
    private static let roomy = 54

    init(width: Int) {
        isWide = width >= WhyColumns.wide
        let count = isWide ? 4 : 2
        let nameWidth = width >= WhyColumns.roomy ? 14 : 9
        let numbersStart = max(0, width - count * WhyColumns.numberWidth)
        name = Slot(start: 0, width: min(nameWidth, numbersStart))
        bar = Slot(start: nameWidth + 1, width: max(0, numbersStart - nameWidth - 1))
        numbers = (0..<count).map {
            Slot(start: numbersStart + $0 * WhyColumns.numberWidth, width: WhyColumns.numberWidth)
        }
    }
}

extension Words {
    /// What CLIP is drawn to, between its answer and the class that it is confused with.
    fileprivate func pullSentence(of picture: Question.Picture, _ explanation: Explanation, _ state: State) -> String {
        let side = picture.side
        let own = state.project.name(of: side.own)
        let other = state.project.name(of: side.other)
        guard let a = state.project.position(of: side.own), let b = state.project.position(of: side.other),
            explanation.rows.indices.contains(a), explanation.rows.indices.contains(b),
            let ownConfusion = explanation.rows[a].confusion, let otherConfusion = explanation.rows[b].confusion
        else { return pullUnknown }
        let amount = ownConfusion - otherConfusion
        if abs(amount) < 0.05 { return noPull(between: own, and: other) }
        return pull(towards: amount > 0 ? own : other, by: amount)
    }
}
