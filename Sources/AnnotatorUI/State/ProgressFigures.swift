package import Evaluation

/// What the progress screen shows beside the counts: figures from the audit, the pace, and the verdict.
package struct ProgressFigures: Sendable, Equatable {
    /// The rounds whose weights are kept, oldest first.
    package var rounds: [Round]
    /// The head whose audit accuracy the rounds show: one head for all rounds, or they could not be compared.
    package var head: String
    /// Plain CLIP on the same audit images; nil before the first audit answer.
    package var zeroShot: WilsonInterval?
    /// Answers of the reserve behind every interval.
    package var auditAnswered: Int
    package var reserveCount: Int
    /// The pace of the latest answers, pauses left out; nil with too few to tell.
    package var pace: Pace?
    package var verdict: Verdict

    package struct Round: Sendable, Equatable {
        package var round: Int
        package var labels: Int
        /// Nil before the first audit answer.
        package var accuracy: WilsonInterval?

        package init(round: Int, labels: Int, accuracy: WilsonInterval?) {
            self.round = round
            self.labels = labels
            self.accuracy = accuracy
        }
    }

    package struct Pace: Sendable, Equatable {
        package var answersPerHour: Double
        /// Answers it was measured on.
        package var answers: Int

        package init(answersPerHour: Double, answers: Int) {
            self.answersPerHour = answersPerHour
            self.answers = answers
        }
    }

    /// Whether the head in use is shown to be better than plain CLIP, by the audit alone.
    package enum Verdict: Sendable, Equatable {
        case notTrained
        case noAuditAnswers
        /// Read once, at a number fixed beforehand. `needed`: answers that would show a difference of the size seen.
        case notYet(answered: Int, of: Int, needed: Int?)
        case decided(PairedComparison, head: String, needed: Int?)
    }

    package init(
        rounds: [Round], head: String, zeroShot: WilsonInterval?, auditAnswered: Int, reserveCount: Int, pace: Pace?,
        verdict: Verdict
    ) {
        self.rounds = rounds
        self.head = head
        self.zeroShot = zeroShot
        self.auditAnswered = auditAnswered
        self.reserveCount = reserveCount
        self.pace = pace
        self.verdict = verdict
    }
}

/// What the progress screen knows.
package struct ProgressState: Sendable, Equatable {
    package var figures: ProgressFigures?
    /// A sentence for the person, where the figures could not be made.
    package var failure: String?
    /// The first class on the screen, by its place in the list, fewest labels first.
    package var scroll = 0

    package init() {}
}
