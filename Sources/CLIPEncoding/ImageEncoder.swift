package import Imaging
internal import LinearAlgebra

/// Turns pictures into features, batch after batch, in memory that is kept from one to the next.
///
/// One encoder belongs to one thread at a time; the work of a batch is spread over all processors. Preparing pictures
/// (decoding, `PixelPreprocessing`) is not its job: do that beside it, and hand the squares over.
package final class ImageEncoder {
    package let checkpoint: Checkpoint
    package let levels: LevelDetail
    private let workspace = Workspace()
    private var pixels: [Float] = []

    package init(checkpoint: Checkpoint, levels: LevelDetail) {
        self.checkpoint = checkpoint
        self.levels = levels
    }

    /// The features of some squares, as `PixelPreprocessing.square(of:)` or `RandomView` cuts them.
    package func encode(_ squares: [PixelImage]) -> ImageFeatures {
        let preprocessing = checkpoint.preprocessing
        let count = preprocessing.count
        if pixels.count < squares.count * count { pixels = [Float](repeating: 0, count: squares.count * count) }
        pixels.withUnsafeMutableBufferPointer { pixels in
            for (index, square) in squares.enumerated() {
                preprocessing.normalize(
                    square, into: UnsafeMutableBufferPointer(rebasing: pixels[index * count..<(index + 1) * count]))
            }
        }
        return encode(pixels: pixels, pictures: squares.count)
    }

    /// The features of normalised pixels: (pictures, 3, resolution, resolution), perhaps followed by more.
    package func encode(pixels: [Float], pictures: Int) -> ImageFeatures {
        precondition(pixels.count >= pictures * checkpoint.preprocessing.count, "\(pixels.count) floats")
        return pixels.withUnsafeBufferPointer { pixels in
            guard let base = pixels.baseAddress, pictures > 0 else {
                return ImageFeatures(
                    embeddings: Matrix(rows: 0, columns: checkpoint.configuration.embedding), levels: [])
            }
            return checkpoint.image.encode(
                base, pictures: pictures, levels: levels, workspace)
        }
    }
}
