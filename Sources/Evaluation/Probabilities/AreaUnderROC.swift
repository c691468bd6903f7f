/// The probability that a positive is scored above a negative, ties counting a half: in [0, 1], 0.5 says nothing.
/// Nil where there are no positives or no negatives. Hanley, McNeil, Radiology 143 (1982).
package func areaUnderROC(_ scores: [Float], isPositive: [Bool]) -> Double? {
    precondition(scores.count == isPositive.count, "a score per image")
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    var rankSum = 0.0
    var start = 0
    while start < order.count {
        var end = start
        while end + 1 < order.count, scores[order[end + 1]] == scores[order[start]] { end += 1 }
        // Equal scores share their mean rank, counted from 1.
        let rank = Double(start + end) / 2 + 1
        for place in start...end where isPositive[order[place]] { rankSum += rank }
        start = end + 1
    }
    return (rankSum - Double(positives) * Double(positives + 1) / 2) / (Double(positives) * Double(negatives))
}
