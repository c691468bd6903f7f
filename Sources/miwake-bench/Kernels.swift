internal import ArgumentParser
internal import CLIPEncoding
internal import CLibraryKernels
internal import Foundation
internal import Layers
internal import LinearAlgebra

/// Our kernels against what the libraries offer for the same work, at the shapes of our networks. The decision Kernels quotes it.
struct Kernels: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Our kernels against oneDNN's primitives and LAPACK, at our shapes, in turn.",
        discussion:
            "Each round measures both sides, the order changing from round to round; the ratio is theirs by ours, so above "
            + "1 ours is faster. Pin the process to one processor (taskset -c 0) to compare kernels: then processor time is what "
            + "counts on a busy machine. Unpinned, wall time compares the division among threads as well.")

    @Option(help: "How often both sides are measured in turn.")
    var rounds = 60

    @Option(help: "Only comparisons whose name contains this.")
    var only = ""

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds takes a positive number") }
    }

    func run() throws {
        miwake_library_threads(Int32(workerCount))
        miwake_lapack_threads(Int32(workerCount))
        print("kernels | \(workerCount) processors | \(rounds) rounds | ratio: theirs by ours, median (quartiles)")
        let all = Self.products + Self.convolutions + Self.learning + Self.factorisations
        for comparison in all where only.isEmpty || comparison.name.contains(only) {
            print(comparison.measured(rounds))
        }
    }

    // MARK: Layers at rest, bias and activation fused

    private static var products: [KernelComparison] {
        let layers: [(String, Int, Int, Linear.Epilogue)] = [
            ("query, key, value", 2_304, 768, .identity), ("attention output", 768, 768, .identity),
            ("MLP in, quick GELU", 3_072, 768, .quickGELU), ("MLP out", 768, 3_072, .identity),
        ]
        let rows = [("ViT-B/32 × 8", 400), ("ViT-B/32 × 1", 50), ("ViT-B/16 × 1", 197), ("scoring", 192)]
        return rows.flatMap { tower, rows in
            layers.map { layer, outputs, inputs, epilogue in
                product("\(tower) \(layer)", rows: rows, outputs: outputs, inputs: inputs, epilogue)
            }
        } + [product("heads' trunk, ReLU", rows: 192, outputs: 3_072, inputs: 512, .relu)]
    }

    private static func product(
        _ name: String, rows: Int, outputs: Int, inputs: Int, _ epilogue: Linear.Epilogue
    ) -> KernelComparison {
        KernelComparison(name: "product \(rows)×\(outputs)×\(inputs) \(name)", operations: 2 * rows * outputs * inputs)
        {
            let (x, weights) = (Values(rows, inputs), Values(outputs, inputs))
            let (bias, y) = (Values(1, outputs), Values(rows, outputs))
            let linear = Linear(
                inputs: inputs, outputs: outputs, bias: Floats(bias.storage),
                factor: Deferred(made: PackedFactor(weights.rows, .transposed)))
            let primitive = miwake_matmul(
                rows, outputs, inputs, weights.rows.base, bias.rows.base, activation(epilogue))
            return (
                { linear.forward(x.rows, into: y.rows, epilogue: epilogue) },
                primitive.map { primitive in { miwake_run_primitive(primitive, x.rows.base, y.rows.base) } }
            )
        }
    }

    private static func activation(_ epilogue: Linear.Epilogue) -> miwake_activation {
        switch epilogue {
        case .identity: MIWAKE_PLAIN
        case .relu: MIWAKE_THEN_RELU
        case .gelu: MIWAKE_THEN_GELU
        case .quickGELU: MIWAKE_THEN_QUICK_GELU
        }
    }

    // MARK: RN50

    private static var convolutions: [KernelComparison] {
        // Inputs, outputs, kernel, step, side.
        let shapes = [
            (3, 32, 3, 2, 224), (32, 64, 3, 1, 112), (64, 64, 3, 1, 56), (64, 256, 1, 1, 56), (128, 128, 3, 1, 28),
            (256, 256, 3, 1, 14), (1_024, 256, 1, 1, 14), (512, 512, 3, 1, 7), (512, 2_048, 1, 1, 7),
        ]
        return shapes.flatMap { inputs, outputs, kernel, step, side in
            (kernel == 3 && step == 1 ? [false, true] : [false]).map { isMinimal in
                convolution(inputs, outputs, kernel, step: step, side: side, pictures: 8, isMinimal: isMinimal)
            }
        }
    }

    private static func convolution(
        _ inputs: Int, _ outputs: Int, _ kernel: Int, step: Int, side: Int, pictures: Int, isMinimal: Bool
    ) -> KernelComparison {
        let newSide = (side + step - 1) / step
        return KernelComparison(
            name:
                "convolution \(kernel)×\(kernel) \(inputs)→\(outputs) side \(side) step \(step) × \(pictures), oneDNN "
                + (isMinimal ? "Winograd" : "direct"),
            operations: 2 * pictures * newSide * newSide * outputs * inputs * kernel * kernel
        ) {
            let x = Values(pictures * side * side, inputs)
            let y = Values(pictures * newSide * newSide, outputs)
            let (weights, bias) = (Values(outputs, inputs * kernel * kernel), Values(1, outputs))
            let own = Convolution(
                kernel: Array(weights.rows.elements), shape: [outputs, inputs, kernel, kernel],
                bias: Array(bias.rows.elements), step: step, side: side)
            let workspace = Workspace()
            let primitive = miwake_convolution(
                pictures, side, inputs, outputs, kernel, step, weights.rows.base, bias.rows.base, isMinimal ? 1 : 0)
            return (
                { own.apply(x.rows, pictures: pictures, into: y.rows, isRectified: true, workspace) },
                primitive.map { primitive in
                    {
                        // The primitive reads the bias where it lies.
                        withExtendedLifetime(bias) { miwake_run_primitive(primitive, x.rows.base, y.rows.base) }
                    }
                }
            )
        }
    }

    // MARK: Layers that learn: their weights are other ones in every product

    private static var learning: [KernelComparison] {
        let shapes = [("level", 768, 768), ("trunk", 3_072, 512), ("square", 512, 512), ("last", 10, 512)]
        return [24, 60].flatMap { rows in
            shapes.flatMap { name, outputs, inputs in
                [
                    KernelComparison(
                        name:
                            "learning \(rows)×\(outputs)×\(inputs) \(name) forward: oneDNN's sgemm, ours packing anew",
                        operations: 2 * rows * outputs * inputs
                    ) {
                        let (x, weights, y) = (Values(rows, inputs), Values(outputs, inputs), Values(rows, outputs))
                        return (
                            { PackedFactor(weights.rows, .transposed).product(x.rows, into: y.rows) },
                            { y.rows.set(x.rows, timesTransposed: weights.rows) }
                        )
                    },
                    KernelComparison(
                        name:
                            "learning \(rows)×\(inputs)×\(outputs) \(name) backward: oneDNN's sgemm, ours packing anew",
                        operations: 2 * rows * outputs * inputs
                    ) {
                        let (x, weights, y) = (Values(rows, inputs), Values(outputs, inputs), Values(rows, outputs))
                        return (
                            { PackedFactor(weights.rows).product(y.rows, into: x.rows) },
                            { x.rows.set(y.rows, times: weights.rows) }
                        )
                    },
                ]
            }
        }
    }

    // MARK: Cholesky

    private static var factorisations: [KernelComparison] {
        [24, 64, 128, 200, 300, 512, 768].flatMap { size in
            let half = Values(size, size).matrix
            var system = half.times(transposed: half)
            for index in 0..<size { system[index, index] += 1 }
            let (matrix, classes) = (system, Values(size, classCount).matrix)
            return [
                KernelComparison(name: "Cholesky \(size)", operations: size * size * size / 3) {
                    let copy = Values(size, size)
                    return (
                        { _ = try? Cholesky(matrix) },
                        !hasLAPACK
                            ? nil
                            : {
                                copy.set(matrix)
                                _ = miwake_lapack_cholesky(copy.rows.base, Int32(size))
                            }
                    )
                },
                KernelComparison(
                    name: "Cholesky \(size), solving for \(classCount) classes",
                    operations: 2 * size * size * classCount
                ) {
                    guard let factor = try? Cholesky(matrix) else { return ({}, nil) }
                    let (lower, copy) = (Values(size, size), Values(size, classCount))
                    lower.set(factor.factor)
                    return (
                        { _ = factor.solve(classes) },
                        !hasLAPACK
                            ? nil
                            : {
                                copy.set(classes)
                                _ = miwake_lapack_solve(lower.rows.base, Int32(size), copy.rows.base, Int32(classCount))
                            }
                    )
                },
                KernelComparison(name: "Cholesky \(size), inverse", operations: 2 * size * size * size / 3) {
                    guard let factor = try? Cholesky(matrix) else { return ({}, nil) }
                    let copy = Values(size, size)
                    return (
                        { _ = factor.inverse() },
                        !hasLAPACK
                            ? nil
                            : {
                                copy.set(factor.factor)
                                _ = miwake_lapack_inverse(copy.rows.base, Int32(size))
                            }
                    )
                },
            ]
        }
    }

    private static let classCount = 10
    private static let hasLAPACK = miwake_has_lapack() != 0
}

/// Seeded numbers in memory of their own.
private struct Values {
    let storage: FloatStorage
    let rows: Rows

    init(_ count: Int, _ width: Int) {
        let storage = FloatStorage(count: count * width)
        var generator = SeededGenerator(seed: 1)
        for index in storage.floats.indices { storage.floats[index] = Float(generator.nextUnit()) - 0.5 }
        self.storage = storage
        rows = Floats(storage).rows(width: width)
    }

    var matrix: Matrix { withExtendedLifetime(storage) { rows.matrix } }

    func set(_ matrix: Matrix) { _ = storage.floats.update(fromContentsOf: matrix.elements) }
}
