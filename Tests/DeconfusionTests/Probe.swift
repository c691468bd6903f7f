import CKernels
import Testing

@testable import Deconfusion
@testable import LinearAlgebra

extension TrainingRun {
    /// The inside of one training batch.
    struct Probe {
        var levels: [Matrix] = []
        var outputs: HeadOutputs
        var losses: Losses
        var gradients: [(name: String, values: ArraySlice<Float>)]
        var statistics: [(name: String, values: ArraySlice<Float>)]
    }

    /// Runs one batch and leaves the weights as they are.
    ///
    /// A step of AdamW that forgets the past (β₁ = 0) leaves the gradient in the first moment: the very gradient that training
    /// uses, made by the same code.
    mutating func probe(_ images: [Int]) -> Probe {
        var levels: [Matrix] = []
        var outputs: HeadOutputs?
        let forgetful = miwake_adamw_step(
            keep: 1, first_decay: 0, second_decay: 0, step: 0, inverse_root_correction: 1, epsilon: 1)
        let losses = step(on: images, forgetful) { pass in
            levels = pass.levels.map { $0.mean.matrix }
            outputs = HeadOutputs(
                maf: pass.maf.matrix,
                deltaS: Matrix(
                    rows: pass.maf.count, columns: pass.maf.width, elements: pass.correction.elements.map { -$0 }),
                icd: pass.icd.matrix, alf: pass.alf.matrix, gate: Array(pass.gate.elements),
                enhanced: pass.enhanced.matrix)
        }
        guard let outputs else { preconditionFailure("a step shows its pass") }
        let tensors = estimator.tensors
        let statistics = tensors.suffix(estimator.network.statistics.count)
        return Probe(
            levels: levels, outputs: outputs, losses: losses,
            gradients: estimator.network.parameters.map { ($0.name, memory[$0.range]) },
            statistics: statistics.map { ($0.tensor.name, $0.elements) })
    }
}

extension Rows {
    /// The rows as a value of their own.
    var matrix: Matrix { Matrix(rows: count, columns: width, elements: Array(elements)) }
}
