internal import LinearAlgebra

/// Which class an image is confused with, and how strongly.
struct Confusion: Equatable {
    let row: Int
    /// The class the model takes it for: the zero-shot top class.
    let own: Int
    /// The class it is confused with.
    let other: Int
    /// `pull_own,other(x)`, in logits; nil before the first training.
    let pull: Float?
}

extension ScoredPool {
    /// Among how many top classes of the active head the confused one is looked for.
    private static let candidateClasses = 5

    /// The confusion of one image: a is its zero-shot top class, b the class of the active head's top 5 over which Δs gives a
    /// the largest false advantage.
    ///
    /// Where Δs gives a no advantage over any of them, b is still the class with the largest pull, which then is not
    /// positive, and the pair scores at most what its partner adds. Before the first training b is the zero-shot runner-up.
    func confusion(of row: Int) -> Confusion {
        let own = zeroShotTop[row]
        guard deltaS != nil else {
            let runnerUp = topClasses(zeroShot, row, 2).first { $0 != own }
            return Confusion(row: row, own: own, other: runnerUp ?? (own == 0 ? 1 : 0), pull: nil)
        }
        var best: (other: Int, pull: Float)?
        for other in topClasses(probabilities, row, Self.candidateClasses) where other != own {
            guard let pull = pull(row, own, over: other) else { continue }
            if best.map({ pull > $0.pull }) ?? true { best = (other, pull) }
        }
        guard let best else { preconditionFailure("two classes leave one other") }
        return Confusion(row: row, own: own, other: best.other, pull: best.pull)
    }

    /// The same for many images.
    func confusions(of rows: [Int]) -> [Confusion] {
        concurrentMap(rows.count, together: Self.rowsTogether) { confusion(of: rows[$0]) }
    }

    /// Rows that one worker looks at before it asks for more.
    static let rowsTogether = 1_024

    private func topClasses(_ matrix: Matrix, _ row: Int, _ count: Int) -> [Int] {
        matrix.elements.withUnsafeBufferPointer { values in
            largest(count, of: UnsafeBufferPointer(rebasing: values[row * matrix.columns..<(row + 1) * matrix.columns]))
        }
    }
}
