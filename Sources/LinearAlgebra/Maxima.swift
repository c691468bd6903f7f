internal import CKernels

/// In place: each maximum to the larger of itself and its value.
package func raise(_ maxima: inout [Float], to values: ArraySlice<Float>) {
    precondition(maxima.count == values.count)
    maxima.withUnsafeMutableBufferPointer { maxima in
        values.withUnsafeBufferPointer { values in
            guard let maxima = maxima.baseAddress, let start = values.baseAddress else { return }
            miwake_raise(maxima, start, values.count)
        }
    }
}

/// In place: each maximum to the larger of itself and `head` − its value.
package func raise(_ maxima: inout [Float], to head: Float, minus values: ArraySlice<Float>) {
    precondition(maxima.count == values.count)
    maxima.withUnsafeMutableBufferPointer { maxima in
        values.withUnsafeBufferPointer { values in
            guard let maxima = maxima.baseAddress, let start = values.baseAddress else { return }
            miwake_raise_to_difference(maxima, head, start, values.count)
        }
    }
}

/// Σ weights·(values − floors)₊
package func weightedExcess(_ values: ArraySlice<Float>, over floors: [Float], _ weights: [Float]) -> Float {
    precondition(values.count == floors.count && values.count == weights.count)
    return values.withUnsafeBufferPointer { values in
        floors.withUnsafeBufferPointer { floors in
            weights.withUnsafeBufferPointer { weights in
                guard let start = values.baseAddress, let floors = floors.baseAddress, let weights = weights.baseAddress
                else { return 0 }
                return miwake_weighted_excess(start, floors, weights, values.count)
            }
        }
    }
}
