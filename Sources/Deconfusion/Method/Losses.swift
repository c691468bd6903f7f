internal import Glibc
internal import LinearAlgebra

/// The five losses of the paper, (7)–(9): three cross-entropies, and two distances that keep what zero-shot knows.
package struct Losses: Sendable, Equatable {
    package internal(set) var crossEntropyMAF: Double = 0
    package internal(set) var crossEntropyICD: Double = 0
    package internal(set) var crossEntropyALF: Double = 0
    /// mean |s_MAF − s|.
    package internal(set) var similarityMAF: Double = 0
    /// mean |ŝ_ICD − s|.
    package internal(set) var similarityICD: Double = 0

    /// What training minimises.
    package func total(_ weights: LossWeights) -> Double {
        crossEntropyMAF + crossEntropyICD + crossEntropyALF + Double(weights.similarityMAF) * similarityMAF
            + Double(weights.similarityICD) * similarityICD
    }
}

/// λ₁ and λ₂.
package struct LossWeights: Sendable, Hashable, Codable {
    package var similarityMAF: Float
    package var similarityICD: Float

    package init(similarityMAF: Float = 1, similarityICD: Float = 1) {
        self.similarityMAF = similarityMAF
        self.similarityICD = similarityICD
    }
}

/// Mean cross-entropy of logits (images, classes). Sets the gradient: (softmax − one-hot) / images.
func crossEntropy(_ logits: Rows, _ labels: [Int], gradient: Rows) -> Double {
    let share = 1 / Float(logits.count)
    var sum = 0.0
    for row in 0..<logits.count {
        for column in 0..<logits.width { gradient[row, column] = logits[row, column] }
    }
    gradient.softmax()
    for row in 0..<logits.count {
        // The probability of a hopeless class rounds to zero; its logarithm is exact this way.
        var largest = logits[row, 0]
        for column in 1..<max(1, logits.width) { largest = max(largest, logits[row, column]) }
        var exponentials: Float = 0
        for column in 0..<logits.width { exponentials += exp(logits[row, column] - largest) }
        sum += Double(largest - logits[row, labels[row]]) + log(Double(exponentials))
        gradient[row, labels[row]] -= 1
        for column in 0..<logits.width { gradient[row, column] *= share }
    }
    return sum / Double(logits.count)
}

/// Mean |logits − zeroShot|. Adds λ·sign / (images·classes) to the gradient.
func similarity(_ logits: Rows, to zeroShot: Rows, weight: Float, gradient: Rows) -> Double {
    let share = weight / Float(logits.count * logits.width)
    var sum = 0.0
    for row in 0..<logits.count {
        for column in 0..<logits.width {
            let distance = logits[row, column] - zeroShot[row, column]
            sum += Double(abs(distance))
            gradient[row, column] += distance > 0 ? share : distance < 0 ? -share : 0
        }
    }
    return sum / Double(logits.count * logits.width)
}
