package import LinearAlgebra

// How a frozen projection is kept: the name of its kind, and the parts of it, one after the other. An estimator's file holds each
// part under its name; among a project's features they are one block of rows, W wide, the last row of a part filled up with zeros.

extension FrozenProjection {
    /// One tensor of the stored form; names are those of OpenAI's checkpoints.
    package struct Part: Sendable, Equatable {
        package let name: String
        package let shape: [Int]
        package let values: [Float]
    }

    /// Why a stored form is none.
    package enum Misfit: Error {
        case unknownKind
        case impossibleSize
    }

    private static let identityKind = "identity"
    private static let matrixKind = "matrix"
    private static let poolKind = "attention-pool "
    /// The part whose rows say how many positions an attention pool has.
    package static let positionalName = "attnpool.positional_embedding"

    /// "identity", "matrix", or "attention-pool" and the number of its heads.
    package var kind: String {
        switch self {
        case .identity: Self.identityKind
        case .matrix: Self.matrixKind
        case .attentionPool(let pool): Self.poolKind + String(pool.heads)
        }
    }

    /// Whether a projection of this kind has positions of its own to be read beside its name.
    package static func isAttentionPool(kind: String) -> Bool { kind.hasPrefix(poolKind) }

    package var parts: [Part] {
        func part(_ name: String, _ matrix: Matrix) -> Part {
            Part(name: name, shape: [matrix.rows, matrix.columns], values: matrix.elements)
        }
        func part(_ name: String, _ bias: [Float]) -> Part { Part(name: name, shape: [bias.count], values: bias) }
        switch self {
        case .identity: return []
        case .matrix(let matrix): return [part("proj", matrix)]
        case .attentionPool(let pool):
            return [
                part(Self.positionalName, pool.positional),
                part("attnpool.q_proj.weight", pool.query), part("attnpool.k_proj.weight", pool.key),
                part("attnpool.v_proj.weight", pool.value), part("attnpool.q_proj.bias", pool.queryBias),
                part("attnpool.k_proj.bias", pool.keyBias), part("attnpool.v_proj.bias", pool.valueBias),
                part("attnpool.c_proj.weight", pool.output), part("attnpool.c_proj.bias", pool.outputBias),
            ]
        }
    }

    /// A projection from its stored form.
    ///
    /// - Parameters:
    ///   - width: W.
    ///   - embedding: D.
    ///   - places: the rows of an attention pool's positional embedding, one more than its positions.
    ///   - part: the values of a part with a name and a shape; asked for in the order of `parts`.
    /// - Throws: `Misfit` where there is no such kind of these sizes, and what `part` throws.
    package init(
        kind: String, width: Int, embedding: Int, places: Int, part: (_ name: String, _ shape: [Int]) throws -> [Float]
    ) throws {
        func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
            Matrix(rows: rows, columns: columns, elements: try part(name, [rows, columns]))
        }
        switch kind {
        case Self.identityKind:
            guard width == embedding else { throw Misfit.impossibleSize }
            self = .identity
        case Self.matrixKind: self = .matrix(try matrix("proj", width, embedding))
        default:
            guard Self.isAttentionPool(kind: kind), let heads = Int(kind.dropFirst(Self.poolKind.count)) else {
                throw Misfit.unknownKind
            }
            guard heads > 0, width % heads == 0, places >= 2 else { throw Misfit.impossibleSize }
            let positional = try matrix(Self.positionalName, places, width)
            let query = try matrix("attnpool.q_proj.weight", width, width)
            let key = try matrix("attnpool.k_proj.weight", width, width)
            let value = try matrix("attnpool.v_proj.weight", width, width)
            let queryBias = try part("attnpool.q_proj.bias", [width])
            let keyBias = try part("attnpool.k_proj.bias", [width])
            let valueBias = try part("attnpool.v_proj.bias", [width])
            self = .attentionPool(
                AttentionPool(
                    positional: positional, query: query, key: key, value: value,
                    output: try matrix("attnpool.c_proj.weight", embedding, width), queryBias: queryBias,
                    keyBias: keyBias, valueBias: valueBias, outputBias: try part("attnpool.c_proj.bias", [embedding]),
                    heads: heads))
        }
    }

    // MARK: In rows

    /// All parts as one block of rows; nil where there are none. A matrix is itself, (W, D); an attention pool is W wide.
    package var block: Matrix? {
        switch self {
        case .identity: return nil
        case .matrix(let matrix): return matrix
        case .attentionPool(let pool):
            var elements: [Float] = []
            for part in parts {
                elements += part.values
                elements += [Float](
                    repeating: 0, count: Self.rows(of: part.shape, pool.width) * pool.width - part.values.count)
            }
            return Matrix(rows: elements.count / pool.width, columns: pool.width, elements: elements)
        }
    }

    /// The heads that are kept beside a block: of an attention pool.
    package var heads: Int? {
        if case .attentionPool(let pool) = self { pool.heads } else { nil }
    }

    /// A projection from its block.
    ///
    /// - Parameters:
    ///   - heads: what was kept beside it; nil says that it is a matrix.
    ///   - embedding: D.
    package init(block: Matrix, heads: Int?, embedding: Int) throws {
        guard let heads else {
            self = .matrix(block)
            return
        }
        let width = block.columns
        // Three square matrices, three biases, the output and its bias; what is left are places.
        let places = block.rows - 3 * width - 3 - embedding - 1
        guard width >= embedding else { throw Misfit.impossibleSize }
        var next = 0
        try self.init(kind: Self.poolKind + String(heads), width: width, embedding: embedding, places: places) {
            _, shape in
            let rows = Self.rows(of: shape, width)
            defer { next += rows }
            return Array(block.elements[next * width..<next * width + shape.reduce(1, *)])
        }
    }

    /// Rows of so many floats that a part fills.
    private static func rows(of shape: [Int], _ width: Int) -> Int { (shape.reduce(1, *) + width - 1) / width }
}
