internal import CKernels
internal import Foundation
internal import LinearAlgebra

/// How fast this machine multiplies and moves memory, measured by the kernels that the program uses.
struct MachineLimits: CustomStringConvertible {
    /// Floating-point operations a second in a large matrix product.
    let operationsPerSecond: Double
    /// Bytes a second through AdamW on arrays that no cache holds.
    let bytesPerSecond: Double

    /// AdamW reads and writes a weight and its two moments.
    static let bytesPerParameter = 24

    private static let productSize = (rows: 2048, columns: 768, inner: 768)
    private static let parameters = 12_000_000
    private static let blockSize = 1 << 16
    private static let repetitions = 12

    static func measured(_ clock: MeasuringClock) -> MachineLimits {
        let (rows, columns, inner) = productSize
        let left = Matrix(rows: rows, columns: inner, repeating: 0.5)
        let right = Matrix(rows: columns, columns: inner, repeating: 0.5)
        let product = (0..<repetitions).map { _ in clock.seconds { _ = left.times(transposed: right) } }.min() ?? 1

        var state = [Float](repeating: 0.01, count: 3 * parameters)
        let gradient = [Float](repeating: 0.01, count: blockSize)
        var step = miwake_adamw_step(
            keep: 0.9999, first_decay: 0.9, second_decay: 0.999, step: 1e-3, inverse_root_correction: 1, epsilon: 1e-4)
        let sweeps = state.withUnsafeMutableBufferPointer { state in
            (0..<repetitions).map { _ in
                clock.seconds {
                    guard let base = state.baseAddress else { return }
                    withUnsafePointer(to: &step) { step in
                        concurrently(parameters / blockSize) { block, _ in
                            let start = base + block * blockSize
                            miwake_adamw(start, start + parameters, start + 2 * parameters, gradient, blockSize, step)
                        }
                    }
                }
            }
        }
        return MachineLimits(
            operationsPerSecond: Double(2 * rows * columns * inner) / product,
            bytesPerSecond: Double(parameters / blockSize * blockSize * bytesPerParameter) / (sweeps.min() ?? 1))
    }

    func seconds(operations: Double, bytes: Double) -> Double {
        operations / operationsPerSecond + bytes / bytesPerSecond
    }

    var description: String {
        String(
            format: "machine | %d processors | %.0f GFLOP/s in products | %.1f GB/s through AdamW", workerCount,
            operationsPerSecond * 1e-9, bytesPerSecond * 1e-9)
    }
}
