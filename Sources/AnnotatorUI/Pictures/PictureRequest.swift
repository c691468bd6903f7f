package import ProjectModel
package import TextUI

/// A picture at a size under a view: the request is its own identity, so a late answer can do no harm.
package struct PictureRequest: Sendable, Hashable {
    package var image: ImageID
    /// In cells; the picture is fitted into it, keeping its shape, and centred.
    package var size: Size
    package var view: ViewTransform

    package init(image: ImageID, size: Size, view: ViewTransform) {
        self.image = image
        self.size = size
        self.view = view
    }
}

/// How a picture is looked at; never changes the file.
package struct ViewTransform: Sendable, Hashable {
    /// Steps of `zoomFactor`; 0 fits the whole picture into its rectangle.
    package var zoomSteps = 0
    /// The point of the turned picture in the middle of the view, in [0, 1] from the left and from the top.
    package var centreX: Float = 0.5
    package var centreY: Float = 0.5
    /// Clockwise, 0 … 3; applied before the zoom.
    package var quarterTurns = 0
    /// Steps of a tenth of the full range, added to every channel.
    package var brightnessSteps = 0
    /// Steps of a quarter around mid grey, before the brightness.
    package var contrastSteps = 0
    package var isInverted = false
    /// Darkest to brightest of what is seen, spread over the full range.
    package var isStretched = false

    package static let zoomFactor: Float = 1.5
    package static let largestZoomSteps = 8
    package static let largestToneSteps = 5

    package init() {}

    /// How many times larger than fitted.
    package var zoom: Float {
        var factor: Float = 1
        for _ in 0..<zoomSteps { factor *= ViewTransform.zoomFactor }
        return factor
    }

    /// Added to every sample, in [−1, 1] of the full range.
    package var brightness: Float { Float(brightnessSteps) * 0.1 }

    /// Times the distance from mid grey; 1 changes nothing.
    package var contrast: Float {
        var factor: Float = 1
        for _ in 0..<abs(contrastSteps) { factor *= ViewTransform.contrastFactor }
        return contrastSteps < 0 ? 1 / factor : factor
    }

    private static let contrastFactor: Float = 1.25
}

/// Why a picture cannot be shown.
package enum PictureAbsence: Sendable, Equatable {
    case fileMissing
    /// The decoder's own sentence.
    case unreadable(String)
}
