import Layers
import LinearAlgebra
import Testing

@Suite("A linear layer")
struct LinearTests {
    /// Rows below and above what a part takes at most, whole multiples and not; outputs with a cut panel.
    @Test(
        "in parts equals the whole product to the last bit",
        arguments: [(0, 64, 64), (1, 770, 300), (50, 2304, 768), (199, 33, 40), (401, 777, 300), (50_001, 16, 4)])
    func parts(rows: Int, outputs: Int, inputs: Int) {
        var generator = SeededGenerator(seed: 3)
        let weights = Random.matrix(outputs, inputs, &generator)
        let bias = FloatStorage(count: outputs)
        _ = bias.floats.update(fromContentsOf: Random.matrix(1, outputs, &generator).elements)
        var input = Random.matrix(max(1, rows), inputs, &generator)
        let linear = Linear(
            inputs: inputs, outputs: outputs, bias: Floats(bias),
            factor: Deferred(made: PackedFactor(weights, .transposed)))
        func result(by workers: Workers) -> [Float] {
            // One row more, to see what is written behind the result.
            var result = Matrix(rows: rows + 1, columns: outputs, repeating: .nan)
            input.withMutableRows { input in
                result.withMutableRows { result in
                    linear.forward(
                        input.rows(0..<rows), into: result.rows(0..<rows), epilogue: .quickGELU, by: workers)
                }
            }
            let isUntouched = result[row: rows].allSatisfy { $0.isNaN }
            #expect(isUntouched, "nothing is written behind the result")
            return Array(result.elements.prefix(rows * outputs))
        }
        let whole = result(by: .callingThread)
        #expect(result(by: .all) == whole)
        #expect(rows == 0 || whole.contains { abs($0) > 0.01 })
    }

    @Test("at rest says what it says while it learns", arguments: [(1, 5, 9), (30, 64, 48), (200, 17, 770)])
    func packed(rows: Int, outputs: Int, inputs: Int) {
        var generator = SeededGenerator(seed: 5)
        let weights = Random.matrix(outputs, inputs, &generator)
        let x = Random.matrix(rows, inputs, &generator)
        weights.withRows { weights in
            let learning = Linear(
                inputs: inputs, outputs: outputs, weights: Floats(weights.base, count: weights.count * weights.width))
            let (one, two) = x.withRows { (learning.forward($0), learning.packed.forward($0)) }
            #expect(Random.distance(one, two) < 1e-4)
            #expect(learning.packed.transposedMatrix == learning.transposedMatrix)
        }
    }
}

@Suite("A hidden layer")
struct HiddenLayerTests {
    @Test("at rest, alone and behind another, says what it says with the running statistics")
    func resting() {
        var generator = SeededGenerator(seed: 7)
        let (rows, inputs, middle, outputs) = (40, 24, 19, 33)
        let x = Random.matrix(rows, inputs, &generator)
        let first = Random.matrix(middle, inputs, &generator)
        let second = Random.matrix(outputs, middle, &generator)
        let norm = BatchNorm(
            scale: Random.floats(outputs, &generator), shift: Random.floats(outputs, &generator),
            mean: Random.floats(outputs, &generator), variance: Random.floats(outputs, &generator, around: 1))
        func linear(_ weights: Rows) -> Linear {
            Linear(
                inputs: weights.width, outputs: weights.count,
                weights: Floats(weights.base, count: weights.count * weights.width))
        }
        first.withRows { first in
            second.withRows { second in
                let (inner, layer) = (linear(first), HiddenLayer(linear(second), norm, .running))
                let between = x.withRows { inner.forward($0) }
                let wanted = output(of: layer, between)
                #expect(wanted.elements.contains { $0 > 0.1 } && wanted.elements.contains(0))
                #expect(Random.distance(output(of: HiddenLayer(resting: layer), between), wanted) < 1e-5)
                var folded = Matrix(rows: rows, columns: outputs)
                folded.withMutableRows { folded in
                    x.withRows {
                        layer.folded(after: inner, withShift: true).forward($0, into: folded, epilogue: .relu)
                    }
                }
                #expect(Random.distance(folded, wanted) < 1e-5)
            }
        }
    }

    private func output(of layer: HiddenLayer, _ x: Matrix) -> Matrix {
        func plan(_ arena: inout Arena) -> HiddenLayer.Trace {
            HiddenLayer.Trace(x.rows, layer.linear.outputs, &arena)
        }
        let room = Arena.size { _ = plan(&$0) }
        var memory = [Float](repeating: .nan, count: room)
        var result = Matrix(rows: x.rows, columns: layer.linear.outputs)
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            var arena = Arena(base, capacity: room)
            let trace = plan(&arena)
            x.withRows { layer.forward($0, trace, by: .all) }
            result.withMutableRows { $0.add(trace.output, weight: 1, to: nil) }
        }
        return result
    }
}

/// Seeded numbers for tests.
enum Random {
    static func matrix(_ rows: Int, _ columns: Int, _ generator: inout SeededGenerator) -> Matrix {
        Matrix(
            rows: rows, columns: columns,
            elements: (0..<rows * columns).map { _ in Float(generator.nextUnit()) - 0.5 })
    }

    static func floats(_ count: Int, _ generator: inout SeededGenerator, around mean: Float = 0) -> Floats {
        let storage = FloatStorage(count: count)
        for index in storage.floats.indices { storage.floats[index] = mean + Float(generator.nextUnit()) - 0.5 }
        return Floats(storage)
    }

    static func distance(_ one: Matrix, _ two: Matrix) -> Float {
        zip(one.elements, two.elements).reduce(0) { $0 > abs($1.0 - $1.1) ? $0 : abs($1.0 - $1.1) }
    }
}
