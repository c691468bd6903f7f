/// Cohen's κ: how much more often two lists of answers agree than they would by chance, given how often each answer occurs in
/// either. At most 1; 1 where both always give one and the same answer.
///
/// Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960).
package func cohensKappa(_ first: [Int], _ second: [Int], classCount: Int) -> Double {
    precondition(first.count == second.count && !first.isEmpty, "the same images, and one at least")
    var (ofFirst, ofSecond) = ([Double](repeating: 0, count: classCount), [Double](repeating: 0, count: classCount))
    var same = 0.0
    for (left, right) in zip(first, second) {
        ofFirst[left] += 1
        ofSecond[right] += 1
        if left == right { same += 1 }
    }
    let count = Double(first.count)
    let chance = zip(ofFirst, ofSecond).reduce(0) { $0 + $1.0 * $1.1 } / (count * count)
    guard chance < 1 else { return 1 }
    return (same / count - chance) / (1 - chance)
}
