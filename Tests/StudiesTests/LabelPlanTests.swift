import Foundation
import LinearAlgebra
import ProjectModel
import TestProjects
import Testing
import Workbench

@testable import Studies

@Suite("How many labels more")
struct LabelPlanTests {
    /// 400 resamples, the last of which never reach the target.
    private static func resamples(unreached: Int) -> [Double] {
        (0..<400).map { $0 < 400 - unreached ? 100 + Double($0) / 4 : .infinity }
    }

    @Test("a finite interval within the pool is a plan, rounded up to whole labels")
    func foreseen() {
        let outlook = LabelPlan.Outlook(
            estimate: 149.2, resampled: Self.resamples(unreached: 0), labelled: 50, unlabelled: 100)
        // The 2.5th and 97.5th percentile are the resamples 10 and 390.
        #expect(outlook == .foreseen(labels: 150, lower: 103, upper: 198))
    }

    @Test("nine of 400 resamples without an answer leave the interval an end, eleven do not")
    func unbounded() {
        func outlook(_ unreached: Int) -> LabelPlan.Outlook {
            LabelPlan.Outlook(
                estimate: 149.2, resampled: Self.resamples(unreached: unreached), labelled: 50, unlabelled: 100)
        }
        #expect(outlook(9) == .foreseen(labels: 150, lower: 103, upper: 198))
        #expect(outlook(11) == .unbounded)
        let flat = LabelPlan.Outlook(
            estimate: nil, resampled: Self.resamples(unreached: 0), labelled: 50, unlabelled: 100)
        #expect(flat == .unbounded)
    }

    @Test("one resample is its own interval")
    func oneResample() {
        let outlook = LabelPlan.Outlook(estimate: 90, resampled: [80], labelled: 50, unlabelled: 100)
        #expect(outlook == .foreseen(labels: 90, lower: 80, upper: 80))
    }

    @Test("one label more than the pool has images left is no plan")
    func beyondPool() {
        func outlook(_ unlabelled: Int) -> LabelPlan.Outlook {
            LabelPlan.Outlook(
                estimate: 150, resampled: Self.resamples(unreached: 0), labelled: 50, unlabelled: unlabelled)
        }
        #expect(outlook(100) == .foreseen(labels: 150, lower: 103, upper: 198))
        #expect(outlook(99) == .beyondPool)
    }

    @Test("answers that contradict each other promise nothing, and as many labels again are asked for")
    func contradiction() throws {
        let small = try SmallBench(imagesPerClass: 40)
        try small.importFeatures()
        // Every other image of a couple bears the other's name: no head learns that.
        let partner = ["scratch": "crack", "crack": "scratch", "pit": "inclusion", "inclusion": "pit"]
        var isTurned = false
        try small.label(perClass: 4) { _, truth in
            isTurned.toggle()
            return isTurned ? partner[truth] ?? truth : truth
        }
        let bench = try small.open()
        let plan = try bench.labelPlan(try bench.pool(), targets: [0.99], seed: 1)
        #expect(plan.labels == 16 && plan.unlabelled == 160 - 32 - 16 && plan.labelsToAskAgain == 16)
        let target = try #require(plan.targets.first)
        #expect(target.outlook == .unbounded)
    }
}
