internal import Evaluation
internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    /// How far the labelling has come, what it brought, and whether that is shown.
    mutating func drawProgress(_ own: ProgressState, _ shell: Shell) {
        let layout = ProgressGeometry(own, shell)
        let words = shell.words
        drawMessage(shell, in: layout.message)
        write(
            words.counts(shell.progress.counts, reserve: shell.progress.reserveCount), in: layout.counts, role: .text)
        drawClasses(own, shell, layout)
        guard let figures = own.figures else {
            let failure = own.failure
            write(words.progressTitle, in: layout.title, role: .title)
            write(failure ?? words.counting, in: layout.verdict, role: failure == nil ? .dim : .error)
            return
        }
        let column = write(words.progressTitle, in: layout.title, role: .title)
        let facts = Rect(
            column: column, row: layout.title.minRow, columns: layout.title.maxColumn - column, rows: 1)
        write(" · " + words.curveFacts(figures), in: facts, role: .text)
        drawCurve(figures, shell, layout.curve)
        drawSources(figures, shell, layout.sources)
        if let advice = figures.advice {
            let columns = layout.advice.size.columns
            write(words.advice(advice).fitting(columns), in: layout.advice, role: words.role(of: advice.verdict))
            write(words.outlook(advice.outlook).fitting(columns), in: layout.advice, row: 1, role: .dim)
        }
        if let effect = figures.overCorrection {
            let rect = layout.overCorrection
            write(words.overCorrection(effect).fitting(rect.size.columns), in: rect, role: .dim)
        }
        write(words.pace(figures.pace, missing: shell.missingLabels), in: layout.pace, role: .text)
        for (row, line) in words.verdict(figures.verdict).wrapped(to: layout.verdict.size.columns)
            .prefix(layout.verdict.size.rows).enumerated()
        {
            write(line, in: layout.verdict, row: row, role: words.role(of: figures.verdict))
        }
    }

    // MARK: Sources

    private mutating func drawSources(_ figures: ProgressFigures, _ shell: Shell, _ rect: Rect) {
        guard !rect.isEmpty else { return }
        let sources = figures.sources
        let head = figures.report.map { shell.words.name(ofHead: $0.head.rawValue) } ?? ""
        let shown = sources.count > rect.size.rows ? rect.size.rows - 1 : sources.count
        let nameColumns = min(sources.map(\.shownName.columns).max() ?? 0, rect.size.columns / 4)
        let parts = rect.columns(.cells(nameColumns + 1), .share(1))
        for (row, source) in sources.prefix(shown).enumerated() {
            write(source.shownName.truncated(to: nameColumns), in: parts[0], row: row, role: .title)
            let words = shell.words.source(source)
            write(words, in: parts[1], row: row, role: .text)
            // The line at the top names it too, where there is no room here.
            guard words.columns + 2 + head.columns <= parts[1].size.columns else { continue }
            write(head, in: parts[1], row: row, role: .dim, alignment: .right)
        }
        guard shown < sources.count else { return }
        write(shell.words.moreSources(sources.count - shown), in: rect, row: shown, role: .dim)
    }

    // MARK: The curve

    /// Each interval as a bar on a common axis, so that overlap is seen as overlap.
    private mutating func drawCurve(_ figures: ProgressFigures, _ shell: Shell, _ rect: Rect) {
        let words = shell.words
        guard let zeroShot = figures.zeroShot else {
            drawLines([(words.noAuditAnswersYet(reserve: figures.audit.reserveCount), .dim)], in: rect)
            return
        }
        var lines: [(name: String, interval: WilsonInterval, role: Role)] = [(words.plainCLIPName, zeroShot, .dim)]
        // The newest rounds where not all fit.
        let room = max(0, rect.size.rows - 2)
        for round in figures.rounds.suffix(room) {
            guard let accuracy = round.accuracy else { continue }
            lines.append((words.roundName(round), accuracy, .text))
        }
        let lowest = lines.map(\.interval.lower).min() ?? 0
        let highest = lines.map(\.interval.upper).max() ?? 1
        let axis = Axis(lowest: lowest, highest: highest)
        let nameColumns = min(lines.map(\.name.columns).max() ?? 0, rect.size.columns / 3)
        let parts = rect.columns(.cells(nameColumns + 1), .share(1), .cells(1), .cells(Self.intervalColumns))
        for (row, line) in lines.enumerated() where row < rect.size.rows - 1 {
            write(line.name.truncated(to: nameColumns), in: parts[0], row: row, role: line.role)
            drawInterval(line.interval, axis, in: parts[1], row: row, role: line.role)
            write(words.interval(line.interval), in: parts[3], row: row, role: line.role)
        }
        let axisRow = min(lines.count, rect.size.rows - 1)
        guard axisRow > 0 else { return }
        write(Figure.percent(axis.low), in: parts[1], row: axisRow, role: .dim)
        write(Figure.percent(axis.high), in: parts[1], row: axisRow, role: .dim, alignment: .right)
    }

    private static let intervalColumns = 16

    /// Whole steps of five points, at least one.
    private struct Axis {
        let low: Double
        let high: Double
        private static let step = 0.05

        init(lowest: Double, highest: Double) {
            low = max(0, (lowest / Self.step).rounded(.down) * Self.step)
            high = min(1, max(low + Self.step, (highest / Self.step).rounded(.up) * Self.step))
        }

        func place(_ value: Double, _ columns: Int) -> Int {
            min(max(0, Int(((value - low) / (high - low) * Double(columns - 1)).rounded())), columns - 1)
        }
    }

    private mutating func drawInterval(
        _ interval: WilsonInterval, _ axis: Axis, in rect: Rect, row: Int, role: Role
    ) {
        let columns = rect.size.columns
        guard columns > 2 else { return }
        let (left, right) = (axis.place(interval.lower, columns), axis.place(interval.upper, columns))
        for column in 0..<columns {
            let glyph: Character =
                column == left ? "├" : column == right ? "┤" : left < column && column < right ? "─" : "·"
            let isInside = left <= column && column <= right
            put(glyph, column: rect.minColumn + column, row: rect.minRow + row, role: isInside ? role : .barTrack)
        }
        put(
            "●", column: rect.minColumn + axis.place(interval.share, columns), row: rect.minRow + row,
            role: role == .dim ? .dim : .barPositive)
    }

    // MARK: Labels per class

    private mutating func drawClasses(_ own: ProgressState, _ shell: Shell, _ layout: ProgressGeometry) {
        let words = shell.words
        let target = shell.project.targetPerClass
        write(words.labelsPerClass(target: target), in: layout.classesTitle, role: .title)
        let order = shell.classesByLabels
        let rect = layout.classes
        let nameColumns = min(rect.size.columns / 3, shell.project.classes.map(\.name.columns).max() ?? 0)
        let figure = "\(max(target, shell.progress.counts.inTrainingByClass.max() ?? 0))/\(target)"
        let parts = rect.columns(.cells(nameColumns + 1), .share(1), .cells(1), .cells(figure.count), .cells(2))
        for (row, position) in order.dropFirst(own.scroll).prefix(rect.size.rows).enumerated() {
            let count = shell.progress.counts.inTrainingByClass[position]
            write(
                shell.project.classes[position].name.truncated(to: nameColumns), in: parts[0], row: row, role: .text)
            let filled = target > 0 ? min(parts[1].size.columns, parts[1].size.columns * count / target) : 0
            for column in 0..<max(0, parts[1].size.columns) {
                put(
                    column < filled ? "█" : "░", column: parts[1].minColumn + column, row: rect.minRow + row,
                    role: column < filled ? .classColor(position) : .barTrack)
            }
            write(
                "\(count)/\(target)", in: parts[3], row: row, role: count >= target ? .success : .text,
                alignment: .right)
        }
        let window = ScrollWindow(
            count: order.count, selected: own.scroll + rect.size.rows / 2, rows: rect.size.rows)
        drawScrollBar(window, in: rect)
    }
}

extension Shell {
    /// Positions of the classes, fewest labels first.
    fileprivate var classesByLabels: [Int] {
        project.classes.indices.sorted { left, right in
            let (first, second) = (progress.counts.inTrainingByClass[left], progress.counts.inTrainingByClass[right])
            return first != second ? first < second : left < right
        }
    }

    /// Labels in training that the classes lack to their target.
    fileprivate var missingLabels: Int {
        progress.counts.inTrainingByClass.reduce(0) { $0 + max(0, project.targetPerClass - $1) }
    }
}

extension InspectionFigures {
    /// Of a camera or line; a dash for images without one.
    fileprivate var shownName: String { source.flatMap { $0.isEmpty ? nil : $0 } ?? "–" }
}
