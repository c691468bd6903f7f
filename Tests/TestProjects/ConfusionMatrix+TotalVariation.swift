package import Evaluation

extension ConfusionMatrix {
    /// Half the sum of |difference| of all cells, *spread* a column like the others, both matrices scaled to a total of one: in
    /// [0, 1]; nil where one is empty. The probability that would have to be moved to make one the other.
    package func totalVariation(to other: ConfusionMatrix) -> Double? {
        precondition(classCount == other.classCount, "matrices of the same classes")
        let (own, others) = (total, other.total)
        guard own > 0, others > 0 else { return nil }
        let cells = zip(counts + spread, other.counts + other.spread)
        return cells.reduce(0) { $0 + abs($1.0 / own - $1.1 / others) } / 2
    }
}
