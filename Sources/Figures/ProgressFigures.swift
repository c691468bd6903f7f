package import Evaluation
package import ProjectModel

/// How far the labelling has come, as counted by the store after each change.
package struct Progress: Sendable, Equatable {
    package var imageCount: Int
    package var counts: LabelCounts
    package var reserveCount: Int
    /// Labels in training that were given, changed or taken back since the latest training; what starts a retrain.
    package var trainingChanges: Int

    package init(imageCount: Int, counts: LabelCounts, reserveCount: Int = 0, trainingChanges: Int = 0) {
        self.imageCount = imageCount
        self.counts = counts
        self.reserveCount = reserveCount
        self.trainingChanges = trainingChanges
    }
}

/// What labelling has brought so far, by the audit alone, and how fast it goes.
package struct ProgressFigures: Sendable, Equatable {
    /// The rounds on changed labels whose weights are kept, oldest first.
    package var rounds: [Round]
    /// The head in use, whose audit accuracy all rounds show: one head for all, or they could not be compared.
    package var head: Head
    /// Plain CLIP on the same audit images; nil before the first audit answer.
    package var zeroShot: WilsonInterval?
    /// What is behind every interval.
    package var audit: AuditCounts
    /// The pace of the latest answers, pauses left out; nil with too few to tell.
    package var pace: Pace?
    /// Nil before the first training or audit answer.
    package var report: RollOutReport?
    /// Nil before the first training.
    package var advice: StoppingAdvice?

    package struct Round: Sendable, Equatable {
        package var id: EstimatorID
        package var labels: Int
        /// Nil before the first audit answer.
        package var accuracy: WilsonInterval?

        package init(id: EstimatorID, labels: Int, accuracy: WilsonInterval?) {
            self.id = id
            self.labels = labels
            self.accuracy = accuracy
        }

        /// Counts from 1.
        package var round: Int { Int(id.rawValue) }
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
        case decided(PairedComparison, head: Head, needed: Int?)
    }

    package init(
        rounds: [Round], head: Head, zeroShot: WilsonInterval?, audit: AuditCounts, pace: Pace?,
        report: RollOutReport? = nil, advice: StoppingAdvice? = nil
    ) {
        self.rounds = rounds
        self.head = head
        self.zeroShot = zeroShot
        self.audit = audit
        self.pace = pace
        self.report = report
        self.advice = advice
    }
}

extension ProgressFigures {
    package var verdict: Verdict {
        guard let report else { return rounds.isEmpty ? .notTrained : .noAuditAnswers }
        return switch report.verdict {
        case .notYet(let answered, let of): .notYet(answered: answered, of: of, needed: report.needed)
        case .decided: .decided(report.comparison, head: report.head, needed: report.needed)
        }
    }

    /// What ICD did to the audit images that plain CLIP was sure and right about, at the λ of the round.
    package var overCorrection: OverCorrection? { report?.overCorrection }

    /// Each camera or line by name, of the head in use on audit images; empty where images have no source.
    package var sources: [InspectionFigures] { report?.sources ?? [] }
}
