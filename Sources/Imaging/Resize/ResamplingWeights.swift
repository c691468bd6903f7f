internal import CKernels

/// How the pixels along one side of a resized picture are mixed from the pixels of the original.
///
/// Pillow's antialiased bicubic (`Resample.c`, `precompute_coeffs` and `normalize_coeffs_8bpc`), to the bit: the filter
/// widens with the reduction, weights are doubles normalised to sum 1 and then rounded to fixed point.
struct ResamplingWeights {
    /// Fraction bits, as the kernels take them.
    static let precisionBits = Int(MIWAKE_WEIGHT_BITS)
    /// The bicubic filter is zero from here on, in pixels of the original at least.
    private static let support = 2.0
    /// The filter's free parameter; Pillow takes Catmull and Rom's.
    private static let sharpness = -0.5

    /// For each new pixel: the first pixel of the original that counts, and how many do.
    private(set) var spans: [Range<Int>] = []
    /// The weights of all spans, one after another.
    private(set) var weights: [Int32] = []
    /// Where each span's weights start.
    private(set) var starts: [Int] = []

    /// - Parameters:
    ///   - source: Length of the original side.
    ///   - target: Length of the resized side.
    ///   - kept: The new pixels that are wanted.
    init(source: Int, target: Int, kept: Range<Int>) {
        let scale = Double(source) / Double(target)
        let stretch = max(scale, 1)
        let reach = Self.support * stretch
        for position in kept {
            let centre = (Double(position) + 0.5) * scale
            // Truncation, not rounding: as in the original, also just left of zero.
            let first = max(0, Int(centre - reach + 0.5))
            let last = min(source, Int(centre + reach + 0.5))
            let values = (first..<last).map { Self.bicubic((Double($0) - centre + 0.5) / stretch) }
            let sum = values.reduce(0, +)
            spans.append(first..<last)
            starts.append(weights.count)
            for value in values {
                let fixed = (sum != 0 ? value / sum : value) * Double(1 << Self.precisionBits)
                weights.append(Int32(fixed + (fixed < 0 ? -0.5 : 0.5)))
            }
        }
    }

    /// Keys, "Cubic convolution interpolation for digital image processing", 1981, equation 15 with a = −0.5.
    private static func bicubic(_ distance: Double) -> Double {
        let x = abs(distance)
        let a = sharpness
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }
}
