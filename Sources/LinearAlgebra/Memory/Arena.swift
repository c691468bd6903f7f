/// Hands out consecutive rows of one block of floats: the workspace of a batch.
package struct Arena {
    private let base: UnsafeMutablePointer<Float>
    package private(set) var used = 0
    /// The floats of the block.
    private let capacity: Int

    /// Views start on a cache line of their own.
    private static let alignment = 16

    package init(_ base: UnsafeMutablePointer<Float>, capacity: Int) {
        self.base = base
        self.capacity = capacity
    }

    package mutating func rows(_ count: Int, _ width: Int) -> Rows {
        take(Self.padded(count * width), count, width, stride: width)
    }

    /// The same with a cache line between the rows: rows a power of two apart, or nearly, would all want the same few places
    /// of the first-level cache.
    package mutating func spacedRows(_ count: Int, _ width: Int) -> Rows {
        let stride = Self.padded(width) + Self.alignment
        return take(count * stride, count, width, stride: stride)
    }

    private mutating func take(_ floats: Int, _ count: Int, _ width: Int, stride: Int) -> Rows {
        debugPrecondition(used + floats <= capacity, "\(floats) floats where \(capacity - used) are left")
        defer { used += floats }
        return Rows(base + used, count: count, width: width, stride: stride)
    }

    private static func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

    /// The floats that `plan` would take; nothing is read or written.
    package static func size(of plan: (inout Arena) -> Void) -> Int {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an allocation has an address") }
            var arena = Arena(base, capacity: .max)
            plan(&arena)
            return arena.used
        }
    }
}
