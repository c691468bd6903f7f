internal import Foundation
package import LinearAlgebra

/// Mean −ln p(truth), in nats; lower is better. A probability of 0 counts as the smallest that a float holds.
package func logLoss(_ probabilities: Matrix, truth: [Int]) -> Double {
    precondition(probabilities.rows == truth.count && !truth.isEmpty, "a truth per image, and one image at least")
    return truth.indices.reduce(0) { sum, row in
        sum - log(Double(max(probabilities[row, truth[row]], .leastNormalMagnitude)))
    } / Double(truth.count)
}

/// Mean squared distance to the one-hot truth, in [0, 2]; lower is better. Brier, Monthly Weather Review 78 (1950).
package func brierScore(_ probabilities: Matrix, truth: [Int]) -> Double {
    precondition(probabilities.rows == truth.count && !truth.isEmpty, "a truth per image, and one image at least")
    return truth.indices.reduce(0) { sum, row in
        sum
            + probabilities[row: row].enumerated().reduce(0) { total, entry in
                let distance = Double(entry.element) - (entry.offset == truth[row] ? 1 : 0)
                return total + distance * distance
            }
    } / Double(truth.count)
}

/// Expected calibration error: the mean distance between confidence and accuracy over bins of equal width, weighted by their
/// counts; in [0, 1]. Guo et al., "On calibration of modern neural networks", ICML 2017, §2.
package func expectedCalibrationError(_ probabilities: Matrix, truth: [Int], bins: Int = 15) -> Double {
    precondition(probabilities.rows == truth.count && !truth.isEmpty && bins > 0, "a truth per image, and a bin")
    var confidence = [Double](repeating: 0, count: bins)
    var correct = [Double](repeating: 0, count: bins)
    for (row, answer) in probabilities.argmax().enumerated() {
        let top = Double(probabilities[row, answer])
        let bin = min(bins - 1, Int(top * Double(bins)))
        confidence[bin] += top
        correct[bin] += answer == truth[row] ? 1 : 0
    }
    return zip(confidence, correct).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(truth.count)
}

/// The mean of −ln p(truth) of one head minus that of another over the same images, in nats, with its paired bootstrap interval;
/// below 0 the first is better.
///
/// - Parameter groups: images of equal numbers are drawn together; nil where every image stands for itself.
package func logLossDifference(
    _ first: Matrix, _ second: Matrix, truth: [Int], groups: [Int]? = nil,
    resamples: Int = LearningCurves.defaultResamples, seed: UInt64 = 1
) -> Estimate {
    precondition(first.rows == truth.count && second.rows == truth.count && !truth.isEmpty, "a truth per image")
    func loss(_ probabilities: Matrix, _ row: Int) -> Double {
        -log(Double(max(probabilities[row, truth[row]], .leastNormalMagnitude)))
    }
    let members = Dictionary(grouping: truth.indices, by: { groups?[$0] ?? $0 })
    let clusters = members.keys.sorted().map { group in
        let rows = members[group] ?? []
        return (loss: rows.reduce(0) { $0 + loss(first, $1) - loss(second, $1) }, count: rows.count)
    }
    return Estimate.bootstrapped(count: clusters.count, resamples: resamples, seed: seed) { drawn in
        let total = drawn.reduce(into: (loss: 0.0, count: 0)) { sum, cluster in
            sum.loss += clusters[cluster].loss
            sum.count += clusters[cluster].count
        }
        return total.loss / Double(total.count)
    }
}
