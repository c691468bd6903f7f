package import CLIPEncoding
package import ProjectModel
package import Workbench

/// Files through reading, decoding, cutting and encoding as a project's own images go, for callers that keep the features themselves.
package struct FileEncoding: Sendable {
    private let checkpoint: Checkpoint
    private let priority: ComputeThread.Priority

    /// Pictures that the image tower sees at once.
    package static let batch = EncodingLoop.batch

    package init(checkpoint: Checkpoint, priority: ComputeThread.Priority) {
        self.checkpoint = checkpoint
        self.priority = priority
    }

    /// Encodes the files in their order.
    ///
    /// - Parameter found: Gets the place of a file in the list, with its features or with what is wrong with it.
    package func run(
        _ paths: [String], found: (_ index: Int, _ result: Result<[Float], FileProblem>) throws -> Void
    ) throws {
        let orders = paths.enumerated().map { PictureFeed.Order(id: ImageID(Int64($0)), path: $1, contentHash: nil) }
        try EncodingLoop(checkpoint: checkpoint, queue: EmbeddingQueue(orders), priority: priority).run(
            isCancelled: { false }
        ) { encoded in
            for image in encoded {
                let index = Int(image.order.id.rawValue)
                switch image.result {
                case .features(let embedding, let levels, _): try found(index, .success(embedding + levels))
                case .problem(let problem): try found(index, .failure(FileProblem(problem: problem)))
                case .changed: try found(index, .failure(FileProblem(problem: nil)))
                }
            }
        }
    }
}

/// Why a file has no features.
package struct FileProblem: Error, Sendable, Equatable {
    /// nil where somebody wrote to the file meanwhile.
    package let problem: ImageProblem?
}
