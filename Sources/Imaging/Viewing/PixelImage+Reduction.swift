extension PixelImage {
    /// The part inside a rectangle.
    ///
    /// - Precondition: the rectangle lies in the picture and is not empty.
    package func cropped(to rect: PixelRect) -> PixelImage {
        precondition(rect.x >= 0 && rect.y >= 0 && rect.width > 0 && rect.height > 0)
        precondition(rect.x + rect.width <= width && rect.y + rect.height <= height)
        if rect.width == width, rect.height == height { return self }
        var part: [UInt8] = []
        part.reserveCapacity(rect.width * rect.height * Self.channels)
        for y in rect.y..<(rect.y + rect.height) {
            let start = (y * width + rect.x) * Self.channels
            part.append(contentsOf: samples[start..<(start + rect.width * Self.channels)])
        }
        return PixelImage(width: rect.width, height: rect.height, samples: part)
    }

    /// The picture made smaller by averaging areas: each new pixel is the mean of the part of the picture it covers,
    /// with fractions of pixels at the borders.
    ///
    /// For looking, not for encoders. A side that is asked to grow keeps its length.
    package func reduced(to wanted: PixelSize) -> PixelImage {
        let result = PixelSize(
            width: max(1, min(width, wanted.width)), height: max(1, min(height, wanted.height)))
        return averaged(to: result)
    }

    /// The picture at another size, each new pixel the plain mean of the part of the picture that it covers; where it grows, that
    /// is mostly one pixel.
    ///
    /// - Precondition: the size is positive.
    package func averaged(to result: PixelSize) -> PixelImage {
        precondition(result.width > 0 && result.height > 0, "a picture has pixels")
        if result == size { return self }
        let columns = Spans(source: width, target: result.width)
        let rows = Spans(source: height, target: result.height)
        let channels = Self.channels
        let rowLength = width * channels
        let count = result.area * channels
        let averaged = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            samples.withUnsafeBufferPointer { source in
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: rowLength) { sums in
                    for y in 0..<result.height {
                        sums.initialize(repeating: 0)
                        for (row, weight) in rows[y] {
                            let start = row * rowLength
                            for i in 0..<rowLength { sums[i] &+= UInt32(source[start + i]) &* weight }
                        }
                        for x in 0..<result.width {
                            var (red, green, blue): (UInt64, UInt64, UInt64) = (0, 0, 0)
                            for (column, weight) in columns[x] {
                                red &+= UInt64(sums[column * channels]) &* UInt64(weight)
                                green &+= UInt64(sums[column * channels + 1]) &* UInt64(weight)
                                blue &+= UInt64(sums[column * channels + 2]) &* UInt64(weight)
                            }
                            let at = (y * result.width + x) * channels
                            target[at] = Spans.mean(red)
                            target[at + 1] = Spans.mean(green)
                            target[at + 2] = Spans.mean(blue)
                        }
                    }
                }
            }
            initialized = count
        }
        return PixelImage(width: result.width, height: result.height, samples: averaged)
    }
}

/// Which source pixels make up each target pixel along one side, and how much each counts.
private struct Spans {
    /// The weights of one target pixel add up to this in each direction.
    private static let whole: UInt32 = 1 << 16

    private var starts: [Int] = [0]
    private var pixels: [Int] = []
    private var weights: [UInt32] = []

    init(source: Int, target: Int) {
        // In units of 1 / target source pixels everything is an integer: a target pixel is `source` units long.
        for index in 0..<target {
            let (from, to) = (index * source, (index + 1) * source)
            var left = Self.whole
            for pixel in (from / target)..<((to + target - 1) / target) {
                let covered = min(to, (pixel + 1) * target) - max(from, pixel * target)
                let isLast = (pixel + 1) * target >= to
                // The last takes what rounding left over, so that a flat area stays exactly flat.
                let weight = isLast ? left : min(left, UInt32(covered * Int(Self.whole) / source))
                pixels.append(pixel)
                weights.append(weight)
                left -= weight
            }
            starts.append(pixels.count)
        }
    }

    subscript(index: Int) -> Zip2Sequence<ArraySlice<Int>, ArraySlice<UInt32>> {
        let range = starts[index]..<starts[index + 1]
        return zip(pixels[range], weights[range])
    }

    static func mean(_ sum: UInt64) -> UInt8 {
        let area = UInt64(whole) * UInt64(whole)
        return UInt8(truncatingIfNeeded: (sum + area / 2) / area)
    }
}
