/// A size in pixels.
package struct PixelSize: Sendable, Hashable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    package var area: Int { width * height }
    package var transposed: PixelSize { PixelSize(width: height, height: width) }
}

/// A rectangle of pixels; (0, 0) is the top left corner.
package struct PixelRect: Sendable, Hashable {
    package var x: Int
    package var y: Int
    package var width: Int
    package var height: Int

    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }
}

/// A picture of 8-bit red, green and blue samples, upright and opaque.
package struct PixelImage: Sendable, Equatable {
    package let width: Int
    package let height: Int
    /// (height, width, 3): red, green, blue of each pixel, rows from the top.
    package let samples: [UInt8]

    package static let channels = 3

    /// - Precondition: both sides are positive, and there are `width × height × 3` samples.
    package init(width: Int, height: Int, samples: [UInt8]) {
        precondition(width > 0 && height > 0 && samples.count == width * height * Self.channels)
        self.width = width
        self.height = height
        self.samples = samples
    }

    package var size: PixelSize { PixelSize(width: width, height: height) }

    /// Red, green and blue at a position inside the picture.
    package func pixel(x: Int, y: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
        let at = (y * width + x) * Self.channels
        return (samples[at], samples[at + 1], samples[at + 2])
    }
}
