import ActiveLearning
import Figures
import Foundation
import LinearAlgebra
import ProjectModel
import ProjectStore
import Studies
import TestProjects
import Testing
import Workbench

@testable import Labelling

@Suite("Why an image is asked")
struct ExplanationTests {
    @Test("neighbours are the nearest labelled images outside the reserve, and never the image itself")
    func neighbours() throws {
        let small = try SmallBench(imagesPerClass: 20)
        try small.importFeatures()
        try small.label(perClass: 4)
        let bench = try small.open()
        let pool = try bench.pool()
        // Every image of the reserve has an audit answer, too.
        let audit = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: true, seed: 1)
        for question in try audit.questions(.suggested, count: 100).questions {
            let prompt = Prompt(
                image: question.asked.image, partner: nil, role: question.role, order: question.order,
                probability: question.probability, estimator: question.estimator,
                candidates: [question.first, question.second], shownAt: Date())
            try audit.commit(
                Edit(
                    image: prompt.image, change: .review(from: .unseen, to: .labelled(bench.classes[0].id)),
                    origin: .answer), shown: .prompt(prompt), latency: nil)
        }
        let session = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: false, seed: 1)
        let labels = try bench.labelledRows(pool)
        #expect(labels.count == 16)
        let wrong = try pool.images.indices.filter { asked in
            let explanation = try session.explanation(of: pool.images[asked].id)
            let others = labels.rows.filter { $0 != asked }
            let cosines = pool.embeddings.rows([asked]).times(transposed: pool.embeddings.rows(others))
            let expected = others.indices.sorted { cosines[0, $0] > cosines[0, $1] }.prefix(5).map {
                pool.images[others[$0]].id
            }
            return explanation.neighbours.map(\.image) != expected
        }
        #expect(wrong.isEmpty)
    }
}
