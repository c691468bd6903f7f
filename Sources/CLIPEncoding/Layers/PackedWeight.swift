internal import LinearAlgebra
internal import Synchronization

/// A layer's weight, packed when it is first used: until then opening a checkpoint costs no reading.
///
/// The packed copy replaces the mapped pages, whose memory goes back to the system.
final class PackedWeight: Sendable {
    private enum State {
        case waiting(Weight)
        case packed(PackedFactor)
    }

    private let outputs: Int
    private let isTransposed: Bool
    private let state: Mutex<State>

    init(_ weight: Weight, outputs: Int, isTransposed: Bool) {
        self.outputs = outputs
        self.isTransposed = isTransposed
        // A converted copy would lie beside the packed one.
        state = Mutex(
            weight.isMapped
                ? .waiting(weight) : .packed(Self.pack(weight, outputs: outputs, isTransposed: isTransposed)))
    }

    /// Wᵀ: (inputs, outputs).
    var factor: PackedFactor {
        state.withLock { state in
            switch state {
            case .packed(let factor): return factor
            case .waiting(let weight):
                let factor = Self.pack(weight, outputs: outputs, isTransposed: isTransposed)
                weight.releaseMemory()
                state = .packed(factor)
                return factor
            }
        }
    }

    private static func pack(_ weight: Weight, outputs: Int, isTransposed: Bool) -> PackedFactor {
        let inputs = weight.count / max(1, outputs)
        return withExtendedLifetime(weight) {
            PackedFactor(
                isTransposed
                    ? Operand(weight.floats, stride: outputs) : Operand(weight.floats, stride: inputs, .transposed),
                inner: inputs, columns: outputs)
        }
    }
}
