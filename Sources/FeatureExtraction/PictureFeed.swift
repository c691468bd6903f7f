internal import CLIPEncoding
internal import Foundation
package import Imaging
internal import LinearAlgebra
package import ProjectModel
internal import Synchronization
internal import TensorFiles
internal import Workbench

/// Pictures on their way to the encoder: read, decoded and cut on threads of their own, a few ahead of it.
///
/// Which thread prepares which picture is left to chance, the order in which they are handed over is not: theirs. So the same
/// images are always encoded in the same batches, and the same program finds the same features again to the last bit.
final class PictureFeed: Sendable {
    /// One picture that is wanted.
    struct Order: Sendable, Equatable {
        var id: ImageID
        /// The file.
        var path: String
        /// What its content was when it was looked at; nil takes any.
        var contentHash: String?
        /// Whether a picture in doubt is used like any other.
        var usesDoubtful = false
        var detail = Detail.centre
    }

    /// Which part of a picture is wanted.
    enum Detail: Sendable, Equatable {
        /// The square in its centre.
        case centre
        /// The same square, of an image that has its features, for its tokens alone.
        case tokens
        /// So many random views, drawn by a seed.
        case views(count: Int, seed: UInt64)

        var isViews: Bool {
            if case .views = self { true } else { false }
        }
    }

    /// One picture, prepared.
    struct Prepared: Sendable {
        var order: Order
        /// SHA-256 of what was read; nil where nothing could be.
        var contentHash: String?
        /// What is to be known of a file although its picture is used.
        var remark: ImageProblem?
        var result: Result

        enum Result: Sendable {
            /// One, or one for each view.
            case squares([PixelImage])
            case problem(ImageProblem)
            /// The file is not the one that was looked at: somebody is writing to it. The next run takes it up.
            case changed
        }
    }

    /// What to prepare next; nil when nothing is left. Called from several threads, and may depend on when it is asked: what a person
    /// looks at comes first.
    private let next: @Sendable () -> Order?
    private let preprocessing: PixelPreprocessing
    private let state: Mutex<State>
    /// Counts what is next in order and prepared, and one for the end.
    private let filled = DispatchSemaphore(value: 0)
    /// Counts the places that are free. It starts at 0 and is raised at once: a semaphore must not be let go below its start, and a
    /// feed that is stopped still holds pictures.
    private let free = DispatchSemaphore(value: 0)

    private struct State {
        /// By their place in the order.
        var ready: [Int: Prepared] = [:]
        /// Places that were given to a thread, that may be taken, and that were.
        var given = 0
        var inOrder = 0
        var taken = 0
        var workers: Int
        var isStopped = false

        /// Keeps a picture, and returns how many more may be taken with it.
        mutating func keep(_ prepared: Prepared, at place: Int) -> Int {
            ready[place] = prepared
            let before = inOrder
            while ready[inOrder] != nil { inOrder += 1 }
            return inOrder - before
        }

        mutating func take() -> Prepared? {
            guard taken < inOrder else { return nil }
            defer { taken += 1 }
            return ready.removeValue(forKey: taken)
        }
    }

    /// - Parameter capacity: pictures that are held ready at most.
    init(
        preprocessing: PixelPreprocessing, capacity: Int, threads: Int, priority: ComputeThread.Priority,
        next: @escaping @Sendable () -> Order?
    ) {
        self.next = next
        self.preprocessing = preprocessing
        state = Mutex(State(workers: threads))
        for _ in 0..<capacity { free.signal() }
        for index in 0..<threads {
            let thread = Thread { [self] in
                CallingThread.niceness = priority.rawValue
                work()
            }
            thread.name = "pictures \(index)"
            thread.start()
        }
    }

    /// The next prepared picture; waits for it. nil when all have been taken.
    func take() -> Prepared? {
        filled.wait()
        let taken = state.withLock { $0.take() }
        guard let taken else {
            // The mark of the end stays for whoever asks again.
            filled.signal()
            return nil
        }
        free.signal()
        return taken
    }

    /// Lets the threads end; what is prepared is dropped.
    func stop() {
        state.withLock { $0.isStopped = true }
        free.signal()
    }

    private func work() {
        while true {
            free.wait()
            let given: (order: Order, place: Int)? = state.withLock { state in
                guard !state.isStopped, let order = next() else { return nil }
                defer { state.given += 1 }
                return (order, state.given)
            }
            guard let (order, place) = given else {
                // Whoever else waits for a place sees the end too.
                free.signal()
                let isLast = state.withLock { state in
                    state.workers -= 1
                    return state.workers == 0
                }
                if isLast { filled.signal() }
                return
            }
            let prepared = Self.prepared(order, preprocessing)
            let more = state.withLock { $0.keep(prepared, at: place) }
            for _ in 0..<more { filled.signal() }
        }
    }

    /// Reads, checks, decodes and cuts one picture.
    static func prepared(_ order: Order, _ preprocessing: PixelPreprocessing) -> Prepared {
        var prepared = Prepared(order: order, contentHash: nil, result: .changed)
        do {
            let bytes = try ImageDecoder.bytes(ofFile: order.path)
            let hash = ContentHash.of(bytes)
            prepared.contentHash = hash
            guard order.contentHash == nil || order.contentHash == hash else { return prepared }
            let decoded = try ImageDecoder().decode(bytes)
            let remark = decoded.flaw.map { ImageProblem($0) }
            if let remark, remark.kind == .doubtful, !order.usesDoubtful {
                prepared.result = .problem(remark)
            } else {
                prepared.remark = remark
                prepared.result = .squares(squares(of: decoded.image, order.detail, preprocessing))
            }
        } catch {
            prepared.result = .problem(ImageProblem(error))
        }
        return prepared
    }
}

extension PictureFeed {
    private static func squares(
        of image: PixelImage, _ detail: Detail, _ preprocessing: PixelPreprocessing
    ) -> [PixelImage] {
        switch detail {
        case .centre, .tokens: return [preprocessing.square(of: image)]
        case .views(let count, let seed):
            var generator = SeededGenerator(seed: seed)
            return (0..<count).map { _ in
                RandomView(of: image.size, using: &generator).square(of: image, resolution: preprocessing.resolution)
            }
        }
    }
}

extension ImageProblem {
    package init(_ error: ImageError) {
        switch error {
        case .unreadable(_, let reason): self.init(.unreadable, detail: reason)
        case .unsupported(let format): self.init(.unsupported, detail: format ?? "")
        case .corrupt(let reason): self.init(.damaged, detail: reason)
        case .tooLarge(let size, _), .outOfMemory(let size):
            self.init(.tooLarge, detail: "\(size.width)×\(size.height)")
        }
    }

    init(_ flaw: ImageFlaw) {
        switch flaw {
        case .harmless(let reason): self.init(.flawed, detail: reason)
        case .incomplete(rows: 0, _, let reason), .damaged(rows: 0, _, let reason):
            self.init(.doubtful, detail: reason)
        case .damaged(let rows, let height, let reason) where rows == height: self.init(.doubtful, detail: reason)
        case .incomplete(let rows, let height, let reason), .damaged(let rows, let height, let reason):
            self.init(.doubtful, detail: "\(rows) of \(height) rows are whole (\(reason))")
        case .unknownDepth(let bits):
            self.init(
                .doubtful,
                detail: "16 bits per sample, and none needs more than \(bits): nearly black, or a camera's \(bits) bits"
            )
        }
    }
}
