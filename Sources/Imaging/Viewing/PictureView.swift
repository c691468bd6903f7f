/// How a person looks at a picture: turned, enlarged, moved, brightened. The picture itself is never changed.
package struct PictureView: Sendable, Hashable {
    /// Quarter turns clockwise, 0 to 3.
    package private(set) var quarterTurns = 0
    /// 1 shows the whole picture; 2 shows everything twice as large.
    package private(set) var zoom: Float = 1
    /// What stands in the middle, in [0, 1] of the turned picture's width and height.
    package private(set) var centerX: Float = 0.5
    package private(set) var centerY: Float = 0.5
    /// Added to every sample, in [−1, 1] of the full range.
    package private(set) var brightness: Float = 0
    /// Times the distance from mid-grey; 1 changes nothing.
    package private(set) var contrast: Float = 1
    package var isInverted = false
    /// Spread the greys between the darkest and the brightest per cent of what is seen over the full range.
    package var isStretched = false

    package static let zoomRange: ClosedRange<Float> = 1...32
    package static let contrastRange: ClosedRange<Float> = 0.25...8

    package init() {}

    package var changesTones: Bool { brightness != 0 || contrast != 1 || isInverted || isStretched }

    package mutating func turn(quarters: Int = 1) {
        let turns = ((quarters % 4) + 4) % 4
        quarterTurns = (quarterTurns + turns) % 4
        // What is in the middle stays there.
        for _ in 0..<turns { (centerX, centerY) = (1 - centerY, centerX) }
    }

    package mutating func enlarge(by factor: Float) {
        zoom = min(max(zoom * factor, Self.zoomRange.lowerBound), Self.zoomRange.upperBound)
        if zoom == 1 { (centerX, centerY) = (0.5, 0.5) }
        holdCenter()
    }

    /// Back to the whole picture; tones stay as they are.
    package mutating func fit() {
        (zoom, centerX, centerY) = (1, 0.5, 0.5)
    }

    /// Moves by parts of what is visible: (0.25, 0) moves a quarter of the view to the right.
    package mutating func pan(x: Float, y: Float) {
        centerX += x / zoom
        centerY += y / zoom
        holdCenter()
    }

    package mutating func brighten(by amount: Float) {
        brightness = min(max(brightness + amount, -1), 1)
    }

    package mutating func strengthenContrast(by factor: Float) {
        contrast = min(max(contrast * factor, Self.contrastRange.lowerBound), Self.contrastRange.upperBound)
    }

    /// The middle stays where the view is still full of picture.
    private mutating func holdCenter() {
        let margin = 0.5 / zoom
        centerX = min(max(centerX, margin), 1 - margin)
        centerY = min(max(centerY, margin), 1 - margin)
    }
}

extension PictureView {
    /// The part of a picture that is seen through a window of a given shape.
    ///
    /// - Parameters:
    ///   - picture: The picture's size before it is turned.
    ///   - window: The window's size, in any unit whose squares look square.
    /// - Returns: A rectangle in the picture as it is stored, never empty.
    package func visible(of picture: PixelSize, window: PixelSize) -> PixelRect {
        let turned = quarterTurns % 2 == 0 ? picture : picture.transposed
        let fit = min(
            Float(max(1, window.width)) / Float(turned.width), Float(max(1, window.height)) / Float(turned.height))
        func side(_ length: Int, window: Int, center: Float) -> (start: Int, length: Int) {
            let seen = min(length, max(1, Int((Float(max(1, window)) / (fit * zoom)).rounded())))
            let start = Int((center * Float(length) - Float(seen) / 2).rounded())
            return (min(max(start, 0), length - seen), seen)
        }
        let x = side(turned.width, window: window.width, center: centerX)
        let y = side(turned.height, window: window.height, center: centerY)
        switch quarterTurns {
        case 1:  // the turned x axis runs up the stored y axis
            return PixelRect(x: y.start, y: picture.height - x.start - x.length, width: y.length, height: x.length)
        case 2:
            return PixelRect(
                x: picture.width - x.start - x.length, y: picture.height - y.start - y.length,
                width: x.length, height: y.length)
        case 3:
            return PixelRect(x: picture.width - y.start - y.length, y: x.start, width: y.length, height: x.length)
        default:
            return PixelRect(x: x.start, y: y.start, width: x.length, height: y.length)
        }
    }

    /// The size to which a picture must be decoded at least, so that the window shows all the detail it can.
    package func detail(of picture: PixelSize, window: PixelSize) -> PixelSize {
        let seen = visible(of: picture, window: window)
        let shown = quarterTurns % 2 == 0 ? window : window.transposed
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
        let shown = view.quarterTurns % 2 == 0 ? window : window.transposed
        let fit = min(1, min(Float(shown.width) / Float(part.width), Float(shown.height) / Float(part.height)))
        let small = part.reduced(
            to: PixelSize(
                width: Int((Float(part.width) * fit).rounded()), height: Int((Float(part.height) * fit).rounded())))
        let orientations: [Orientation] = [.upright, .rotatedClockwise, .rotated180, .rotatedCounterclockwise]
        let turned = small.turned(upright: orientations[view.quarterTurns])
        return view.changesTones ? turned.toned(by: view) : turned
    }
}
