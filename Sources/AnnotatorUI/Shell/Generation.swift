/// Which of several requests of one kind an answer belongs to; an answer to an older one is dropped.
package struct Generation: Sendable, Hashable, Comparable {
    package let rawValue: Int

    package init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    package static func < (left: Generation, right: Generation) -> Bool { left.rawValue < right.rawValue }
}
