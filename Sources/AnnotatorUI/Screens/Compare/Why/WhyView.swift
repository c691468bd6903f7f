internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    /// From here on there is room for whole sentences and for the way to the other view.
    private static let sizeForSentences = Size(columns: 30, rows: 10)
    /// From here on parts are set apart.
    private static let roomyRows = 16
    private static let mostNeighbours = 5
    /// More neighbours are named where so many classes have their bars.
    private static let classesBeforeNeighbours = 3
    /// Of the chart: its legend and its headings.
    private static let headRows = 2
    /// What whole sentences leave: the chart with those classes, a neighbour with its heading, two lines that set them apart.
    private static let rowsBelowReasons = headRows + classesBeforeNeighbours + 4

    /// Why the model confuses the classes for the framed picture, in words or for experts: what is said and taken away, bars,
    /// nearest labelled images.
    mutating func drawWhy(_ own: CompareState, _ shell: Shell, in rect: Rect) {
        let words = shell.words
        var inside = drawBox(
            rect, title: words.why + " · " + words.countsAsPeek, titleRole: .title, footer: own.framed?.path ?? ""
        )
        .inset(columns: 1)
        guard let framed = own.framed, let explanation = own.explanation, explanation.image == framed.image else {
            return drawLines([(words.reasonsComing, .dim)], in: inside)
        }
        guard !inside.isEmpty else { return }
        let isRoomy = inside.size.rows >= Self.roomyRows
        let isTall = inside.size.rows >= Self.sizeForSentences.rows
        if isTall {
            drawWayToOtherView(own, shell, in: inside)
            inside = inside.rows(.share(1), .cells(1))[0]
        }
        let reasons =
            own.isWhyExpert
            ? [words.pull(explanation, of: framed, in: shell.project)]
            : words.reasons(explanation, of: framed, in: shell.project)
        let isWide = inside.size.columns >= Self.sizeForSentences.columns
        var row = drawReasons(
            reasons, atMost: isTall && isWide ? inside.size.rows - Self.rowsBelowReasons : 0, in: inside)
        if isRoomy { row += 1 }

        guard inside.size.rows - row >= Self.headRows + 1 else { return }
        let figures = own.isWhyExpert ? words.estimatorFigures(explanation) : nil
        let room = inside.size.rows - row - Self.headRows - (figures == nil ? 0 : 1) - (isRoomy ? 1 : 0)
        let neighbours = min(max(1, explanation.neighbours.count), isRoomy ? Self.mostNeighbours : 2)
        let neighbourRows = min(neighbours + 1, max(2, room - Self.classesBeforeNeighbours))
        let chart = WhyChart(
            explanation, question: own.current, project: shell.project, limit: max(1, room - neighbourRows))
        row = drawChart(chart, isExpert: own.isWhyExpert, shell, in: inside, from: row)
        if let figures, row < inside.size.rows {
            write(figures.fitting(inside.size.columns), in: inside, row: row, role: .dim)
            row += 1
        }
        if isRoomy { row += 1 }
        drawNeighbours(explanation.neighbours, shell, in: inside, from: row)
    }

    /// The key of the other view, on the last line.
    private mutating func drawWayToOtherView(_ own: CompareState, _ shell: Shell, in rect: Rect) {
        let column = write(
            shell.keymap.hint(for: .expertView), in: rect, row: rect.size.rows - 1, role: .keyHint)
        write(
            shell.words.otherView(fromExpert: own.isWhyExpert), column: column + 1, row: rect.maxRow - 1, role: .dim)
    }

    /// Each in full while all together take so many rows, else on one line; the last one strongest.
    /// - Returns: the row below.
    private mutating func drawReasons(_ reasons: [[String]], atMost rows: Int, in rect: Rect) -> Int {
        let columns = rect.size.columns
        var lines = reasons.map { $0[0].wrapped(to: columns) }
        // What CLIP says and what is said now can be read off the bars, too; they are cut first.
        let ends = [0, reasons.count - 1]
        for place in ends + reasons.indices.filter({ !ends.contains($0) }) where lines.joined().count > rows {
            lines[place] = [reasons[place].fitting(columns)]
        }
        var row = 0
        for (place, lines) in lines.enumerated() {
            let role: Role = place == reasons.count - 1 ? .title : .text
            for line in lines {
                write(line, in: rect, row: row, role: role)
                row += 1
            }
        }
        return row
    }

    private mutating func drawChart(
        _ chart: WhyChart, isExpert: Bool, _ shell: Shell, in rect: Rect, from first: Int
    ) -> Int {
        var row = first
        drawLegend(chart, isExpert: isExpert, shell.words, in: rect, row: row)
        row += 1
        let figures = WhyFigure.all(of: chart, isExpert: isExpert, width: rect.size.columns, shell.words)
        let columns = WhyColumns(width: rect.size.columns, figures: figures.map(\.width))
        for (figure, slot) in zip(figures, columns.figures) {
            write(figure.heading, in: slot.moved(into: rect), row: row, role: .dim, alignment: .right)
        }
        row += 1
        for entry in chart.entries {
            guard row < rect.size.rows else { break }
            write(
                shell.project.classes[entry.position].name, in: columns.name.moved(into: rect), row: row,
                role: .classColor(entry.position))
            drawStackedBar(entry, chart, in: columns.bar.moved(into: rect), row: row)
            for (figure, slot) in zip(figures, columns.figures) {
                write(
                    figure.text(entry), in: slot.moved(into: rect), row: row, role: figure.role(entry),
                    alignment: .right)
            }
            row += 1
        }
        return row
    }

    /// What the parts of the bars are, as many as there is room for.
    private mutating func drawLegend(_ chart: WhyChart, isExpert: Bool, _ words: Words, in rect: Rect, row: Int) {
        var parts: [(glyph: String, text: String, role: Role)] = []
        if chart.isTrained {
            parts.append(("█", isExpert ? words.correctedLogit : words.stays, .barNegative))
            parts.append(("▒", isExpert ? words.takenOff : words.takenAway, .barPositive))
            if chart.hasGains { parts.append(("░", isExpert ? words.added : words.putOn, .barNegative)) }
        } else {
            parts.append(("█", isExpert ? words.plainLogit : words.byCLIP, .barNegative))
        }
        var column = rect.minColumn
        for part in parts where column + 2 + part.text.columns <= rect.maxColumn {
            column = write(part.glyph, column: column, row: rect.minRow + row, role: part.role) + 1
            column = write(part.text, column: column, row: rect.minRow + row, role: .dim) + 2
        }
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
        _ neighbours: [Explanation.Neighbour], _ shell: Shell, in rect: Rect, from first: Int
    ) {
        guard first < rect.size.rows else { return }
        let words = shell.words
        guard !neighbours.isEmpty else {
            write(words.noNeighbours, in: rect, row: first, role: .dim)
            return
        }
        write(words.nearestLabelled, in: rect, row: first, role: .dim)
        for (offset, neighbour) in neighbours.enumerated() {
            let row = first + 1 + offset
            guard row < rect.size.rows else { break }
            var column = write(Figure.fixed(neighbour.similarity, 2) + " ", in: rect, row: row)
            let name = shell.project.name(of: neighbour.label).truncated(to: max(8, rect.size.columns / 3))
            let role: Role = shell.project.position(of: neighbour.label).map(Role.classColor) ?? .text
            column = write(name + " ", column: column, row: rect.minRow + row, role: role)
            let room = rect.maxColumn - column
            write(
                neighbour.path.truncatedAtStart(to: room),
                in: Rect(column: column, row: rect.minRow + row, columns: room, rows: 1), role: .dim)
        }
    }
}

/// A column of figures beside the bars.
private struct WhyFigure {
    let heading: String
    let width: Int
    let text: (WhyChart.Entry) -> String
    var role: (WhyChart.Entry) -> Role = { _ in .text }

    /// From here on experts see all four.
    private static let wide = 42
    /// From here on CLIP's share stands beside the one of now.
    private static let wideForShares = 30

    static func all(of chart: WhyChart, isExpert: Bool, width: Int, _ words: Words) -> [WhyFigure] {
        func share(_ heading: String, _ probability: @escaping (WhyChart.Entry) -> Float) -> WhyFigure {
            WhyFigure(heading: heading, width: 6) { Figure.percent(probability($0)) }
        }
        func logit(_ heading: String, _ value: @escaping (WhyChart.Entry) -> Float) -> WhyFigure {
            WhyFigure(heading: heading, width: 5) { Figure.fixed(value($0), 1) }
        }
        let taken = WhyFigure(
            heading: words.confusionSymbol, width: 5, text: { $0.confusion.map { Figure.signed($0, 1) } ?? "–" },
            role: { ($0.confusion ?? 0) > 0 ? .barPositive : .barNegative })
        switch (isExpert, chart.isTrained) {
        case (true, _):
            let p = share("p", \.probability)
            return width >= wide ? [logit("s", \.zeroShot), taken, logit("ŝ", \.corrected), p] : [taken, p]
        case (false, true):
            let now = share(words.now, \.probability)
            return width >= wideForShares ? [share(words.byCLIP, \.zeroShotProbability), taken, now] : [taken, now]
        case (false, false): return [share(words.byCLIP, \.zeroShotProbability)]
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

    let name: Slot
    let bar: Slot
    let figures: [Slot]

    /// From here on longer names fit.
    private static let roomy = 54

    init(width: Int, figures widths: [Int]) {
        let nameWidth = width >= WhyColumns.roomy ? 14 : 9
        var start = max(0, width - widths.reduce(0, +))
        name = Slot(start: 0, width: min(nameWidth, start))
        bar = Slot(start: nameWidth + 1, width: max(0, start - nameWidth - 1))
        var slots: [Slot] = []
        for width in widths {
            slots.append(Slot(start: start, width: width))
            start += width
        }
        figures = slots
    }
}
