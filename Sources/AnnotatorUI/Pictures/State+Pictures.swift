internal import ProjectModel
internal import TextUI

extension State {
    /// Asks for the pictures on the screen, then for those of the next questions.
    mutating func wantPictures() -> [Effect] {
        guard let wanted = pictures.want(wantedPictures) else { return [] }
        return [.drawPictures(wanted)]
    }

    private var wantedPictures: [PictureRequest] {
        guard project.hasPictures else { return [] }
        switch view {
        case .cell, .picture: return cellPictures
        default: return comparePictures
        }
    }

    /// Also while the matrix is looked at: the way back must be instant.
    private var comparePictures: [PictureRequest] {
        let layout = CompareLayout(state: self)
        var wanted: [PictureRequest] = []
        func add(_ question: Question, view: ViewTransform) {
            for (picture, pane) in layout.panes(of: question) {
                guard let size = pane else { continue }
                wanted.append(PictureRequest(image: picture.image, size: size, view: view))
            }
        }
        if let current = compare.current { add(current, view: compare.view) }
        var next = compare.view
        next.resetGeometry()
        for question in compare.upcoming.prefix(CompareState.prefetchedQuestions) { add(question, view: next) }
        return wanted
    }

    private var cellPictures: [PictureRequest] {
        guard let cell, let images = cell.images?.images else { return [] }
        let size = view == .picture ? PictureLayout(state: self).picture.size : CellLayout(state: self).preview.size
        guard size.columns > 0, size.rows > 0 else { return [] }
        return [cell.selected, cell.selected + 1].filter(images.indices.contains).map { index in
            var view = cell.view
            if index != cell.selected { view.resetGeometry() }
            return PictureRequest(image: images[index].image, size: size, view: view)
        }
    }

    mutating func transformPictures(_ command: Command) -> [Effect] {
        let before = view == .picture ? cell?.view ?? ViewTransform() : compare.view
        var transform = before
        transform.apply(command)
        guard transform != before else { return refuse(command.needsZoom ? .wholeInView : .atLimit) }
        if view == .picture { cell?.view = transform } else { compare.view = transform }
        return []
    }

    mutating func move(_ command: Command) -> [Effect] {
        let before = (matrix.truth, matrix.predicted, cell?.selected ?? 0, progressScreen.scroll)
        switch view {
        case .matrix: moveInMatrix(command)
        case .cell: moveInCell(command)
        case .progress: moveInProgress(command)
        default: return transformPictures(command)
        }
        let after = (matrix.truth, matrix.predicted, cell?.selected ?? 0, progressScreen.scroll)
        return before == after ? refuse(.atLimit) : []
    }
}

extension Command {
    /// Without a zoom there is nothing to move to, and nothing to leave.
    fileprivate var needsZoom: Bool {
        switch self {
        case .left, .right, .up, .down, .zoomOut, .zoomFit: true
        default: false
        }
    }
}

extension ViewTransform {
    /// A pan moves by this share of what is seen.
    private static let panShare: Float = 0.25

    mutating func apply(_ command: Command) {
        switch command {
        case .zoomIn: zoomSteps = min(zoomSteps + 1, ViewTransform.largestZoomSteps)
        case .zoomOut:
            zoomSteps = max(zoomSteps - 1, 0)
            pan(0, 0)
        case .zoomFit: resetGeometry()
        case .left: pan(-1, 0)
        case .right: pan(1, 0)
        case .up: pan(0, -1)
        case .down: pan(0, 1)
        case .rotate:
            quarterTurns = (quarterTurns + 1) % 4
            // The point in the middle stays in the middle.
            (centreX, centreY) = (1 - centreY, centreX)
        case .brighter: brightnessSteps = min(brightnessSteps + 1, ViewTransform.largestToneSteps)
        case .darker: brightnessSteps = max(brightnessSteps - 1, -ViewTransform.largestToneSteps)
        case .moreContrast: contrastSteps = min(contrastSteps + 1, ViewTransform.largestToneSteps)
        case .lessContrast: contrastSteps = max(contrastSteps - 1, -ViewTransform.largestToneSteps)
        case .invert: isInverted.toggle()
        case .stretch: isStretched.toggle()
        default: break
        }
    }

    /// Moves the view, and keeps it on the picture.
    private mutating func pan(_ horizontal: Float, _ vertical: Float) {
        let half = 0.5 / zoom
        centreX = min(max(centreX + horizontal * ViewTransform.panShare / zoom, half), 1 - half)
        centreY = min(max(centreY + vertical * ViewTransform.panShare / zoom, half), 1 - half)
    }
}
