package import Foundation
package import ProjectModel

/// What a command does to the classes of a store.
package enum ClassStep: Sendable, Equatable {
    case add(String)
    case rename(String, to: String)
    /// The labels of some classes become another's, and the classes leave the project.
    case merge([String], into: String)
    /// A class leaves the project with its labels, which rest.
    case retire(String)
    /// A class comes back, with the labels that rest or were merged and were not answered anew.
    case restore(String)
    case reorder
}

/// A class of the store, whether it is in the project or left it, and what carries it.
package struct ClassRecord: Sendable, Equatable, Identifiable {
    package let id: ClassID
    package var name: String
    /// nil for a class that left the project.
    package var position: Int?
    /// The class that took its labels; nil unless it left by a merge.
    package var mergedInto: ClassID?
    /// The labels that it has; those of a class that left rest.
    package var labels: ClassLabelCounts
    /// The labels that it gave away by merges, and that nobody gave anew since: it would take them back.
    package var returning: ClassLabelCounts
}

/// How many labels there are of each kind.
package struct ClassLabelCounts: Sendable, Equatable {
    /// Outside the reserve: they train.
    package var training = 0
    /// Of the reserve, given as answers to audit prompts.
    package var auditAnswers = 0
    /// Of the reserve, chosen by hand or by a file: neither for training nor for audit figures.
    package var other = 0

    package init(training: Int = 0, auditAnswers: Int = 0, other: Int = 0) {
        self.training = training
        self.auditAnswers = auditAnswers
        self.other = other
    }

    package static func + (left: ClassLabelCounts, right: ClassLabelCounts) -> ClassLabelCounts {
        ClassLabelCounts(
            training: left.training + right.training, auditAnswers: left.auditAnswers + right.auditAnswers,
            other: left.other + right.other)
    }

    package var total: Int { training + auditAnswers + other }
}

/// A change of the classes whose project file has yet to be written.
package struct UnwrittenFile: Sendable, Equatable {
    package let change: Int64
    package var before: String
    package var after: String
    package var who: String
    package var madeAt: Date
}
