import LinearAlgebra
import Testing

@testable import CLIPEncoding

@Suite("Convolutions")
struct ConvolutionTests {
    /// What a convolution is, in double precision: channels last in the pictures, first in the kernel.
    private struct Definition {
        var inputs: Int
        var outputs: Int
        var kernelSide: Int
        var step: Int
        var side: Int
        var kernel: [Float]
        var scales: [Float]
        var bias: [Float]

        func value(_ pictures: [Float], picture: Int, y: Int, x: Int, output: Int) -> Double {
            let border = kernelSide / 2
            var sum = 0.0
            for ky in 0..<kernelSide {
                for kx in 0..<kernelSide {
                    let (row, column) = (y * step + ky - border, x * step + kx - border)
                    guard (0..<side).contains(row), (0..<side).contains(column) else { continue }
                    for input in 0..<inputs {
                        let weight = kernel[((output * inputs + input) * kernelSide + ky) * kernelSide + kx]
                        let pixel = pictures[((picture * side + row) * side + column) * inputs + input]
                        sum += Double(weight) * Double(pixel)
                    }
                }
            }
            return sum * Double(scales[output]) + Double(bias[output])
        }
    }

    private static let pictures = 3
    /// Of float sums over at most 9 × 40 products of numbers up to 1, after minimal filtering.
    private static let tolerance = 6e-5

    /// (inputs, outputs, kernel, step, side): as defined, by small tiles, by large tiles, by tiles that stick out, and with more
    /// tiles than one worker takes at a time.
    @Test(
        "every way to compute one agrees with its definition, with and without the cut at zero",
        arguments: [
            (3, 8, 3, 2, 10), (5, 7, 3, 1, 6), (12, 16, 1, 1, 5), (8, 8, 3, 1, 7), (16, 40, 3, 1, 6), (40, 16, 3, 1, 9),
            (8, 24, 3, 1, 8), (16, 8, 3, 1, 4), (8, 136, 3, 1, 4), (8, 8, 3, 1, 56), (8, 8, 3, 1, 31),
            (16, 16, 3, 1, 1),
        ])
    func agrees(inputs: Int, outputs: Int, kernelSide: Int, step: Int, side: Int) {
        var generator = SeededGenerator(seed: 1)
        func random(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.nextUnit()) * 2 - 1 } }
        let definition = Definition(
            inputs: inputs, outputs: outputs, kernelSide: kernelSide, step: step, side: side,
            kernel: random(outputs * inputs * kernelSide * kernelSide), scales: random(outputs), bias: random(outputs))
        func weight(_ values: [Float], _ shape: [Int]) -> Weight {
            Weight(shape: shape) { _ = $0.update(fromContentsOf: values) }
        }
        let convolution = Convolution(
            kernel: weight(definition.kernel, [outputs, inputs, kernelSide, kernelSide]), scales: definition.scales,
            bias: weight(definition.bias, [outputs]), step: step, side: side)
        let newSide = (side + step - 1) / step
        let pixels = random(Self.pictures * side * side * inputs)
        for isRectified in [false, true] {
            var result = [Float](repeating: .nan, count: Self.pictures * newSide * newSide * outputs)
            let workspace = Workspace()
            pixels.withUnsafeBufferPointer { source in
                result.withUnsafeMutableBufferPointer { target in
                    guard let source = source.baseAddress, let target = target.baseAddress else { return }
                    convolution.apply(
                        Rows(source, count: Self.pictures * side * side, width: inputs), pictures: Self.pictures,
                        into: Rows(target, count: Self.pictures * newSide * newSide, width: outputs),
                        isRectified: isRectified, workspace)
                }
            }
            var largest = 0.0
            for picture in 0..<Self.pictures {
                for y in 0..<newSide {
                    for x in 0..<newSide {
                        for output in 0..<outputs {
                            let wanted = definition.value(pixels, picture: picture, y: y, x: x, output: output)
                            let found = result[((picture * newSide + y) * newSide + x) * outputs + output]
                            largest = max(largest, abs(Double(found) - (isRectified ? max(0, wanted) : wanted)))
                        }
                    }
                }
            }
            #expect(largest <= Self.tolerance, "off by \(largest)")
        }
    }
}
