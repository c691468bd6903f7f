import AnnotatorUI
import Synchronization

/// Where background work leaves its results for the main thread.
final class Mailbox: Sendable {
    private let actions = Mutex<[Action]>([])
    /// Ends the main thread's wait for a key.
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    func post(_ action: Action) {
        actions.withLock { $0.append(action) }
        wake()
    }

    /// Everything that has arrived, oldest first.
    func takeAll() -> [Action] {
        actions.withLock { waiting in
            defer { waiting.removeAll(keepingCapacity: true) }
            return waiting
        }
    }
}
