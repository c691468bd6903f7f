package import Imaging

/// How a picture becomes what CLIP's image tower reads: short side resized, centre cropped, normalised.
///
/// Radford et al., "Learning transferable visual models from natural language supervision", 2021, the official `_transform`.
/// Pictures come upright and as RGB from the decoder, where the original would ignore EXIF, turn 16-bit grey white and
/// resize palettes by nearest neighbour.
package struct PixelPreprocessing: Sendable, Equatable {
    /// Goes into the key of cached features; it rises when the same picture would give other numbers. How files become pictures
    /// is counted apart, by the rules of reading: they leave most files' features as they are.
    package static let version = 1

    /// Mean and standard deviation of red, green and blue over CLIP's training pictures, in [0, 1].
    package static let clipMean: [Float] = [0.48145466, 0.4578275, 0.40821073]
    package static let clipDeviation: [Float] = [0.26862954, 0.26130258, 0.27577711]

    /// Side of the square that the tower reads, in pixels.
    package let resolution: Int
    package let mean: [Float]
    package let deviation: [Float]

    package init(
        resolution: Int, mean: [Float] = PixelPreprocessing.clipMean,
        deviation: [Float] = PixelPreprocessing.clipDeviation
    ) {
        precondition(resolution > 0 && mean.count == PixelImage.channels && deviation.count == PixelImage.channels)
        precondition(deviation.allSatisfy { $0 > 0 }, "a standard deviation is positive")
        self.resolution = resolution
        self.mean = mean
        self.deviation = deviation
    }

    /// Floats of one preprocessed picture.
    package var count: Int { PixelImage.channels * resolution * resolution }

    /// The picture with its short side at the tower's resolution, cut to the square in its centre.
    package func square(of image: PixelImage) -> PixelImage {
        let short = min(image.width, image.height)
        func scaled(_ side: Int) -> Int { side == short ? resolution : resolution * side / short }
        let size = PixelSize(width: scaled(image.width), height: scaled(image.height))
        func offset(_ side: Int) -> Int { Int((Double(side - resolution) / 2).rounded(.toNearestOrEven)) }
        let square = PixelRect(
            x: offset(size.width), y: offset(size.height), width: resolution, height: resolution)
        return image.resizedBicubic(to: size, keeping: square)
    }

    /// Writes a square's samples as the tower reads them, (channel, row, column): (sample / 255 − mean) / deviation.
    package func normalize(_ square: PixelImage, into target: UnsafeMutableBufferPointer<Float>) {
        precondition(square.width == resolution && square.height == resolution && target.count == count)
        let area = resolution * resolution
        square.samples.withUnsafeBufferPointer { source in
            for channel in 0..<PixelImage.channels {
                // A sample has 256 values: look them up, and round each exactly as the definition does.
                let table = (0..<256).map { (Float($0) / 255 - mean[channel]) / deviation[channel] }
                table.withUnsafeBufferPointer { table in
                    for index in 0..<area {
                        target[channel * area + index] = table[Int(source[index * PixelImage.channels + channel])]
                    }
                }
            }
        }
    }

    /// The pictures as the tower reads them: (pictures, 3, resolution, resolution).
    package func pixels(of images: [PixelImage]) -> [Float] {
        [Float](unsafeUninitializedCapacity: images.count * count) { target, initialized in
            for (index, image) in images.enumerated() {
                normalize(
                    square(of: image),
                    into: UnsafeMutableBufferPointer(rebasing: target[index * count..<(index + 1) * count]))
            }
            initialized = images.count * count
        }
    }
}
