/// How a person looks at a picture: turned, enlarged, moved, brightened. The picture itself is never changed.
package struct PictureView: Sendable, Hashable {
    /// Quarter turns clockwise; 4 is none.
    package var quarterTurns: Int
    /// 1 shows the whole picture, and is the least; 2 shows everything twice as large.
    package var zoom: Float
    /// What should stand in the middle, in [0, 1] of the turned picture's width and height. Near a border the view
    /// stays full of picture instead.
    package var centerX: Float
    package var centerY: Float
    /// Added to every sample, in [−1, 1] of the full range.
    package var brightness: Float
    /// Times the distance from mid-grey, before the brightness; 1 changes nothing.
    package var contrast: Float
    package var isInverted: Bool
    /// Spread the greys between the darkest and the brightest percent of what is seen over the full range, first.
    package var isStretched: Bool

    package init(
        quarterTurns: Int = 0, zoom: Float = 1, centerX: Float = 0.5, centerY: Float = 0.5,
        brightness: Float = 0,
        contrast: Float = 1, isInverted: Bool = false, isStretched: Bool = false
    ) {
        self.quarterTurns = quarterTurns
        self.zoom = zoom
        self.centerX = centerX
        self.centerY = centerY
        self.brightness = brightness
        self.contrast = contrast
        self.isInverted = isInverted
        self.isStretched = isStretched
    }

    package var changesTones: Bool { brightness != 0 || contrast != 1 || isInverted || isStretched }

    /// How many quarters clockwise, 0 to 3.
    fileprivate var turns: Int { (quarterTurns % 4 + 4) % 4 }
    fileprivate var lies: Bool { turns % 2 == 1 }
}

extension PictureView {
    /// The part of a picture that is seen through a window of a given shape.
    ///
    /// - Parameters:
    ///   - picture: The picture's size before it is turned.
    ///   - window: The window's size, in any unit whose squares look square.
    /// - Returns: A rectangle in the picture as it is stored, never empty.
    package func visible(of picture: PixelSize, window: PixelSize) -> PixelRect {
        let turned = lies ? picture.transposed : picture
        let fit = min(
            Float(max(1, window.width)) / Float(turned.width),
            Float(max(1, window.height)) / Float(turned.height))
        func side(_ length: Int, window: Int, center: Float) -> (start: Int, length: Int) {
            let seen = min(length, max(1, Int((Float(max(1, window)) / (fit * max(1, zoom))).rounded())))
            let start = Int((center * Float(length) - Float(seen) / 2).rounded())
            return (min(max(start, 0), length - seen), seen)
        }
        let x = side(turned.width, window: window.width, center: centerX)
        let y = side(turned.height, window: window.height, center: centerY)
        switch turns {
        case 1:  // the turned x axis runs up the stored y axis
            return PixelRect(
                x: y.start, y: picture.height - x.start - x.length, width: y.length, height: x.length)
        case 2:
            return PixelRect(
                x: picture.width - x.start - x.length, y: picture.height - y.start - y.length,
                width: x.length, height: y.length)
        case 3:
            return PixelRect(
                x: picture.width - y.start - y.length, y: x.start, width: y.length, height: x.length)
        default:
            return PixelRect(x: x.start, y: y.start, width: x.length, height: y.length)
        }
    }

    /// The size to which a picture must be decoded at least, so that the window shows all the detail it can.
    package func detail(of picture: PixelSize, window: PixelSize) -> PixelSize {
        let seen = visible(of: picture, window: window)
        let shown = lies ? window.transposed : window
        func needed(_ full: Int, seen: Int, shown: Int) -> Int {
            min(full, (full * max(1, min(seen, shown)) + seen - 1) / seen)
        }
        return PixelSize(
            width: needed(picture.width, seen: seen.width, shown: shown.width),
            height: needed(picture.height, seen: seen.height, shown: shown.height))
    }
}

extension PixelImage {
    /// What is seen of the picture through a window: cropped, reduced to at most the window, turned, and toned.
    ///
    /// It keeps the proportions of what is visible and is never enlarged: a renderer scales up on its own.
    package func seen(through view: PictureView, window: PixelSize) -> PixelImage {
        let part = cropped(to: view.visible(of: size, window: window))
        let shown = view.lies ? window.transposed : window
        let fit = min(
            1, min(Float(shown.width) / Float(part.width), Float(shown.height) / Float(part.height)))
        let small = part.reduced(
            to: PixelSize(
                width: Int((Float(part.width) * fit).rounded()),
                height: Int((Float(part.height) * fit).rounded())))
        let orientations: [Orientation] = [
            .upright, .rotatedClockwise, .rotated180, .rotatedCounterclockwise,
        ]
        let turned = small.turned(upright: orientations[view.turns])
        return view.changesTones ? turned.toned(by: view) : turned
    }
}
