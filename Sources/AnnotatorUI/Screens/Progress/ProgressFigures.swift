package import Evaluation

/// What the progress screen shows beside the counts: figures from the audit, the pace, and the verdict.
package struct ProgressFigures: Sendable, Equatable {
    /// The rounds whose weights are kept, oldest first.
    package var rounds: [Round]
    /// The head in use, whose audit accuracy all rounds show: one head for all, or they could not be compared.
    package var head: String
    /// Plain CLIP on the same audit images; nil before the first audit answer.
    package var zeroShot: WilsonInterval?
    /// Answers of the reserve behind every interval.
    package var auditAnswered: Int
    package var reserveCount: Int
    /// Images of the reserve that are left out because an image of their group, or a twin, is labelled.
    package var reserveLeftOut = 0
    /// The pace of the latest answers, pauses left out; nil with too few to tell.
    package var pace: Pace?
    package var verdict: Verdict
    /// Nil before the first training.
    package var advice: StoppingAdvice?
    /// Nil before the first training or audit answer.
    package var overCorrection: OverCorrection?
    /// Each camera or line by name, of the head in use on audit images; empty where images have no source.
    package var sources: [Source]
    /// The head of `sources`.
    package var sourcesHead: String

    /// What ICD did to the audit images that plain CLIP was sure and right about, at the λ of the round.
    package struct OverCorrection: Sendable, Equatable {
        package var lambdaMAF: Float
        package var lambdaICD: Float
        package var turned: Int
        package var sureAndRight: Int
        package var putRight: Int

        package init(lambdaMAF: Float, lambdaICD: Float, turned: Int, sureAndRight: Int, putRight: Int) {
            self.lambdaMAF = lambdaMAF
            self.lambdaICD = lambdaICD
            self.turned = turned
            self.sureAndRight = sureAndRight
            self.putRight = putRight
        }
    }

    package struct Source: Sendable, Equatable {
        package var name: String
        package var accuracy: WilsonInterval
        /// Nil without parts to accept, or without verdicts.
        package var falseAlarms: WilsonInterval?
        package var misses: WilsonInterval?

        package init(name: String, accuracy: WilsonInterval, falseAlarms: WilsonInterval?, misses: WilsonInterval?) {
            self.name = name
            self.accuracy = accuracy
            self.falseAlarms = falseAlarms
            self.misses = misses
        }
    }

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
        verdict: Verdict, advice: StoppingAdvice? = nil, overCorrection: OverCorrection? = nil, sources: [Source] = [],
        sourcesHead: String = ""
    ) {
        self.rounds = rounds
        self.head = head
        self.zeroShot = zeroShot
        self.auditAnswered = auditAnswered
        self.reserveCount = reserveCount
        self.pace = pace
        self.verdict = verdict
        self.advice = advice
        self.overCorrection = overCorrection
        self.sources = sources
        self.sourcesHead = sourcesHead
    }
}
