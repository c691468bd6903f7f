import Synchronization
import Testing

@testable import LinearAlgebra

@Suite("Concurrent work")
struct ConcurrencyTests {
    @Test("every piece is done once, by a worker that exists", arguments: [0, 1, 2, 3, 1000])
    func pieces(count: Int) {
        let done = Mutex([Int](repeating: 0, count: count))
        concurrently(count) { piece, worker in
            done.withLock { $0[piece] += 1 }
            if worker >= workerCount { Issue.record("worker \(worker) of \(workerCount)") }
        }
        #expect(done.withLock { $0 } == [Int](repeating: 1, count: count))
    }

    @Test("work inside work is done as well")
    func nested() {
        let sum = Atomic(0)
        concurrently(5) { outer, _ in
            concurrently(7) { inner, _ in sum.add(outer * 7 + inner, ordering: .relaxed) }
        }
        #expect(sum.load(ordering: .relaxed) == (0..<35).reduce(0, +))
    }

    @Test(
        "a product that is divided among processors equals the definition", arguments: [(33, 700, 301), (701, 37, 301)])
    func dividedProducts(rows: Int, columns: Int, inner: Int) {
        let a = MatrixTests.random(rows, inner, seed: 5)
        let b = MatrixTests.random(inner, columns, seed: 6)
        let expected = MatrixTests.naive(a, b)
        #expect(MatrixTests.distance(a.times(b), expected) < 1e-4)
        #expect(MatrixTests.distance(a.times(transposed: b.transposed()), expected) < 1e-4)
        #expect(MatrixTests.distance(a.transposed().transposedTimes(b), expected) < 1e-4)
    }
}
