/// Conversions between stored elements and `Float`, over bytes that need not be aligned.
///
/// The loops over half precision are plain integer arithmetic, so that the compiler vectorises them also where the
/// processor's own conversion instruction may not be assumed.
extension TensorElement {
    /// Writes `target.count` floats read from as many stored elements.
    ///
    /// - Precondition: the element is one of `floatingPoint`, and the bytes are exactly those of the elements.
    func convert(_ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>) {
        precondition(bytes.count == target.count * size, "\(bytes.count) bytes for \(target.count) elements of \(self)")
        guard let source = bytes.baseAddress, let floats = target.baseAddress else { return }
        switch self {
        case .float32:
            UnsafeMutableRawPointer(floats).copyMemory(from: source, byteCount: bytes.count)
        case .float16:
            for index in 0..<target.count {
                floats[index] = float(half: source.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
            }
        case .bfloat16:
            for index in 0..<target.count {
                let bits = source.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)
                floats[index] = Float(bitPattern: UInt32(bits) << 16)
            }
        case .float64:
            for index in 0..<target.count {
                floats[index] = Float(source.loadUnaligned(fromByteOffset: index * 8, as: Double.self))
            }
        default:
            preconditionFailure("\(self) is not a floating-point type")
        }
    }
}

/// The value of an IEEE 754 half-precision number, exactly.
@inline(__always)
func float(half bits: UInt16) -> Float {
    // Exponent and fraction moved into place are the value × 2⁻¹¹²; subnormal halves come out right as well.
    let scaled = Float(bitPattern: UInt32(bits & 0x7FFF) << 13) * 0x1p112
    // Infinity and NaN arrive as 2¹⁶ and more, which no finite half reaches: give them their own exponent back.
    let exponent: UInt32 = scaled >= 0x1p16 ? 0x7F80_0000 : 0
    return Float(bitPattern: scaled.bitPattern | exponent | UInt32(bits & 0x8000) << 16)
}

/// The nearest IEEE 754 half-precision number, ties to even; overflow gives infinity.
func half(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.magnitude
    if value.isNaN { return sign | 0x7E00 }
    // 65 520 lies halfway between the largest half and the next power of two.
    if magnitude >= 65_520 { return sign | 0x7C00 }
    if magnitude < 0x1p-14 {
        // Adding 0.5 leaves the subnormal half, rounded by the processor, in the low bits of the fraction.
        return sign | UInt16(truncatingIfNeeded: (magnitude + 0.5).bitPattern &- Float(0.5).bitPattern)
    }
    let odd = (magnitude.bitPattern >> 13) & 1
    let rounded = magnitude.bitPattern &+ 0xFFF &+ odd &- (112 << 23)
    return sign | UInt16(truncatingIfNeeded: rounded >> 13)
}
