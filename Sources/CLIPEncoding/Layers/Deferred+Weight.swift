internal import LinearAlgebra

extension Deferred {
    /// What is made from a weight: it replaces the mapped pages, whose memory goes back to the system.
    convenience init(reading weight: Weight, _ make: @escaping @Sendable () -> Value) {
        @Sendable func made() -> Value {
            let value = withExtendedLifetime(weight, make)
            weight.releaseMemory()
            return value
        }
        // A converted copy would lie beside what is made from it.
        if weight.isMapped { self.init(made) } else { self.init(made: made()) }
    }
}

extension Deferred<PackedFactor> {
    /// A layer's weight as the right factor of its products, Wᵀ: (inputs, outputs).
    convenience init(_ weight: Weight, outputs: Int, isTransposed: Bool) {
        let inputs = weight.count / max(1, outputs)
        self.init(reading: weight) {
            PackedFactor(
                isTransposed
                    ? Operand(weight.floats, stride: outputs) : Operand(weight.floats, stride: inputs, .transposed),
                inner: inputs, columns: outputs)
        }
    }
}
