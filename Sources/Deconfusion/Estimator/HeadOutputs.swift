package import LinearAlgebra

/// What every head says about some images. Each matrix has one row per image.
package struct HeadOutputs: Sendable, Equatable {
    /// s_MAF: (images, classes).
    package let maf: Matrix
    /// Δs: the estimated inter-class confusion, in logits. Only differences within a row mean anything.
    package let deltaS: Matrix
    /// ŝ_ICD = s − Δs.
    package let icd: Matrix
    /// s_ALF = α·s_MAF + (1 − α)·ŝ_ICD.
    package let alf: Matrix
    /// α(x), in (0, 1): how much the gate trusts s_MAF.
    package let gate: [Float]
    /// e(x): (images, D).
    package let enhanced: Matrix
}
