internal import Foundation
package import LinearAlgebra

/// Mean −ln p(truth), in nats; lower is better. A probability of 0 counts as the smallest that a float holds.
package func logLoss(_ probabilities: Matrix, truth: [Int]) -> Double {
    precondition(probabilities.rows == truth.count && !truth.isEmpty, "a truth an image, and one image at least")
    return truth.indices.reduce(0) { sum, row in
        sum - log(Double(max(probabilities[row, truth[row]], .leastNormalMagnitude)))
    } / Double(truth.count)
}

/// Mean squared distance to the one-hot truth, in [0, 2]; lower is better. Brier, Monthly Weather Review 78 (1950).
package func brierScore(_ probabilities: Matrix, truth: [Int]) -> Double {
    precondition(probabilities.rows == truth.count && !truth.isEmpty, "a truth an image, and one image at least")
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
    precondition(probabilities.rows == truth.count && !truth.isEmpty && bins > 0, "a truth an image, and a bin")
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

/// The temperature T that minimises the log-loss of softmax(logits / T) on held-out images: one number, found by golden
/// section on ln T. Guo et al., ICML 2017, §4.2.
package func fittedTemperature(_ logits: Matrix, truth: [Int]) -> Float {
    precondition(logits.rows == truth.count && !truth.isEmpty, "a truth an image, and one image at least")
    func loss(_ logTemperature: Double) -> Double {
        let temperature = Float(exp(logTemperature))
        let logs = logits.logSoftmax(temperature: temperature)
        return truth.indices.reduce(0) { $0 - Double(logs[$1, truth[$1]]) }
    }
    let golden = (5.0.squareRoot() - 1) / 2
    var (low, high) = (log(smallestTemperature), log(largestTemperature))
    var left = high - golden * (high - low)
    var right = low + golden * (high - low)
    var (lossLeft, lossRight) = (loss(left), loss(right))
    while high - low > temperatureTolerance {
        if lossLeft < lossRight {
            (high, right, lossRight) = (right, left, lossLeft)
            left = high - golden * (high - low)
            lossLeft = loss(left)
        } else {
            (low, left, lossLeft) = (left, right, lossRight)
            right = low + golden * (high - low)
            lossRight = loss(right)
        }
    }
    return Float(exp((low + high) / 2))
}

/// Beyond these a softmax is one-hot, or uniform, for any logits of a CLIP.
private let smallestTemperature = 0.05
private let largestTemperature = 50.0
/// On ln T: a hundredth of a per cent.
private let temperatureTolerance = 1e-4
