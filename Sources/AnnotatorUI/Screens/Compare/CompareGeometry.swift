internal import Figures
internal import TextUI

/// Where the parts of the compare screen stand: read by the view, and by the reducer for the sizes of the pictures.
struct CompareGeometry {
    let order: Rect
    let left: Rect
    let right: Rect
    /// Both panes together: of a question without a look-alike.
    let both: Rect
    /// A column of its own on wide terminals; nil where the panel takes the place of the look-alike.
    let whyColumn: Rect?
    let candidates: Rect
    let classes: Rect
    let message: Rect
    private let isWhyShown: Bool
    private let isPartnerFramed: Bool

    /// From here on the reasons fit beside two pictures.
    static let wideColumns = 110
    private static let rowsForClasses = 16
    private static let rowsForTwoLinesOfClasses = 30
    private static let whyColumns = 46...64
    /// The share of a wide terminal that the reasons take, within the bounds above.
    private static let whyShare = 0.3

    init(_ own: CompareState, _ shell: Shell) {
        self.init(size: shell.viewSize, isWhyShown: own.isWhyShown, isPartnerFramed: own.isPartnerFramed)
    }

    init(size: Size, isWhyShown: Bool, isPartnerFramed: Bool) {
        let classLines =
            size.rows < CompareGeometry.rowsForClasses
            ? 0 : size.rows < CompareGeometry.rowsForTwoLinesOfClasses ? 1 : 2
        let parts = Rect(column: 0, row: 1, columns: size.columns, rows: size.rows - 2)
            .rows(.cells(1), .share(1), .cells(1), .cells(classLines), .cells(1))
        order = parts[0].inset(columns: 1)
        candidates = parts[2].inset(columns: 1)
        classes = parts[3].inset(columns: 1)
        message = parts[4].inset(columns: 1)
        var pictures = parts[1]
        if isWhyShown, size.columns >= CompareGeometry.wideColumns {
            let wanted = Int(Double(size.columns) * CompareGeometry.whyShare)
            let bounds = CompareGeometry.whyColumns
            let columns = pictures.columns(
                .share(1), .cells(min(max(wanted, bounds.lowerBound), bounds.upperBound)))
            pictures = columns[0]
            whyColumn = columns[1]
        } else {
            whyColumn = nil
        }
        both = pictures
        let panes = pictures.columns(.share(1), .share(1))
        left = panes[0]
        right = panes[1]
        self.isWhyShown = isWhyShown
        self.isPartnerFramed = isPartnerFramed
    }

    /// The frame of a picture with everything in it, and whether the reasons cover it.
    struct Pane {
        var picture: Question.Picture
        var frame: Rect
        var isFramed: Bool
        var isCovered: Bool
    }

    func frames(of question: Question) -> [Pane] {
        guard let partner = question.partner else {
            let isCovered = false
            let frame = isWhyShown && whyColumn == nil ? left : both
            return [Pane(picture: question.asked, frame: frame, isFramed: true, isCovered: isCovered)]
        }
        let isLeft = question.askedPlace == .left
        let coversOther = isWhyShown && whyColumn == nil
        return [
            Pane(
                picture: question.asked, frame: isLeft ? left : right, isFramed: !isPartnerFramed,
                isCovered: coversOther && isPartnerFramed),
            Pane(
                picture: partner, frame: isLeft ? right : left, isFramed: isPartnerFramed,
                isCovered: coversOther && !isPartnerFramed),
        ]
    }

    /// Where the reasons go; nil while they are not asked for.
    func why(of question: Question) -> Rect? {
        guard isWhyShown else { return nil }
        if let whyColumn { return whyColumn }
        return frames(of: question).first { $0.isCovered }?.frame ?? right
    }

    /// The pictures to convert with the room that they have; nil for a covered one.
    func panes(of question: Question) -> [(picture: Question.Picture, size: Size?)] {
        frames(of: question).map { pane in
            let room = pane.frame.inset(columns: 1, rows: 1).size
            return (pane.picture, pane.isCovered || room.columns < 1 || room.rows < 1 ? nil : room)
        }
    }
}
