import ActiveLearning
import AnnotatorUI
import Deconfusion
import Evaluation
import ProjectModel
import ProjectStore
import Workbench

// What the use-cases say, as the screens want to hear it.

extension Page.Ranking {
    init(_ score: RankingScore, order: RankingOrder) {
        self =
            switch score {
            case .deltaS: .confusion
            case .zeroShotMargin: .zeroShotMargin
            case .suspectedError: .suspectedError
            case .strategy: .strategy(order.name)
            }
    }
}

extension Belief {
    init(_ belief: Prompt.Belief) {
        self.init(belief.label, probability: Float(belief.probability))
    }
}

extension Prompt.Belief {
    init(_ belief: Belief) {
        self.init(label: belief.label, probability: Double(belief.probability))
    }
}

extension Progress {
    init(_ session: LabellingSession) {
        let tally = session.tally()
        self.init(
            imageCount: session.imageCount, counts: tally.counts, reserveCount: session.reserveCount,
            trainingChanges: tally.trainingChanges)
    }
}

extension EstimatorFacts {
    /// A round of an earlier session, before its weights are opened.
    init(_ round: EstimatorRound, _ choice: HeadChoice) {
        self.init(
            id: round.id, round: Int(round.id.rawValue), head: choice.head.rawValue, mode: round.mode,
            labelCount: round.labels, seconds: nil, isCalibrated: false, reason: choice.reason)
    }

    init(_ scores: Scores, seconds: Double?) {
        self.init(
            id: scores.round.id, round: Int(scores.round.id.rawValue), head: scores.choice.head.rawValue,
            mode: scores.round.mode, labelCount: scores.round.labels, seconds: seconds,
            isCalibrated: scores.heads.tempering.isCalibrated, reason: scores.choice.reason)
    }
}

extension Explanation {
    init(_ explanation: ImageExplanation) {
        self.init(
            image: explanation.image.id,
            rows: explanation.classes.map {
                Row(
                    zeroShot: $0.zeroShot, confusion: $0.deltaS, corrected: $0.icd, adapter: $0.maf,
                    zeroShotProbability: $0.zeroShotProbability, probability: $0.probability)
            },
            alpha: explanation.gate, head: explanation.head.rawValue,
            neighbours: explanation.neighbours.map {
                Neighbour(image: $0.image.id, path: $0.image.path, label: $0.label, similarity: $0.cosine)
            })
    }
}

extension MatrixFigures {
    init(_ report: MatrixReport, _ classes: [LabelClass]) {
        self.init(
            source: report.source, zeroShot: report.zeroShot, active: report.head?.matrix,
            estimator: report.head.map { head in
                EstimatorFacts(
                    id: head.round ?? EstimatorID(0), round: Int(head.round?.rawValue ?? 0), head: head.head.rawValue,
                    mode: head.mode, labelCount: 0, seconds: nil,
                    isCalibrated: head.tempering?.isCalibrated == true,
                    reason: head.reason)
            },
            imageCount: report.imageCount,
            isCalibrated: (report.head?.tempering ?? report.zeroShotTempering)?.isCalibrated == true,
            notEstimable: report.notEstimable.map { classes[$0].id }, shotsPerFold: report.shotsPerFold,
            zeroShotAccuracy: report.zeroShotAccuracy, activeAccuracy: report.headAccuracy,
            zeroShotConfidence: report.zeroShotConfidence, activeConfidence: report.head?.confidence)
    }
}

extension CellImages {
    init(_ request: CellRequest, _ members: CellMembers) {
        self.init(
            request: request,
            images: members.members.map {
                Entry(
                    image: $0.image.id, path: $0.image.path, weight: $0.weight, probability: $0.probability,
                    review: $0.review)
            },
            total: members.total)
    }
}

extension ProgressFigures {
    init(_ progress: SessionProgress) {
        let verdict: Verdict =
            switch progress.report {
            case nil where progress.rounds.isEmpty: .notTrained
            case nil: .noAuditAnswers
            case let report?:
                switch report.verdict {
                case .notYet(let answered, let of): .notYet(answered: answered, of: of, needed: report.needed)
                case .decided: .decided(report.comparison, head: report.head.rawValue, needed: report.needed)
                }
            }
        self.init(
            rounds: progress.rounds.map {
                Round(round: Int($0.round.id.rawValue), labels: $0.round.labels, accuracy: $0.accuracy)
            },
            head: progress.head.rawValue, zeroShot: progress.zeroShot, auditAnswered: progress.audit.answered,
            reserveCount: progress.audit.reserveCount,
            pace: progress.pace.map { Pace(answersPerHour: $0.perHour, answers: $0.answers) }, verdict: verdict,
            advice: progress.advice,
            overCorrection: progress.report.map { OverCorrection($0.overCorrection) },
            sources: progress.report?.inspections.compactMap(Source.init) ?? [],
            sourcesHead: progress.report?.head.rawValue ?? "")
        reserveLeftOut = progress.audit.leaking
    }
}

extension ProgressFigures.OverCorrection {
    init(_ effect: OverCorrection) {
        self.init(
            lambdaMAF: effect.lossWeights.similarityMAF, lambdaICD: effect.lossWeights.similarityICD,
            turned: effect.turned.count, sureAndRight: effect.sureAndRight, putRight: effect.putRight)
    }
}

extension ProgressFigures.Source {
    /// Of one camera or line; nil for the figures of all images together.
    init?(_ figures: InspectionFigures) {
        guard let source = figures.source else { return nil }
        self.init(
            name: source.isEmpty ? "–" : source, accuracy: figures.accuracy, falseAlarms: figures.rates.falseAlarms,
            misses: figures.rates.misses)
    }
}
