/// An image of the project, as numbered by the store. Never reused, even when the file disappears.
package struct ImageID: Hashable, Sendable, Comparable, Codable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (left: ImageID, right: ImageID) -> Bool { left.rawValue < right.rawValue }
}

/// A class of the project, as numbered by the store. Its position in project order is an index, not its identity.
package struct ClassID: Hashable, Sendable, Comparable, Codable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (left: ClassID, right: ClassID) -> Bool { left.rawValue < right.rawValue }
}

/// A trained estimator, numbered by training round; round 0 is plain CLIP.
package struct EstimatorID: Hashable, Sendable, Comparable, Codable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (left: EstimatorID, right: EstimatorID) -> Bool { left.rawValue < right.rawValue }
}

/// A row of the log of edits: one change to one image. Numbers grow with time and are never reused.
package struct EventID: Hashable, Sendable, Comparable, Codable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (left: EventID, right: EventID) -> Bool { left.rawValue < right.rawValue }
}

/// A row of the log of prompts: what was shown when a question was asked.
package struct PromptID: Hashable, Sendable, Comparable, Codable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package static func < (left: PromptID, right: PromptID) -> Bool { left.rawValue < right.rawValue }
}
