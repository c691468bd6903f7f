internal import TextUI

/// Where the parts of the progress screen stand.
struct ProgressLayout {
    let title: Rect
    /// One line for plain CLIP and one a round, each with its interval on a common axis.
    let curve: Rect
    let classesTitle: Rect
    let classes: Rect
    let pace: Rect
    let verdict: Rect
    let message: Rect

    /// Rounds whose weights are kept, plain CLIP and the axis.
    private static let mostCurveRows = 10
    private static let fewestClassRows = 2
    private static let verdictRows = 2

    init(state: State) {
        let room = Rect(column: 0, row: 1, columns: state.size.columns, rows: state.size.rows - 2)
        // Title, title of the classes, pace, message.
        let fixed = 4 + Self.verdictRows
        let rest = max(0, room.size.rows - fixed)
        let wanted = (state.progressScreen.figures?.rounds.count ?? 0) + 2
        let curveRows = max(0, min(wanted, Self.mostCurveRows, rest - Self.fewestClassRows))
        let parts = room.rows(
            .cells(1), .cells(curveRows), .cells(1), .share(1), .cells(1), .cells(Self.verdictRows), .cells(1))
        title = parts[0].inset(columns: 1)
        curve = parts[1].inset(columns: 1)
        classesTitle = parts[2].inset(columns: 1)
        classes = parts[3].inset(columns: 1)
        pace = parts[4].inset(columns: 1)
        verdict = parts[5].inset(columns: 1)
        message = parts[6].inset(columns: 1)
    }
}
