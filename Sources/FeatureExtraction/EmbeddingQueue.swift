package import ProjectModel
internal import Synchronization

/// The images that wait for the encoder, in the order in which they will come: what a person looks at, then what was labelled,
/// then the rest.
package final class EmbeddingQueue: Sendable {
    private struct State {
        /// The next one is the last: taking it moves nothing.
        var orders: [PictureFeed.Order]
        /// Images among the orders whose centre is still to be encoded.
        var waiting: Set<ImageID>
        /// Whether somebody was told that nothing is left.
        var hasEnded = false
    }

    private let state: Mutex<State>

    init(_ orders: [PictureFeed.Order]) {
        state = Mutex(
            State(
                orders: orders.reversed(), waiting: Set(orders.filter { $0.detail == .centre }.map(\.id))))
    }

    package var count: Int { state.withLock { $0.orders.count } }

    /// Whether anything but views waits: only labels add to a queue, and they add views.
    var wantsCentres: Bool { state.withLock { state in state.orders.contains { !$0.detail.isViews } } }

    func next() -> PictureFeed.Order? {
        state.withLock { state in
            guard let order = state.orders.popLast() else {
                state.hasEnded = true
                return nil
            }
            if order.detail == .centre { state.waiting.remove(order.id) }
            return order
        }
    }

    /// Lets these images come next, as far as they wait.
    package func prefer(_ images: some Collection<ImageID>) {
        state.withLock { state in
            let preferred = state.waiting.intersection(images)
            guard !preferred.isEmpty else { return }
            let first = state.orders.filter { $0.detail == .centre && preferred.contains($0.id) }
            state.orders.removeAll { $0.detail == .centre && preferred.contains($0.id) }
            state.orders += first
        }
    }

    /// Adds an order that comes next.
    ///
    /// - Returns: false where the queue has ended: nobody would take it.
    func add(_ order: PictureFeed.Order) -> Bool {
        state.withLock { state in
            guard !state.hasEnded else { return false }
            // What is drawn twice is encoded once.
            if !state.orders.contains(order) { state.orders.append(order) }
            return true
        }
    }
}
