/// How far the images have been embedded, in the background.
package struct EmbeddingProgress: Sendable, Equatable {
    /// Images that have been dealt with, of all that were to be.
    package var done: Int
    /// 0 while the folder is being looked through.
    package var total: Int

    package init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }

    /// In [0, 1].
    package var fraction: Float { total > 0 ? Float(done) / Float(total) : 0 }
}
