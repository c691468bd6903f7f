internal import CKernels
internal import Foundation
internal import Synchronization

/// A thread that helps one other thread at a time with its pieces, and stays awake for a moment afterwards.
///
/// While a network is computed the next pieces come within microseconds, and to wake a sleeping thread takes 50 to 100 of them.
final class Helper: Sendable {
    private enum State: UInt8, AtomicRepresentable {
        /// Awake, or about to be.
        case resting
        case asleep
        /// There are pieces, and it has not begun.
        case called
        case working
        /// It works, and who called sleeps until it is done.
        case awaited
    }

    /// How long a thread looks for a change before it sleeps.
    private static let patience = Duration.microseconds(200)
    /// How often it looks before it looks at the clock.
    private static let looks = 64
    /// The same stack as the main thread, for libraries that expect it.
    private static let stackBytes = 8 << 20

    private let worker: Int
    private let state = Atomic(State.resting)
    /// What it is called to: kept alive by who called, until `dismiss` returns.
    private let pieces = Atomic<Unmanaged<Pieces>?>(nil)
    private let awake = DispatchSemaphore(value: 0)
    private let finished = DispatchSemaphore(value: 0)

    init(worker: Int, niceness: Int32) {
        self.worker = worker
        let thread = Thread { [self] in
            CallingThread.niceness = niceness
            live()
        }
        thread.name = "worker \(worker)"
        thread.stackSize = Self.stackBytes
        thread.start()
    }

    /// Offers it some pieces; it comes when it can. Every call is followed by `dismiss`, by the same thread.
    func call(to pieces: Pieces) {
        self.pieces.store(Unmanaged.passUnretained(pieces), ordering: .relaxed)
        if state.exchange(.called, ordering: .acquiringAndReleasing) == .asleep { awake.signal() }
    }

    /// Takes the offer back, or waits until the pieces it has taken are done.
    func dismiss() {
        if change(from: .called, to: .resting) { return }
        Self.look { state.load(ordering: .acquiring) != .working }
        if change(from: .working, to: .awaited) { finished.wait() }
    }

    private func live() -> Never {
        while true {
            while Self.look({ state.load(ordering: .relaxed) == .called }) {
                guard change(from: .called, to: .working) else { continue }
                pieces.load(ordering: .relaxed)?._withUnsafeGuaranteedRef { $0.work(as: worker) }
                if state.exchange(.resting, ordering: .acquiringAndReleasing) == .awaited { finished.signal() }
            }
            if change(from: .resting, to: .asleep) { awake.wait() }
        }
    }

    private func change(from: State, to: State) -> Bool {
        state.compareExchange(expected: from, desired: to, ordering: .acquiringAndReleasing).exchanged
    }

    /// Whether something came true before patience ended.
    @discardableResult
    private static func look(_ isTrue: () -> Bool) -> Bool {
        let end = ContinuousClock.now + patience
        repeat {
            for _ in 0..<looks {
                if isTrue() { return true }
                miwake_pause()
            }
        } while ContinuousClock.now < end
        return false
    }
}
