package import CLIPEncoding
internal import LinearAlgebra
internal import Workbench

/// How fast a checkpoint encodes on this machine, now.
package struct EncoderTrial: Sendable, Equatable {
    package var imagesPerSecond: Double
    /// Billions of floating-point operations per second in the products of the image tower.
    package var gigaflops: Double
    package var batch: Int

    /// Encodes batches of noise until `seconds` have passed, at least one after the first, which warms up.
    package static func run(_ checkpoint: Checkpoint, batch: Int = 8, seconds: Double = 2) -> EncoderTrial {
        let encoder = ImageEncoder(checkpoint: checkpoint, levels: .pooled)
        var generator = SeededGenerator(seed: 1)
        let pixels = (0..<batch * checkpoint.preprocessing.count).map { _ in Float(generator.nextUnit()) * 2 - 1 }
        _ = encoder.encode(pixels: pixels, pictures: batch)
        var best = Double.infinity
        let began = ContinuousClock.now
        repeat {
            let start = ContinuousClock.now
            _ = encoder.encode(pixels: pixels, pictures: batch)
            best = min(best, (ContinuousClock.now - start) / .seconds(1))
        } while ContinuousClock.now - began < .seconds(seconds)
        let rate = Double(batch) / best
        return EncoderTrial(
            imagesPerSecond: rate, gigaflops: rate * checkpoint.operationsPerImage * 1e-9, batch: batch)
    }
}
