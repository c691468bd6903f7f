internal import Synchronization

/// Independent pieces of work, each taken by whoever is free.
final class Pieces: Sendable {
    private let count: Int
    private let body: @Sendable (_ piece: Int, _ worker: Int) -> Void
    private let next = Atomic(0)

    init(_ count: Int, _ body: @escaping @Sendable (_ piece: Int, _ worker: Int) -> Void) {
        self.count = count
        self.body = body
    }

    /// Does pieces until none is left. Whoever returns from here has let go of the pieces and of what they refer to.
    @inline(never)
    func work(as worker: Int) {
        while true {
            let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard piece < count else { return }
            body(piece, worker)
        }
    }
}
