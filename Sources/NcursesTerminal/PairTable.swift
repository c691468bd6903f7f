/// The numbers given to pairs of colours: a terminal has room for a limited count of them.
package struct PairTable: Sendable {
    /// Numbers run from 1 to one less than this; 0 is the terminal's default.
    private let capacity: Int
    private var numbers: [ColorNumbers.Pair: Int32] = [:]

    package init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    package enum Answer: Sendable, Equatable {
        case known(Int32)
        /// The caller has to define it.
        case new(Int32)
        /// The caller has to forget all pairs and paint everything again.
        case full
    }

    package mutating func number(of pair: ColorNumbers.Pair) -> Answer {
        if pair.foreground == ColorNumbers.standard, pair.background == ColorNumbers.standard { return .known(0) }
        if let number = numbers[pair] { return .known(number) }
        guard numbers.count + 1 < capacity else { return .full }
        let number = Int32(numbers.count + 1)
        numbers[pair] = number
        return .new(number)
    }

    package mutating func forgetAll() {
        numbers.removeAll(keepingCapacity: true)
    }
}
