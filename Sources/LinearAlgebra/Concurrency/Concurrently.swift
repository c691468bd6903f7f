internal import Foundation

/// How many pieces of work run at once: one per processor that this process may use.
package let workerCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

/// Does `count` independent pieces of work on all processors and returns when all are done.
///
/// Which worker does which piece is left to chance, so a piece must write to places of its own; then the result does not
/// depend on the number of processors.
///
/// - Parameter body: the piece, and the worker that does it: below `workerCount`, for a scratch space of its own.
package func concurrently(_ count: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
    let workers = min(count, workerCount)
    guard workers > 1, let team = Team.take() else {
        for piece in 0..<count { body(piece, 0) }
        return
    }
    defer { team.giveBack() }
    withoutActuallyEscaping(body) { body in
        // The one cast past the compiler in these sources; `.ci/check-tree` refuses any other. Kernels write through pointers, which
        // are not Sendable, so no closure over them can be; that each piece keeps to places of its own is the contract above, which
        // no type can express. An unchecked conformance would say the same of a wrapper type that others could use, and of whatever
        // the wrapper holds: here it is said of one closure, which does not outlive the call.
        let shared = unsafeBitCast(body, to: (@Sendable (Int, Int) -> Void).self)
        team.work(on: Pieces(count, shared), workers: workers)
    }
}

/// The values of 0 ..< count, made on all processors, `together` at a time.
package func concurrentMap<Value>(_ count: Int, together: Int, _ value: (Int) -> Value) -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { target, filled in
        filled = count
        guard let base = target.baseAddress else { return }
        concurrently((count + together - 1) / together) { piece, _ in
            for index in piece * together..<min((piece + 1) * together, count) {
                (base + index).initialize(to: value(index))
            }
        }
    }
}

/// Who does a piece of work.
package enum Workers: Sendable {
    /// Every processor has a part.
    case all
    /// For those who divide the work themselves.
    case callingThread

    /// Does `count` independent pieces; see `concurrently`.
    package func each(_ count: Int, _ body: (_ piece: Int) -> Void) {
        switch self {
        case .all: concurrently(count) { piece, _ in body(piece) }
        case .callingThread: for piece in 0..<count { body(piece) }
        }
    }
}
