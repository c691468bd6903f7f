import Foundation
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

    @Test("callers at the same time, again and again, each get all their own pieces")
    func callers() async {
        await withTaskGroup(of: Bool.self) { group in
            for caller in 0..<12 {
                group.addTask {
                    for round in 0..<300 {
                        let count = 2 + (round + caller) % 7
                        // Unprotected on purpose: what pieces wrote must be there when the call returns.
                        var done = [Int](repeating: 0, count: count)
                        done.withUnsafeMutableBufferPointer { done in
                            guard let base = done.baseAddress else { return }
                            concurrently(count) { piece, _ in base[piece] += caller * 1000 + piece + 1 }
                        }
                        guard done == (0..<count).map({ caller * 1000 + $0 + 1 }) else { return false }
                    }
                    return true
                }
            }
            for await isWhole in group { #expect(isWhole) }
        }
    }

    @Test("pieces that take longer than anybody looks are waited for, and helpers wake up again")
    func longPieces() {
        let done = Atomic(0)
        for _ in 0..<5 {
            concurrently(2 * workerCount) { _, _ in
                usleep(2000)
                done.add(1, ordering: .relaxed)
            }
            usleep(2000)
        }
        #expect(done.load(ordering: .relaxed) == 10 * workerCount)
    }

    #if os(Linux)
        @Test("who helps a thread that stands back stands back as well")
        func niceness() async {
            let seen = await withCheckedContinuation { continuation in
                Thread {
                    CallingThread.niceness = 7
                    let seen = Mutex<Set<Int32>>([])
                    concurrently(4 * workerCount) { _, _ in
                        usleep(1000)
                        seen.withLock { _ = $0.insert(CallingThread.niceness) }
                    }
                    continuation.resume(returning: seen.withLock { $0 })
                }.start()
            }
            #expect(seen == [7])
        }
    #endif

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
