internal import Evaluation
internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    /// The confusion matrix as a heat map with figures: rows are truth, columns what the model says.
    mutating func drawMatrix(_ own: MatrixState, _ shell: Shell) {
        let layout = MatrixGeometry(own, shell)
        drawMatrixTitle(own, shell, layout)
        drawMessage(shell, in: layout.message)
        guard let figures = own.figures else {
            drawEmptyMatrix(own, shell, layout)
            return
        }
        let face = MatrixFace(figures, own)
        drawHeads(own, shell, layout)
        drawRows(face, own, shell, layout)
        drawDetail(face, own, shell, layout)
    }

    /// The title always names source, head, mode, n, and whether the figures are calibrated.
    private mutating func drawMatrixTitle(_ own: MatrixState, _ shell: Shell, _ layout: MatrixGeometry) {
        let words = shell.words
        let source = own.source
        var column = write(source.map(words.source) ?? words.matrix, in: layout.title, role: .title)
        guard let figures = own.figures else {
            guard let source else { return }
            let rest = Rect(
                column: column, row: layout.title.minRow, columns: layout.title.maxColumn - column, rows: 1)
            write(": " + words.sourceMeaning(source), in: rest, role: .dim)
            return
        }
        let head = figures.active == nil ? .zeroShot : own.head
        var facts = [words.head(head, figures.head)]
        // Out-of-fold figures are of models that no round keeps.
        if head != .zeroShot, let round = figures.head?.round, round.rawValue > 0 {
            facts.append(words.round(Int(round.rawValue)))
        }
        facts.append(words.imageCount(figures.imageCount))
        if figures.source == .predicted { facts.append(words.calibration(figures.isCalibrated)) }
        facts.append(words.units(own.units))
        for fact in facts {
            let text = " · " + fact
            guard column + text.columns <= layout.title.maxColumn else { break }
            column = write(text, column: column, row: layout.title.minRow, role: .text)
        }
        drawSummary(figures, head, shell, in: layout.summary)
    }

    private mutating func drawSummary(
        _ figures: MatrixFigures, _ head: MatrixState.HeadView, _ shell: Shell, in rect: Rect
    ) {
        let words = shell.words
        var parts = figures.source == .predicted ? believed(figures, head, words) : counted(figures, head, words)
        if !figures.notEstimable.isEmpty { parts.append(words.notEstimable(figures.notEstimable.count)) }
        if let shots = figures.shotsPerFold { parts.append(words.shots(shots)) }
        if head != .zeroShot, let active = figures.head, let reason = active.reason {
            let ways = words.reason(reason, of: active.head.rawValue)
            let room = rect.size.columns - parts.joined(separator: " · ").columns - 3
            if let text = ways.first(where: { $0.columns <= room }) { parts.append(text) }
        }
        parts.append(words.sourceMeaning(figures.source))
        // What does not fit is left out whole, the meaning of the source first.
        while parts.count > 1, parts.joined(separator: " · ").columns > rect.size.columns { parts.removeLast() }
        write(parts.joined(separator: " · "), in: rect, role: .dim)
    }

    /// What a head believes of itself: never beside what another believes, as if one were better.
    private func believed(_ figures: MatrixFigures, _ head: MatrixState.HeadView, _ words: Words) -> [String] {
        let confidence =
            switch head {
            case .zeroShot: figures.zeroShotConfidence
            case .active: figures.activeConfidence
            case .difference: nil as Double?
            }
        let headline = head == .difference ? words.noVerdict : confidence.map(words.meanConfidence)
        return [headline, words.spreadMeaning].compactMap(\.self)
    }

    /// The share that is right, of images whose truth is known.
    private func counted(_ figures: MatrixFigures, _ head: MatrixState.HeadView, _ words: Words) -> [String] {
        let zeroShot = figures.zeroShotAccuracy.map(words.interval) ?? figures.zeroShot.accuracy.map(words.share)
        let active = figures.activeAccuracy.map(words.interval) ?? figures.active?.accuracy.map(words.share)
        if head != .zeroShot, let active { return [words.right(active, zeroShot: zeroShot)] }
        return zeroShot.map { [words.right($0, zeroShot: nil)] } ?? []
    }

    private mutating func drawEmptyMatrix(_ own: MatrixState, _ shell: Shell, _ layout: MatrixGeometry) {
        let words = shell.words
        let room = Rect(column: 2, row: 3, columns: size.columns - 4, rows: size.rows - 6)
        switch own.result {
        case .empty(let reason):
            let sentences = words.empty(reason)
            drawLines(
                sentences.enumerated().map { ($0.element, $0.offset == 0 ? .title : .text) }, in: room)
        case .failed(let sentence): drawLines([(sentence, .error)], in: room)
        case .figures, nil: drawLines([(words.counting, .dim)], in: room)
        }
    }

    // MARK: The grid

    private mutating func drawHeads(_ own: MatrixState, _ shell: Shell, _ layout: MatrixGeometry) {
        let order = own.displayOrder
        let corner = Rect(
            column: layout.names.minColumn, row: layout.heads.maxRow - 1, columns: layout.names.size.columns, rows: 1)
        write(shell.words.axes(own.source ?? .predicted), in: corner, role: .dim)
        for place in layout.columnWindow.visible {
            let position = order[place]
            let isSelected = position == own.predicted
            let rect = layout.rect(row: layout.rowWindow.visible.lowerBound, column: place)
            let name = shell.project.classes[position].name
            let lines =
                layout.heads.size.rows == 1
                ? [name].prefix(1) : name.wrapped(to: layout.cellSize.columns - 1).prefix(layout.heads.size.rows)
            for (offset, line) in lines.enumerated() {
                let room = Rect(
                    column: rect.minColumn, row: layout.heads.maxRow - lines.count + offset,
                    columns: layout.cellSize.columns - 1, rows: 1)
                write(
                    line, in: room, role: isSelected ? .keyHint : .text,
                    alignment: layout.heads.size.rows == 1 ? .right : .left)
            }
        }
        let total = Rect(
            column: layout.totals.minColumn, row: layout.heads.maxRow - 1, columns: layout.totals.size.columns, rows: 1)
        write(shell.words.rowTotal, in: total, role: .dim, alignment: .right)
        if !layout.spread.isEmpty {
            let spread = Rect(
                column: layout.spread.minColumn, row: layout.heads.maxRow - 1, columns: layout.spread.size.columns,
                rows: 1)
            write(shell.words.spread, in: spread, role: .dim, alignment: .right)
        }
        if layout.columnWindow.hasBefore {
            put("‹", column: layout.heads.minColumn - 1, row: layout.heads.maxRow - 1, role: .keyHint)
        }
        if layout.columnWindow.hasAfter {
            put("›", column: layout.heads.maxColumn, row: layout.heads.maxRow - 1, role: .keyHint)
        }
    }

    private mutating func drawRows(_ face: MatrixFace, _ own: MatrixState, _ shell: Shell, _ layout: MatrixGeometry) {
        let order = own.displayOrder
        let middle = (layout.cellSize.rows - 1) / 2
        for rowPlace in layout.rowWindow.visible {
            let truth = order[rowPlace]
            let isSelectedRow = truth == own.truth
            let line = layout.rect(row: rowPlace, column: layout.columnWindow.visible.lowerBound).minRow + middle
            let name = Rect(
                column: layout.names.minColumn, row: line, columns: layout.names.size.columns - 1, rows: 1)
            write(
                (isSelectedRow ? "▸ " : "  ") + shell.project.classes[truth].name, in: name,
                role: isSelectedRow ? .keyHint : .text)
            for columnPlace in layout.columnWindow.visible {
                let predicted = order[columnPlace]
                let rect = layout.rect(row: rowPlace, column: columnPlace)
                drawCell(
                    truth, predicted, isSelected: isSelectedRow && predicted == own.predicted, in: rect,
                    middle: middle, face, own)
            }
            if !layout.spread.isEmpty {
                let spread = Rect(
                    column: layout.spread.minColumn, row: line, columns: layout.spread.size.columns, rows: 1)
                write(face.spreadText(truth), in: spread, role: .dim, alignment: .right)
            }
            let total = Rect(
                column: layout.totals.minColumn, row: line, columns: layout.totals.size.columns, rows: 1)
            write(Figure.count(face.rowTotal(truth)), in: total, role: .dim, alignment: .right)
        }
        let bar = Rect(
            column: layout.totals.minColumn, row: layout.cells.minRow, columns: layout.totals.size.columns + 1,
            rows: layout.cells.size.rows)
        drawScrollBar(layout.rowWindow, in: bar)
    }

    private mutating func drawCell(
        _ truth: Int, _ predicted: Int, isSelected: Bool, in rect: Rect, middle: Int, _ face: MatrixFace,
        _ own: MatrixState
    ) {
        if truth == predicted, own.isDiagonalHidden {
            fill(rect, role: isSelected ? .selection : .text)
            let line = Rect(column: rect.minColumn, row: rect.minRow + middle, columns: rect.size.columns, rows: 1)
            write("╲", in: line, role: isSelected ? .selection : .dim, alignment: .centre)
            return
        }
        let role = isSelected ? .selection : face.role(truth: truth, predicted: predicted)
        fill(rect, role: role)
        let room = Rect(
            column: rect.minColumn, row: rect.minRow + middle, columns: rect.size.columns - 1, rows: 1)
        let text = face.text(truth: truth, predicted: predicted)
        write(text, in: room, role: role, alignment: .right)
        guard isSelected else { return }
        // The cursor is not told by colour alone, and never hides a digit.
        if text.columns < room.size.columns {
            put("[", column: rect.minColumn, row: rect.minRow + middle, role: role)
        }
        put("]", column: rect.maxColumn - 1, row: rect.minRow + middle, role: role)
    }

    /// The cell under the cursor in words.
    private mutating func drawDetail(_ face: MatrixFace, _ own: MatrixState, _ shell: Shell, _ layout: MatrixGeometry) {
        let words = shell.words
        let (truth, predicted) = (own.truth, own.predicted)
        guard shell.project.classes.indices.contains(truth), shell.project.classes.indices.contains(predicted)
        else { return }
        let total = face.rowTotal(truth)
        let count = face.count(truth: truth, predicted: predicted)
        let share = total > 0 ? Figure.percent(count / total) : "–"
        var parts = [
            words.cellCount(
                words.cell(
                    face.figures.source, truth: shell.project.classes[truth].name,
                    predicted: shell.project.classes[predicted].name, isSame: truth == predicted),
                Figure.count(count), of: Figure.count(total), percent: share)
        ]
        if face.head != .zeroShot {
            parts.append(words.plainCLIP(Figure.count(face.zeroShotCount(truth: truth, predicted: predicted))))
        }
        if face.figures.notEstimable.contains(shell.project.classes[truth].id) {
            parts.append(words.notEstimableHere)
        } else if face.isThin(truth) {
            parts.append(words.thinRow)
        }
        write(parts.joined(separator: " · "), in: layout.detail, role: .text)
    }
}
