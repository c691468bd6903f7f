import Layers
import LinearAlgebra
import Testing

@testable import Deconfusion

@Suite("The estimator over a ResNet agrees with the PyTorch reference")
struct ResNetParityTests {
    let reference: Reference
    let estimator: Estimator
    let features: FeatureBatch
    let labels: [Int]

    /// The grid of the attention pool, and its heads.
    static let side = 2
    static let heads = 4

    init() throws {
        let reference = try Reference("ldc_rn_small")
        func matrix(_ name: String) throws -> Matrix { try reference.matrix("init/attnpool.\(name)") }
        func bias(_ name: String) throws -> [Float] { try reference("init/attnpool.\(name).bias").floats }
        let pool = AttentionPool(
            positional: try matrix("positional_embedding"), query: try matrix("q_proj.weight"),
            key: try matrix("k_proj.weight"), value: try matrix("v_proj.weight"), output: try matrix("c_proj.weight"),
            queryBias: try bias("q_proj"), keyBias: try bias("k_proj"), valueBias: try bias("v_proj"),
            outputBias: try bias("c_proj"), heads: Self.heads)
        let stages = try (1...4).map { stage in
            let tensor = try reference("in/stage\(stage)")
            let channels = tensor.shape[1]
            let columns = tensor.values.count / tensor.shape[0]
            return (
                values: Matrix(rows: tensor.shape[0], columns: columns, elements: tensor.floats), channels: channels
            )
        }
        let logits = try reference.matrix("in/clip_logits")
        features = FeatureBatch(logits: logits, stages: stages, side: Self.side)
        let shape = EstimatorShape.resNet(
            stages: stages.map(\.channels), embedding: pool.output.rows, classes: logits.columns)
        estimator = try reference.estimator(shape, .attentionPool(pool), prefix: "init")
        labels = try reference.labels("in/labels")
        self.reference = reference
    }

    @Test("forward with running statistics")
    func scoring() throws {
        try expect(estimator.outputs(for: features), equal: "fwd_eval", reference)
    }

    @Test("the same among many images, where layers are folded and packed")
    func scoringMany() throws {
        try expectScoringMany(estimator, features, reference)
    }

    @Test("forward with the batch's statistics, the losses and every gradient")
    func oneBatch() throws {
        var run = try TrainingRun(from: estimator, on: features, labels: labels, recipe: .paper, seed: 0)
        try expect(run.probe(Array(labels.indices)), equals: reference)
    }

    @Test("thirty steps on all images")
    func run() throws {
        let name = "adamw_lr1e-3"
        var recipe = Recipe.paper
        recipe.learningRate = 1e-3
        recipe.length = .steps(30)
        var run = try TrainingRun(from: estimator, on: features, labels: labels, recipe: recipe, seed: 0)
        try expectRun(&run, name, snapshots: [1: reference, 30: reference], reference)
        try expect(run.estimator.outputs(for: features), equal: "\(name)/after", reference)
    }
}

extension FeatureBatch {
    /// Stages of a ResNet as its tower leaves them, (images, channels, height, width), each square and a multiple of the last.
    ///
    /// - Parameters:
    ///   - stages: one matrix per stage: (images, channels × edge × edge).
    ///   - side: the edge of the grid on which the attention pool works, 7 for RN50.
    fileprivate init(logits: Matrix, stages: [(values: Matrix, channels: Int)], side: Int) {
        self.init(
            logits: logits,
            levels: stages.map { stage in
                let area = stage.values.columns / stage.channels
                let edge = Int(Double(area).squareRoot().rounded())
                precondition(
                    edge * edge == area && edge % side == 0, "a stage of \(area) positions on a grid of \(side)²")
                let window = edge / side
                var rows = Matrix(rows: stage.values.rows * area, columns: stage.channels)
                for image in 0..<stage.values.rows {
                    for y in 0..<edge {
                        for x in 0..<edge {
                            let cell = y / window * side + x / window
                            let row = image * area + cell * window * window + y % window * window + x % window
                            for channel in 0..<stage.channels {
                                rows[row, channel] = stage.values[image, channel * area + y * edge + x]
                            }
                        }
                    }
                }
                return rows
            })
    }
}
