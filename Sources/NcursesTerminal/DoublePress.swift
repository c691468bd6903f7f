package import TextUI

/// Tells a second press of the mouse on the same cell, soon after the first, from two presses.
package struct DoublePress: Sendable {
    private static let longestGap: Duration = .milliseconds(400)

    package init() {}

    private var last: (position: Point, time: Duration)?

    package mutating func kind(at position: Point, time: Duration) -> Mouse.Kind {
        if let last, last.position == position, time - last.time <= Self.longestGap {
            self.last = nil
            return .doublePress
        }
        last = (position, time)
        return .press
    }
}
