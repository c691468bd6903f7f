import Layers
import LinearAlgebra
import Testing

@Suite("A frozen projection")
struct FrozenProjectionTests {
    static let width = 6
    static let embedding = 5
    static let positions = 4

    static var all: [FrozenProjection] {
        var generator = SeededGenerator(seed: 2)
        func matrix(_ rows: Int, _ columns: Int) -> Matrix { Random.matrix(rows, columns, &generator) }
        return [
            .matrix(matrix(width, embedding)),
            .attentionPool(
                AttentionPool(
                    positional: matrix(positions + 1, width), query: matrix(width, width), key: matrix(width, width),
                    value: matrix(width, width), output: matrix(embedding, width), queryBias: matrix(1, width).elements,
                    keyBias: matrix(1, width).elements, valueBias: matrix(1, width).elements,
                    outputBias: matrix(1, embedding).elements, heads: 3)),
        ]
    }

    @Test("is the same after it was kept as one block of rows", arguments: all)
    func block(projection: FrozenProjection) throws {
        let block = try #require(projection.block)
        #expect(
            try FrozenProjection(block: block, heads: projection.heads, embedding: Self.embedding) == projection)
    }

    @Test("is the same after it was kept part by part", arguments: all + [.identity])
    func parts(projection: FrozenProjection) throws {
        let parts = projection.parts
        var asked = 0
        let read = try FrozenProjection(
            kind: projection.kind, width: projection == .identity ? Self.embedding : Self.width,
            embedding: Self.embedding, places: Self.positions + 1
        ) { name, shape in
            defer { asked += 1 }
            #expect(parts[asked].name == name && parts[asked].shape == shape)
            return parts[asked].values
        }
        #expect(read == projection && asked == parts.count)
    }

    @Test("of no kind, or of impossible sizes, is refused")
    func misfits() {
        func read(_ kind: String, places: Int = 3) throws {
            _ = try FrozenProjection(kind: kind, width: 6, embedding: 5, places: places) { _, shape in
                [Float](repeating: 0, count: shape.reduce(1, *))
            }
        }
        for kind in ["", "matrices", "identity", "attention-pool x", "attention-pool 0", "attention-pool 4"] {
            #expect(throws: FrozenProjection.Misfit.self) { try read(kind) }
        }
        #expect(throws: FrozenProjection.Misfit.self) { try read("attention-pool 3", places: 1) }
        #expect(throws: FrozenProjection.Misfit.self) {
            try FrozenProjection(block: Matrix(rows: 20, columns: 6), heads: 3, embedding: 5)
        }
    }
}
