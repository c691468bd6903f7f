package import LinearAlgebra

/// Images on which plain CLIP was sure and right, and that the corrected head turned to a wrong class.
///
/// - Parameters:
///   - zeroShot, corrected: probabilities of the same images, (images, classes).
///   - truth: by audit or by an answer key, never by a label that trained.
///   - confidence: from which CLIP counts as sure.
/// - Returns: places among the images, those that CLIP was surest of first.
package func overCorrected(
    zeroShot: Matrix, corrected: Matrix, truth: [Int], confidence: Float = overCorrectionConfidence
) -> [Int] {
    precondition(zeroShot.rows == truth.count && corrected.rows == truth.count, "a truth per image")
    let answers = corrected.argmax()
    return zeroShot.argmax().enumerated()
        .filter { row, answer in
            answer == truth[row] && zeroShot[row, answer] >= confidence && answers[row] != truth[row]
        }
        .map(\.offset)
        .sorted { zeroShot[$0, truth[$0]] > zeroShot[$1, truth[$1]] }
}

/// From here on CLIP counts as sure.
package let overCorrectionConfidence: Float = 0.8
