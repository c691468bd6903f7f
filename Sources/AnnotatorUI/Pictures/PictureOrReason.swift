internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension Screen {
    /// The picture; or, in words, why there is none.
    mutating func drawPictureOrReason(_ request: PictureRequest, path: String, in rect: Rect, _ shell: Shell) {
        guard !rect.isEmpty else { return }
        if !shell.project.hasPictures {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let folder = path.dropLast(name.count)
            drawLines(
                [(String(folder), .dim), (name, .title), ("", .text), (shell.words.noPictures, .dim)],
                in: rect.inset(columns: 1))
        } else if let absence = shell.pictures.missing[request.image] {
            drawLines(
                [(path, .text), ("", .text), (shell.words.missingPicture(absence), .warning)],
                in: rect.inset(columns: 1))
        } else if let picture = shell.pictures.picture(for: request) {
            draw(picture, in: rect)
        } else {
            drawLines([("…", .dim)], in: rect)
        }
    }

    /// What was done to the view, in the frame's lower right corner; nothing for a plain view.
    mutating func drawViewMark(_ view: ViewTransform, in frame: Rect) {
        var marks: [String] = []
        if view.zoomSteps > 0 { marks.append("×" + Figure.fixed(view.zoom, 1)) }
        if view.quarterTurns > 0 { marks.append("↻\(view.quarterTurns * 90)°") }
        if view.brightnessSteps != 0 { marks.append("☼" + Figure.signed(Double(view.brightnessSteps), 0)) }
        if view.contrastSteps != 0 { marks.append("◐" + Figure.signed(Double(view.contrastSteps), 0)) }
        if view.isInverted { marks.append("◪") }
        if view.isStretched { marks.append("◩") }
        guard !marks.isEmpty, frame.size.columns > 8 else { return }
        let text = " " + marks.joined(separator: " ") + " "
        let room = Rect(
            column: frame.minColumn + 2, row: frame.minRow, columns: frame.size.columns - 4, rows: 1)
        guard text.columns <= room.size.columns / 2 else { return }
        write(text, in: room, role: .keyHint, alignment: .right)
    }
}
