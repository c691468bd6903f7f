import Exchange
import Foundation
import ProjectModel
import ProjectStore
import TestProjects
import Testing
import Workbench

@testable import Labelling

@Suite("A store that goes away under a session")
struct RescueTests {
    @Test(
        "answers given after the store went away are written beside it, with every label there was, and come back by an import"
    )
    func rescue() throws {
        let small = try SmallBench(imagesPerClass: 8)
        try small.importFeatures()
        try small.label(perClass: 2)
        let bench = try small.open()
        let pool = try bench.pool()
        let session = try LabellingSession(bench, pool: pool, scores: nil, isAuditOnly: false, seed: 1)
        let free = pool.images.filter { !$0.isReserve && session.review(of: $0.id) == .unseen }
        func answer(_ image: ImageItem) throws {
            let label = try #require(bench.classes.first { $0.name == small.truth[image.path] })
            let prompt = Prompt(
                image: image.id, partner: nil, role: .asked, order: "suggested", probability: 1,
                estimator: EstimatorID(0), candidates: [label.id], shownAt: Date())
            try session.commit(
                Edit(image: image.id, change: .review(from: .unseen, to: .labelled(label.id)), origin: .answer),
                shown: .prompt(prompt), latency: nil)
        }
        try answer(free[0])
        try FileManager.default.removeItem(atPath: small.path + "/.miwake")
        var rescued: RescuedLabels?
        for (count, image) in [(10, free[1]), (11, free[2])] {
            do {
                try answer(image)
                Issue.record("recorded in a store that is gone")
            } catch LabellingError.storeReplaced(_, .nothing, let found) {
                #expect(found.labels == count)
                #expect(rescued == nil || rescued?.table == found.table, "one file a session")
                rescued = found
            }
            #expect(session.review(of: image.id) == .unseen, "not shown as recorded")
        }
        let table = try #require(rescued?.table)
        #expect(table.hasPrefix(small.path + "/rescued-labels-"))

        // The copy is the store as it was; the table brings what came after.
        try FileManager.default.createDirectory(atPath: small.path + "/.miwake", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: try #require(rescued?.store), toPath: small.path + "/.miwake/project.sqlite")
        let outcome = try LabelImport(
            project: small.path, source: .csv(table), onlyPerClass: nil, split: nil, seed: nil, isReplacing: false,
            isIgnoringUnknown: false
        ).run()
        #expect(outcome.unchanged == 9 && outcome.given == 2 && outcome.kept == 0)
    }

    @Test("a rescue never writes over a file")
    func rescueKeepsFiles() throws {
        let small = try SmallBench(imagesPerClass: 8)
        try small.importFeatures()
        try small.label(perClass: 2)
        let bench = try small.open()
        let session = try LabellingSession(bench, pool: try bench.pool(), scores: nil, isAuditOnly: false, seed: 1)
        let image = try #require(session.pool.images.first)
        let edit = Edit(image: image.id, change: .review(from: .unseen, to: .unsure), origin: .answer)
        let first = try session.rescue(edit, at: Date(timeIntervalSince1970: 1_700_000_000))
        let other = try LabellingSession(bench, pool: session.pool, scores: nil, isAuditOnly: false, seed: 1)
        let second = try other.rescue(edit, at: Date(timeIntervalSince1970: 1_700_000_000))
        #expect(first.table == small.path + "/rescued-labels-20231114T221320Z.csv")
        #expect(second.table == small.path + "/rescued-labels-20231114T221320Z-2.csv")
        #expect(first.store != second.store)
    }
}
