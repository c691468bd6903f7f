import LinearAlgebra
import Testing

@testable import CLIPEncoding

@Suite("A layer's product in parts")
struct LinearTests {
    /// Rows below and above what a part takes at most, whole multiples and not; outputs with a cut panel.
    @Test(
        "equals the whole product to the last bit",
        arguments: [(0, 64, 64), (1, 770, 300), (50, 2304, 768), (199, 33, 40), (401, 777, 300), (50_001, 16, 4)])
    func parts(rows: Int, outputs: Int, inputs: Int) {
        var generator = SeededGenerator(seed: 3)
        func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.nextUnit()) - 0.5 } }
        let weights = floats(outputs * inputs)
        let shifts = floats(outputs)
        let input = floats(max(1, rows) * inputs)
        let linear = Linear(
            weight: Weight(shape: [outputs, inputs]) { _ = $0.update(fromContentsOf: weights) },
            bias: Weight(shape: [outputs]) { _ = $0.update(fromContentsOf: shifts) })
        let whole = result(rows * outputs) {
            linear.applyAlone(input, rows: rows, into: $0, following: .activation(.quickGELU))
        }
        let inParts = result(rows * outputs) {
            linear.apply(input, rows: rows, into: $0, following: .activation(.quickGELU))
        }
        #expect(inParts == whole)
        #expect(rows == 0 || whole.contains { abs($0) > 0.01 })
    }

    private func result(_ count: Int, _ fill: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
        var floats = [Float](repeating: .nan, count: count + 1)
        floats.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { fill(base) }
        }
        #expect(floats[count].isNaN, "nothing is written behind the result")
        return Array(floats[..<count])
    }
}
