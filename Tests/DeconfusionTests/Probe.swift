import Layers
import LinearAlgebra
import Testing

@testable import Deconfusion

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
        let forgetful = AdamW.Step(
            keep: 1, firstDecay: 0, secondDecay: 0, rate: 0, inverseRootCorrection: 1, epsilon: 1)
        let losses = step(on: images, forgetful) { fusion, heads in
            levels = fusion.levels.map { $0.mean.matrix }
            outputs = HeadOutputs(
                maf: heads.maf.matrix,
                deltaS: Matrix(
                    rows: heads.maf.count, columns: heads.maf.width, elements: heads.correction.elements.map { -$0 }),
                icd: heads.icd.matrix, alf: heads.alf.matrix, gate: Array(heads.gate.elements),
                enhanced: fusion.enhanced.matrix)
        }
        guard let outputs else { preconditionFailure("a step shows its pass") }
        let tensors = estimator.tensors
        let statistics = tensors.suffix(estimator.layout.statistics.count)
        return Probe(
            levels: levels, outputs: outputs, losses: losses,
            gradients: estimator.layout.parameters.map { ($0.name, memory[$0.range]) },
            statistics: statistics.map { ($0.tensor.name, $0.elements) })
    }
}
