internal import Glibc
package import Imaging
package import LinearAlgebra

/// A random view of a picture for training: a large part of it, resized, perhaps mirrored.
///
/// The paper's augmentation: random resized crop of 0.8–1.0 of the area with bicubic, horizontal flip. The crop is drawn as
/// in torchvision's `RandomResizedCrop`.
package struct RandomView: Sendable, Equatable {
    /// Part of the picture's area.
    package static let areas = 0.8...1.0
    /// Width over height.
    package static let shapes = 3.0 / 4...4.0 / 3
    /// Draws before the picture's own shape is taken.
    private static let attempts = 10

    package let crop: PixelRect
    package let isMirrored: Bool

    /// Draws a view of a picture of this size.
    package init(of size: PixelSize, using generator: inout SeededGenerator) {
        crop = Self.crop(of: size, using: &generator)
        isMirrored = generator.nextUnit() < 0.5
    }

    /// The square that the tower reads.
    package func square(of image: PixelImage, resolution: Int) -> PixelImage {
        let view = image.cropped(to: crop).resizedBicubic(to: PixelSize(width: resolution, height: resolution))
        return isMirrored ? view.mirrored() : view
    }

    private static func crop(of size: PixelSize, using generator: inout SeededGenerator) -> PixelRect {
        for _ in 0..<attempts {
            let area = Double(size.area) * draw(areas, &generator)
            let shape = exp(draw(log(shapes.lowerBound)...log(shapes.upperBound), &generator))
            let width = Int((area * shape).squareRoot().rounded(.toNearestOrEven))
            let height = Int((area / shape).squareRoot().rounded(.toNearestOrEven))
            guard (1...size.width).contains(width), (1...size.height).contains(height) else { continue }
            return PixelRect(
                x: generator.nextIndex(below: size.width - width + 1),
                y: generator.nextIndex(below: size.height - height + 1), width: width, height: height)
        }
        // The picture is too long or too tall for the shapes: the largest allowed part of its centre.
        let shape = Double(size.width) / Double(size.height)
        let allowed = min(max(shape, shapes.lowerBound), shapes.upperBound)
        let width = shape > allowed ? max(1, Int((Double(size.height) * allowed).rounded())) : size.width
        let height = shape < allowed ? max(1, Int((Double(size.width) / allowed).rounded())) : size.height
        return PixelRect(
            x: (size.width - width) / 2, y: (size.height - height) / 2, width: width, height: height)
    }

    private static func draw(_ range: ClosedRange<Double>, _ generator: inout SeededGenerator) -> Double {
        range.lowerBound + generator.nextUnit() * (range.upperBound - range.lowerBound)
    }
}

extension PixelImage {
    /// Left and right exchanged.
    func mirrored() -> PixelImage {
        var result: [UInt8] = []
        result.reserveCapacity(samples.count)
        for y in 0..<height {
            for x in (0..<width).reversed() {
                let start = (y * width + x) * Self.channels
                result.append(contentsOf: samples[start..<start + Self.channels])
            }
        }
        return PixelImage(width: width, height: height, samples: result)
    }
}
