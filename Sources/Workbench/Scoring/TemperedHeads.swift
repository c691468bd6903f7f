package import Evaluation
internal import Heads
package import LinearAlgebra
package import ProjectModel

/// Which head is in use, and what makes the probabilities of every head keep their word.
///
/// Nothing judges itself: the closed-form heads are tempered by answers to images that they were not fitted to, and a trained
/// head by its out-of-fold answers. Where there are none yet (below three labels a class), plain CLIP stands in for ICD, from which
/// it starts and to which it is held; of the mean the other half is exact. Measured in the decision record Calibration: there the
/// stand-in tempers as well as five trainings do.
package struct TemperedHeads: Sendable {
    package let choice: HeadChoice
    let fits: ClosedFormFits
    /// Of the labels that the round was trained on; nil where they were not made.
    let figures: OutOfFold?
    private let temperings: [Head: Tempering]

    /// The heads that the screens read after each label.
    private static let readOften: [Head] = [.zeroShot, .kernelRidge, .mean, .icd]

    init(choice: HeadChoice, fits: ClosedFormFits, figures: OutOfFold?) {
        self.choice = choice
        self.fits = fits
        self.figures = figures
        temperings = Dictionary(
            uniqueKeysWithValues: Set(Self.readOften + [choice.head]).map { ($0, Self.fitted($0, fits, figures)) })
    }

    /// The same head in use, with the closed-form heads fitted to other labels.
    func refitted(to fits: ClosedFormFits) -> TemperedHeads {
        TemperedHeads(choice: choice, fits: fits, figures: figures)
    }

    package func tempering(of head: Head) -> Tempering { temperings[head] ?? Self.fitted(head, fits, figures) }

    /// Of the head in use.
    package var tempering: Tempering { tempering(of: choice.head) }

    /// Tempered probabilities, (images, classes).
    package func probabilities(of head: Head, logits: Matrix, zeroShot: Matrix) -> Matrix {
        tempering(of: head).probabilities(logits, zeroShot: zeroShot)
    }

    private static func fitted(_ head: Head, _ fits: ClosedFormFits, _ figures: OutOfFold?) -> Tempering {
        guard !fits.rows.isEmpty else { return .none }
        if head.isTrained, let tempering = figures?.tempering(of: head) { return tempering }
        func tempering(_ heldOut: Matrix) -> Tempering {
            Tempering(
                heldOut: heldOut, zeroShot: head.isTemperedByZeroShot ? fits.zeroShot : nil, truth: fits.labels)
        }
        switch head {
        case .zeroShot, .icd: return tempering(fits.zeroShot)
        case .kernelRidge, .gaussianDiscriminant, .tipAdapter, .linearProbe: return tempering(fits.heldOut(of: head))
        case .mean: return tempering(meanOfHeads(fits.zeroShot, fits.heldOut(of: .kernelRidge)))
        // Hidden below three labels a class, and nothing is known about them there.
        case .maf, .alf: return .none
        }
    }
}

extension Head {
    /// Whether plain CLIP has a say in its probabilities: in those of the default head of few labels, where both of its halves
    /// still know less than CLIP does on some sets.
    var isTemperedByZeroShot: Bool { self == .mean }
}
