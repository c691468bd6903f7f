/// A small, fast, seeded random number generator whose stream is the same on every machine and in every release.
///
/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A uniform number in [0, 1), from the upper 53 bits.
    package mutating func nextUnit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A uniform integer in `0..<bound`. Our own, so that a seed keeps its meaning when the standard library changes.
    package mutating func nextIndex(below bound: Int) -> Int {
        precondition(bound > 0, "an index needs a positive bound")
        return Int(nextUnit() * Double(bound))
    }

    /// The elements in a seeded order (Fisher and Yates).
    package mutating func shuffled<Element>(_ elements: some Collection<Element>) -> [Element] {
        var result = Array(elements)
        var last = result.count - 1
        while last > 0 {
            result.swapAt(last, nextIndex(below: last + 1))
            last -= 1
        }
        return result
    }
}
