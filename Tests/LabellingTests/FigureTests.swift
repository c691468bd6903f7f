import ActiveLearning
import Deconfusion
import Evaluation
import Figures
import Foundation
import Heads
import Interchange
import LinearAlgebra
import ProjectModel
import ProjectStore
import Studies
import TestProjects
import Testing
import Workbench

@testable import Labelling

@Suite("Matrices and audit figures")
struct FigureTests {
    /// A project with three labels per class and a trained estimator.
    private static func trained() throws -> (SmallBench, Workbench, Pool, LabellingSession) {
        let small = try SmallBench()
        try small.importFeatures()
        try small.label(perClass: 3)
        let bench = try small.open()
        let pool = try bench.pool()
        let session = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: true, seed: 1)
        _ = try session.retrain { _ in }
        return (small, bench, pool, session)
    }

    private static func answer(_ session: LabellingSession, _ question: Question, _ review: Review) throws {
        let image = question.asked.image
        let prompt = Prompt(
            image: image, partner: question.partner?.image, role: question.role, order: question.order,
            probability: question.probability, estimator: question.estimator,
            candidates: [question.first, question.second], shownAt: Date())
        try session.commit(
            Edit(image: image, change: .review(from: session.review(of: image), to: review), origin: .answer),
            shown: .prompt(prompt), latency: nil)
    }

    @Test("audit figures count answers to audit prompts and nothing else")
    func audit() throws {
        let (small, bench, pool, session) = try Self.trained()
        let reserve = pool.images.filter(\.isReserve)
        #expect(reserve.count == 16)
        #expect(throws: StudyError.noAuditAnswers(reserve: 16)) { try session.matrix(.audit) }

        let questions = try session.questions(.suggested, count: 30).questions
        #expect(questions.count == 16, "an audit session asks the reserve, once")
        #expect(questions.allSatisfy { $0.role == .audit && $0.probability == 1 && $0.order == "audit" })
        func truth(_ question: Question) throws -> ClassID {
            let row = try #require(pool.row(of: question.asked.image))
            let name = try #require(small.truth[pool.images[row].path])
            return try #require(bench.classes.first { $0.name == name }).id
        }
        for question in questions[..<10] { try Self.answer(session, question, .labelled(try truth(question))) }
        try Self.answer(session, questions[10], .unsure)
        try Self.answer(session, questions[11], .unusable)
        try Self.answer(session, questions[12], .noneOfThese)
        try Self.answer(session, questions[13], .skipped)
        // A label named on the command line was not asked: it is no audit answer.
        let commanded = try #require(pool.row(of: questions[14].asked.image))
        _ = try bench.label(pool.images[commanded].path, as: "pit")

        let figures = try bench.auditAnswers(pool)
        #expect(figures.counts.reserveCount == 16 && figures.truth.count == 10)
        #expect(figures.counts.unknown == 2 && figures.counts.noneOfThese == 1 && figures.answered == 13)
        #expect(!figures.rows.contains(commanded))
        let report = try session.matrix(.audit)
        #expect(report.zeroShot.total == 10 && report.imageCount == 13)
        let correct = figures.rows.enumerated().count { place, row in
            pool.zeroShot.gatheringRows([row]).argmax()[0] == figures.truth[place]
        }
        #expect(report.zeroShot.correct == Double(correct))
        let accuracy = try #require(figures.accuracy(of: pool.zeroShot))
        #expect(accuracy == WilsonInterval(successes: correct, unknown: 2, of: 13))
        // Nothing of it ever trains.
        #expect(try bench.labelledRows(pool).rows.allSatisfy { !pool.images[$0].isReserve })
    }

    @Test("a predicted matrix is the belief over the pool without the reserve, an out-of-fold one counts labels")
    func matrices() throws {
        let (_, bench, pool, session) = try Self.trained()
        let predicted = try session.matrix(.predicted)
        #expect(predicted.imageCount == 64)
        #expect(abs(predicted.zeroShot.total - 64) < 1e-3)
        let head = try #require(predicted.head)
        #expect(abs(head.matrix.total - 64) < 1e-3)
        #expect(head.head == .poolHead && head.mode == .pooled)
        #expect(head.round == (try bench.store.latestEstimator())?.id)
        let scores = try #require(session.scores)
        let labels = try bench.labelledRows(pool)
        let temperature = Tempering(heldOut: pool.zeroShot.gatheringRows(labels.rows), truth: labels.labels).temperature
        let plain = ConfusionMatrix(believed: pool.zeroShot.softmax(temperature: temperature), rows: pool.poolRows)
        #expect(try #require(predicted.zeroShot.totalVariation(to: plain)) < 1e-6, "CLIP tempered by the labels")
        #expect(head.matrix == ConfusionMatrix(believed: scores.activeProbabilities(), rows: pool.poolRows))
        let answers = scores.activeProbabilities()
        let confidence = pool.poolRows.reduce(0) { $0 + Double(answers[row: $1].max() ?? 0) } / 64
        #expect(abs(try #require(head.confidence) - confidence) < 1e-6)
        // Each image of a cell claims it.
        let cell = try session.images(
            of: CellRequest(
                source: .predicted, isZeroShot: false, truth: bench.classes[1].id, predicted: bench.classes[0].id))
        #expect(cell.images.allSatisfy { $0.weight >= ConfusionMatrix.smallestClaim })
        let claimed = cell.images.reduce(0) { $0 + Double($1.weight) }
        #expect(abs(claimed - head.matrix[truth: 1, predicted: 0]) < 1e-4)

        let folds = try session.matrix(.outOfFold)
        #expect(folds.zeroShot.total == 12 && folds.imageCount == 12)
        #expect(folds.head?.round == nil, "models of folds belong to no round")
        #expect(folds.shotsPerFold == 2...2)
        #expect(folds.notEstimable.isEmpty)
        let labelled = try bench.labelledRows(pool)
        let right = zip(pool.zeroShot.gatheringRows(labelled.rows).argmax(), labelled.labels).count { $0 == $1 }
        #expect(folds.zeroShot.correct == Double(right))
    }

    @Test("the images of all cells of a truth are the images of its row")
    func cells() throws {
        let (_, bench, _, session) = try Self.trained()
        let report = try session.matrix(.outOfFold)
        for isZeroShot in [true, false] {
            let matrix = isZeroShot ? report.zeroShot : try #require(report.head).matrix
            for (truth, label) in bench.classes.enumerated() {
                for (predicted, other) in bench.classes.enumerated() {
                    let cell = try session.images(
                        of: CellRequest(
                            source: .outOfFold, isZeroShot: isZeroShot, truth: label.id, predicted: other.id))
                    #expect(Double(cell.total) == matrix[truth: truth, predicted: predicted])
                }
            }
        }
    }
}
