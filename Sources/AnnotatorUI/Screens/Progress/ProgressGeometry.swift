internal import Figures
internal import TextUI

/// Where the parts of the progress screen stand: read by the view, and by the reducer for the classes that fit.
struct ProgressGeometry {
    let title: Rect
    /// One line for plain CLIP and one per round, each with its interval on a common axis.
    let curve: Rect
    /// Labels in training, audit answers and reviews.
    let counts: Rect
    let classesTitle: Rect
    let classes: Rect
    /// Each camera or line; empty without any.
    let sources: Rect
    let pace: Rect
    /// Stop or go on, and what more labels would bring; empty before the first training.
    let advice: Rect
    /// What λ lets deconfusion do; empty before the first audit answer.
    let overCorrection: Rect
    let verdict: Rect
    let message: Rect

    /// Rounds whose weights are kept, plain CLIP and the axis.
    private static let mostCurveRows = 10
    private static let fewestClassRows = 2
    private static let verdictRows = 2
    private static let adviceRows = 2
    /// Sources that are listed, the last line counting those that are not.
    private static let mostSourceRows = 4

    init(_ own: ProgressState, _ shell: Shell) {
        let room = Rect(column: 0, row: 1, columns: shell.size.columns, rows: shell.size.rows - 2)
        // Title, counts, title of the classes, pace, message.
        let figures = own.figures
        let adviceRows = figures?.advice == nil ? 0 : Self.adviceRows
        let effectRows = figures?.overCorrection == nil ? 0 : 1
        let sourceRows = min(figures?.sources.count ?? 0, Self.mostSourceRows)
        let fixed = 5 + Self.verdictRows + adviceRows + effectRows + sourceRows
        let rest = max(0, room.size.rows - fixed)
        let wanted = (figures?.rounds.count ?? 0) + 2
        let curveRows = max(0, min(wanted, Self.mostCurveRows, rest - Self.fewestClassRows))
        let parts = room.rows(
            .cells(1), .cells(curveRows), .cells(1), .cells(1), .share(1), .cells(sourceRows), .cells(1),
            .cells(adviceRows),
            .cells(effectRows), .cells(Self.verdictRows), .cells(1))
        title = parts[0].inset(columns: 1)
        curve = parts[1].inset(columns: 1)
        counts = parts[2].inset(columns: 1)
        classesTitle = parts[3].inset(columns: 1)
        classes = parts[4].inset(columns: 1)
        sources = parts[5].inset(columns: 1)
        pace = parts[6].inset(columns: 1)
        advice = parts[7].inset(columns: 1)
        overCorrection = parts[8].inset(columns: 1)
        verdict = parts[9].inset(columns: 1)
        message = parts[10].inset(columns: 1)
    }
}
