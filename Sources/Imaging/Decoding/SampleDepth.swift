/// How many bits of samples stored in 16 bits say something: cameras of 10 or 12 bits write them into the low or the high ones.
enum SampleDepth: Equatable {
    /// All, or the highest: the high byte is the sample in 8 bits.
    case full
    /// The lowest, as the file says.
    case low(bits: Int)
    /// Perhaps the lowest: no sample needs more, and the file says nothing.
    case unknown(bits: Int)

    /// Bits in the file.
    static let stored = 16
    /// Cameras of up to so many bits are common. A picture that is so dark in full range shows a sixteenth of it at most.
    private static let mostOfCameras = 12

    /// - Parameters:
    ///   - significantBits: what the file says (sBIT); 0 where it says nothing. By the specification samples are scaled up to all 16
    ///     bits whatever it says; a file whose samples all fit into so many bits did not do that.
    ///   - largest: the largest sample; 0 for a file of fewer bits, and for a black one, which is black in every depth.
    init(significantBits: Int, largest: Int) {
        let needed = Int.bitWidth - largest.leadingZeroBitCount
        if largest == 0 {
            self = .full
        } else if (1..<Self.stored).contains(significantBits) {
            self = needed <= significantBits ? .low(bits: significantBits) : .full
        } else {
            self = needed <= Self.mostOfCameras ? .unknown(bits: needed) : .full
        }
    }
}
