internal import Foundation
internal import LinearAlgebra
internal import Synchronization

/// One long-lived thread of low priority on which everything heavy runs: training, scoring, ranking.
///
/// Two reasons. The threads of a matrix library belong to the thread that calls it, so a caller that changes with every
/// task would start them anew; and a low priority keeps the keyboard and the screen ahead of training. Lives as long as
/// the process.
package final class ComputeThread: TaskExecutor, Sendable {
    private let jobs = Mutex<[UnownedJob]>([])
    private let available = DispatchSemaphore(value: 0)

    /// What a thread is for decides how it stands back: nice values, higher is later.
    package enum Priority: Int32, Sendable {
        /// Somebody waits for it: a label on its way to the disk, a picture.
        case prompt = 0
        /// Rankings and matrices.
        case background = 5
        /// Training.
        case patient = 10
    }

    /// The same stack as the main thread, for libraries that expect it.
    private static let stackBytes = 8 << 20

    package init(name: String, priority: Priority) {
        let thread = Thread { [self] in
            CallingThread.niceness = priority.rawValue
            while true {
                available.wait()
                let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                job?.runSynchronously(on: asUnownedTaskExecutor())
            }
        }
        thread.name = name
        thread.stackSize = Self.stackBytes
        thread.start()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        jobs.withLock { $0.append(unowned) }
        available.signal()
    }
}
