internal import LinearAlgebra
internal import TensorFiles

/// How the frozen projection of an estimator is kept beside its weights.
struct StoredProjection {
    /// What the metadata say: the kind, and the heads of an attention pool.
    let description: String
    let tensors: [(name: String, shape: [Int], values: [Float])]

    private static let identity = "identity"
    private static let matrix = "matrix"
    private static let attentionPool = "attention-pool "

    init(_ projection: Projection) {
        func tensor(_ name: String, _ matrix: Matrix) -> (name: String, shape: [Int], values: [Float]) {
            (name, [matrix.rows, matrix.columns], matrix.elements)
        }
        func tensor(_ name: String, _ bias: [Float]) -> (name: String, shape: [Int], values: [Float]) {
            (name, [bias.count], bias)
        }
        switch projection {
        case .identity:
            description = Self.identity
            tensors = []
        case .matrix(let matrix):
            description = Self.matrix
            tensors = [tensor("proj", matrix)]
        case .attentionPool(let pool):
            description = Self.attentionPool + String(pool.heads)
            tensors = [
                tensor("attnpool.positional_embedding", pool.positional),
                tensor("attnpool.q_proj.weight", pool.query), tensor("attnpool.q_proj.bias", pool.queryBias),
                tensor("attnpool.k_proj.weight", pool.key), tensor("attnpool.k_proj.bias", pool.keyBias),
                tensor("attnpool.v_proj.weight", pool.value), tensor("attnpool.v_proj.bias", pool.valueBias),
                tensor("attnpool.c_proj.weight", pool.output), tensor("attnpool.c_proj.bias", pool.outputBias),
            ]
        }
    }

    /// The projection in a file; throws `contradiction` where the metadata name none that fits the shape.
    static func read(
        _ file: SafetensorsFile, _ shape: EstimatorShape, metadata: String, otherwise contradiction: CheckpointError
    ) throws(CheckpointError) -> Projection {
        func floats(_ name: String, _ shape: [Int]) throws(CheckpointError) -> [Float] {
            try EstimatorCheckpoint.floats(file, name, shape)
        }
        func matrix(_ name: String, _ rows: Int, _ columns: Int) throws(CheckpointError) -> Matrix {
            Matrix(rows: rows, columns: columns, elements: try floats(name, [rows, columns]))
        }
        let (width, embedding) = (shape.width, shape.embedding)
        if metadata == identity {
            guard width == embedding else { throw contradiction }
            return .identity
        }
        if metadata == Self.matrix { return .matrix(try matrix("proj", width, embedding)) }
        guard metadata.hasPrefix(attentionPool), let heads = Int(metadata.dropFirst(attentionPool.count)), heads > 0,
            width % heads == 0
        else { throw contradiction }
        let positional: SafetensorsTensor
        do { positional = try file.tensor(named: "attnpool.positional_embedding") } catch { throw .file(error) }
        guard positional.rows >= 2 else { throw contradiction }
        return .attentionPool(
            AttentionPool(
                positional: try matrix("attnpool.positional_embedding", positional.rows, width),
                query: try matrix("attnpool.q_proj.weight", width, width),
                key: try matrix("attnpool.k_proj.weight", width, width),
                value: try matrix("attnpool.v_proj.weight", width, width),
                output: try matrix("attnpool.c_proj.weight", embedding, width),
                queryBias: try floats("attnpool.q_proj.bias", [width]),
                keyBias: try floats("attnpool.k_proj.bias", [width]),
                valueBias: try floats("attnpool.v_proj.bias", [width]),
                outputBias: try floats("attnpool.c_proj.bias", [embedding]), heads: heads))
    }
}
