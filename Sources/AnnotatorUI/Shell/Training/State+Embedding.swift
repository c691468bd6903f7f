extension State {
    /// Starts with the first frame, which it does not delay.
    mutating func embedWhenPossible() -> [Effect] {
        guard project.embedsImages else { return [] }
        embedding = EmbeddingProgress(done: 0, total: 0)
        return [.embed]
    }

    /// The ranking and the matrix take the new images in; the question on the screen stays where it is.
    mutating func poolGrew(_ progress: Progress) -> [Effect] {
        self.progress = progress
        return requestPage() + refreshMatrix()
    }
}
