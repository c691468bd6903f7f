internal import Synchronization

/// The helpers of one calling thread, for the time of one call: together they are one worker per processor.
final class Team: Sendable {
    private struct Teams {
        /// Those that nobody has, the last one used at the end: its helpers may still be awake.
        var idle: [Team] = []
        var made = 0
    }

    /// Threads are the process's, so the teams are, too.
    private static let teams = Mutex(Teams())
    /// So many calls are helped at the same time; further ones, and calls from within such pieces, work alone.
    private static let most = 8

    private let niceness: Int32
    private let helpers: [Helper]

    private init(niceness: Int32) {
        self.niceness = niceness
        helpers = (1..<workerCount).map { Helper(worker: $0, niceness: niceness) }
    }

    /// A team that stands back as the calling thread does; nil where too many are at work.
    static func take() -> Team? {
        let niceness = CallingThread.niceness
        return teams.withLock { teams in
            if let index = teams.idle.lastIndex(where: { $0.niceness == niceness }) {
                return teams.idle.remove(at: index)
            }
            guard teams.made < most else { return nil }
            teams.made += 1
            return Team(niceness: niceness)
        }
    }

    func giveBack() { Self.teams.withLock { $0.idle.append(self) } }

    /// Does the pieces, the calling thread among the workers, and returns when all are done.
    func work(on pieces: Pieces, workers: Int) {
        let called = helpers.prefix(workers - 1)
        for helper in called { helper.call(to: pieces) }
        pieces.work(as: 0)
        for helper in called { helper.dismiss() }
    }
}

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
