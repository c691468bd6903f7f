import Layers
import LinearAlgebra
import Testing

@testable import Deconfusion

@Suite("The estimator over a transformer agrees with the PyTorch reference")
struct TransformerParityTests {
    let reference: Reference
    let estimator: Estimator
    let training: FeatureBatch
    let labels: [Int]
    let validation: FeatureBatch

    init() throws {
        reference = try Reference("ldc_small_f64")
        let projection = try reference.matrix("init/proj")
        let shape = EstimatorShape.transformer(
            levels: 4, width: projection.rows, embedding: projection.columns,
            classes: try reference("in/clip_logits").shape[1], hidden: try reference("init/mlp.bn.weight").shape[0])
        estimator = try reference.estimator(shape, .matrix(projection), prefix: "init")
        training = try Self.features(reference, "in/clip_logits", "in/tokens")
        validation = try Self.features(reference, "in/val_clip_logits", "in/val_tokens")
        labels = try reference.labels("in/labels")
    }

    static func features(_ reference: Reference, _ logits: String, _ tokens: String) throws -> FeatureBatch {
        let tensor = try reference(tokens)
        let all = tensor.matrix
        let rows = all.rows / tensor.shape[0]
        return FeatureBatch(
            logits: try reference.matrix(logits),
            levels: (0..<tensor.shape[0]).map { all.gatheringRows($0 * rows..<($0 + 1) * rows) })
    }

    @Test("forward with running statistics, of the training images")
    func scoring() throws {
        try expect(estimator.outputs(for: training), equal: "fwd_eval", reference)
    }

    @Test("the same among many images, where layers are folded and packed")
    func scoringMany() throws {
        try expectScoringMany(estimator, training, reference)
    }

    @Test("forward with the batch's statistics, the losses, every gradient and the running statistics")
    func oneBatch() throws {
        var run = try TrainingRun(from: estimator, on: training, labels: labels, recipe: .paper, seed: 0)
        let probe = run.probe(Array(labels.indices))
        try expect(probe, equals: reference)
        expect(probe.levels.flatMap(\.elements), equals: try reference("fwd_train/levels"), "levels")
        for (name, values) in probe.statistics {
            expect(values, equals: try reference("bn_after_fwd/\(name)"), "after one batch: \(name)")
        }
    }

    @Test("thirty steps on all images", arguments: ["adamw_lr1e-4", "adamw_lr1e-2"])
    func fullBatchRuns(name: String) throws {
        var recipe = Recipe.paper
        recipe.learningRate = name == "adamw_lr1e-4" ? 1e-4 : 1e-2
        recipe.length = .steps(30)
        var run = try TrainingRun(from: estimator, on: training, labels: labels, recipe: recipe, seed: 0)
        try expectRun(&run, name, snapshots: [1: try Reference("ldc_small_step1_f64"), 30: reference], reference)
        try expect(run.estimator.outputs(for: validation), equal: "\(name)/val", reference)
    }

    @Test("six epochs of batches of four, four and two")
    func minibatches() throws {
        let name = "minibatch4_lr1e-3"
        var recipe = Recipe.paper
        recipe.learningRate = 1e-3
        recipe.batchSize = 4
        recipe.length = .epochs(6)
        var run = try TrainingRun(from: estimator, on: training, labels: labels, recipe: recipe, seed: 0)
        #expect(run.totalSteps == 18)
        let order = try reference.labels("in/minibatch_order")
        var curve: [Float] = []
        for epoch in 0..<6 {
            let images = Array(order[epoch * labels.count..<(epoch + 1) * labels.count])
            for batch in TrainingRun.batches(images, size: 4) {
                curve.append(Float(run.step(on: batch).total(recipe.lossWeights)))
            }
        }
        expect(curve, equals: try reference("\(name)/loss_curve"), "loss curve")
        for (tensor, elements) in run.estimator.tensors {
            expect(elements, equals: try reference("\(name)/step18/\(tensor.name)"), tensor.name)
        }
        try expect(run.estimator.outputs(for: validation), equal: "\(name)/val", reference)
    }
}

/// Expects a finished run, with its losses and snapshots, to agree with the reference.
func expectRun(
    _ run: inout TrainingRun, _ name: String, snapshots: [Int: Reference], _ reference: Reference
) throws {
    var curve: [Float] = []
    while !run.isFinished {
        curve.append(Float(try run.step().losses.total(LossWeights())))
        guard let snapshot = snapshots[run.stepsTaken] else { continue }
        for (tensor, elements) in run.estimator.tensors {
            let expected = try snapshot("\(name)/step\(run.stepsTaken)/\(tensor.name)")
            expect(elements, equals: expected, "step \(run.stepsTaken), \(tensor.name)")
        }
    }
    expect(curve, equals: try reference("\(name)/loss_curve"), "loss curve")
}

/// Expects images to be scored as the reference does wherever they stand in a large pool, and there alike to the last bit.
func expectScoringMany(_ estimator: Estimator, _ features: FeatureBatch, _ reference: Reference) throws {
    let copies = 60
    func repeated(_ matrix: Matrix) -> Matrix {
        let all = (0..<copies).flatMap { _ in matrix.elements }
        return Matrix(rows: copies * matrix.rows, columns: matrix.columns, elements: all)
    }
    let pool = FeatureBatch(logits: repeated(features.logits), levels: features.levels.map(repeated))
    let outputs = estimator.outputs(for: pool)
    func copy(_ index: Int) -> HeadOutputs {
        let images = index * features.count..<(index + 1) * features.count
        return HeadOutputs(
            maf: outputs.maf.gatheringRows(images), deltaS: outputs.deltaS.gatheringRows(images),
            icd: outputs.icd.gatheringRows(images), alf: outputs.alf.gatheringRows(images),
            gate: Array(outputs.gate[images]), enhanced: outputs.enhanced.gatheringRows(images))
    }
    try expect(copy(0), equal: "fwd_eval", reference)
    for index in 1..<copies { #expect(copy(index) == copy(0), "copy \(index)") }
}

/// Expects what every head says to agree with the reference.
func expect(_ outputs: HeadOutputs, equal prefix: String, _ reference: Reference) throws {
    expect(outputs.enhanced.elements, equals: try reference("\(prefix)/fused"), "fused")
    expect(outputs.maf.elements, equals: try reference("\(prefix)/mlp"), "mlp")
    expect(outputs.deltaS.elements.map { -$0 }, equals: try reference("\(prefix)/correction"), "correction")
    expect(outputs.icd.elements, equals: try reference("\(prefix)/ada"), "ada")
    expect(outputs.gate, equals: try reference("\(prefix)/gate"), "gate")
    expect(outputs.alf.elements, equals: try reference("\(prefix)/total"), "total")
}

/// Expects the inside of one training batch to agree with the reference.
func expect(_ probe: TrainingRun.Probe, equals reference: Reference) throws {
    try expect(probe.outputs, equal: "fwd_train", reference)
    let losses: [(String, Double)] = [
        ("l1_mlp", probe.losses.similarityMAF), ("l1_ada", probe.losses.similarityICD),
        ("ce_mlp", probe.losses.crossEntropyMAF), ("ce_ada", probe.losses.crossEntropyICD),
        ("ce_total", probe.losses.crossEntropyALF), ("sum", probe.losses.total(LossWeights())),
    ]
    for (name, value) in losses { expect([Float(value)], equals: try reference("loss/\(name)"), name) }
    for (name, gradient) in probe.gradients { expect(gradient, equals: try reference("grad/\(name)"), "grad/\(name)") }
}
