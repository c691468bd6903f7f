internal import LinearAlgebra

/// Which class an image is confused with, and how strongly.
struct Confusion: Equatable {
    let row: Int
    /// The class the model takes it for: the zero-shot top class.
    let own: Int
    /// The class it is confused with.
    let other: Int
    /// `pull_own,other(x)`, in logits; nil where Δs does not exist.
    let pull: Float?
}

extension ScoredPool {
    /// The confusion of one image: a is its zero-shot top class, b the class other than a that the corrected logits ŝ = s − Δs rank
    /// highest. Without Δs b is the zero-shot runner-up.
    ///
    /// Chosen by the largest pull among the five best instead, the pull finds CLIP's errors worse than its margin does: see the
    /// decision record *The pool*.
    func confusion(of row: Int) -> Confusion {
        let own = zeroShotTop[row]
        let best = topClasses(correctedProbabilities ?? zeroShot, row, 2).first { $0 != own }
        let other = best ?? (own == 0 ? 1 : 0)
        return Confusion(row: row, own: own, other: other, pull: pull(row, own, over: other))
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
