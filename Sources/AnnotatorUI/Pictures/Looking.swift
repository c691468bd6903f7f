internal import ProjectModel
internal import TextUI

extension State {
    /// Asks for the pictures on the screen, then for those of the next questions.
    mutating func wantPictures() -> [Effect] {
        guard let wanted = shell.pictures.want(wantedPictures) else { return [] }
        return [.drawPictures(wanted)]
    }

    private var wantedPictures: [PictureRequest] {
        guard shell.project.hasPictures else { return [] }
        return screen.pictures(of: self) ?? ScreenTable.home.pictures(of: self) ?? []
    }
}

extension Shell {
    /// Turns, moves or lights a picture, or says why it cannot be.
    mutating func look(_ command: Command, _ view: inout ViewTransform) -> [Effect] {
        let before = view
        view.apply(command)
        return view != before ? [] : refuse(command.needsZoom ? .wholeInView : .atLimit)
    }
}

extension Command {
    /// Changes how a picture is looked at; never its file, nor a label.
    var looks: Bool { KeyBinding.pictures.contains { $0.command == self } }

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

    /// Back to the whole, upright picture; brightness, contrast and inversion suit the line's lighting and stay.
    mutating func resetGeometry() {
        zoomSteps = 0
        centreX = 0.5
        centreY = 0.5
        quarterTurns = 0
    }

    /// Moves the view, and keeps it on the picture.
    private mutating func pan(_ horizontal: Float, _ vertical: Float) {
        let half = 0.5 / zoom
        centreX = min(max(centreX + horizontal * ViewTransform.panShare / zoom, half), 1 - half)
        centreY = min(max(centreY + vertical * ViewTransform.panShare / zoom, half), 1 - half)
    }
}
