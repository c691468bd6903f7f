package import ProjectModel
package import ProjectStore

/// What a change of classes brings about, said before it is made.
package struct ClassConsequences: Sendable, Equatable {
    package var request: ClassRequest
    /// Labels that go to another class, rest, or come back; by class.
    package var labels: [Labels] = []
    /// What the text features need afterwards.
    package var text = Text.none
    /// The latest round, which saw other classes and is not used any more.
    package var staleRound: EstimatorID?
    /// The latest round, which was not used and is again.
    package var revivedRound: EstimatorID?
    /// Keys that answer nothing afterwards.
    package var freedKeys: [Character] = []
    /// The key of a restored class, which is another class's by now.
    package var lostKey: Character?
    /// What miwake.yaml says about the class in `costs` and `priors`.
    package var figures: Figures?
    /// What a class that left the project is called from now on, since its name goes to another.
    package var releasedName: String?
    /// What the text encoder reads from now on, where it is something else.
    package var newPrompts: [String] = []
    /// miwake.yaml has the change already, made by hand.
    package var isWrittenAlready = false
    /// The last answers can no longer be taken back.
    package var endsUndo = false

    package struct Labels: Sendable, Equatable {
        package var name: String
        package var counts: ClassLabelCounts
    }

    package enum Text: Sendable, Equatable {
        /// There are no features yet.
        case none
        case kept
        /// Prompts of these classes are embedded with the project's checkpoint.
        case embedded([String])
        /// Imported features have no row for these classes.
        case missing([String])
    }

    package enum Figures: Sendable, Equatable {
        case renamed
        /// Costs of the class go; its prior goes to another, or to all others in proportion.
        case removed(costs: Bool, priors: Bool)
    }
}
