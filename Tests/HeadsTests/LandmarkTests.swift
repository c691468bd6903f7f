import LinearAlgebra
import ProjectModel
import Testing

@testable import Heads

@Suite("A kernel ridge of many labels")
struct LandmarkTests {
    private let questions = HeadTests.sample(40, width: 12, seed: 2)

    private func ridge(_ labelled: LabelledFeatures, exactUpTo count: Int, landmarks: Int = 0) -> KernelRidge {
        KernelRidge(
            labelled, geometry: PoolGeometry(sample: labelled.embeddings.gatheringRows(0..<30)), mostExactLabels: count,
            landmarkCount: landmarks)
    }

    private func sample(_ count: Int, groups: ((Int) -> Int)? = nil) -> LabelledFeatures {
        let all = HeadTests.sample(count, width: 12, seed: 1)
        return LabelledFeatures(
            embeddings: all.embeddings, zeroShot: all.zeroShot, labels: all.labels,
            groups: groups.map { (0..<count).map($0) })
    }

    private func answers(_ ridge: KernelRidge) -> Matrix {
        ridge.logProbabilities(questions.embeddings, zeroShot: questions.zeroShot).softmax()
    }

    @Test("where every label is a landmark it is the exact one", arguments: [50, 300])
    func allLandmarks(count: Int) {
        let labelled = sample(count)
        let exact = ridge(labelled, exactUpTo: count)
        let seen = ridge(labelled, exactUpTo: count - 1, landmarks: count)
        #expect(HeadTests.distance(answers(exact), answers(seen)) < 5e-3)
        #expect(HeadTests.distance(exact.leaveOneOut.softmax(), seen.leaveOneOut.softmax()) < 1e-2)
    }

    @Test("the more landmarks, the nearer to the exact one; their own labels alone would be farther away")
    func moreLandmarks() {
        let labelled = sample(1_500)
        let exact = answers(ridge(labelled, exactUpTo: 1_500))
        let distances = [30, 120, 480].map {
            let seen = answers(ridge(labelled, exactUpTo: 1_000, landmarks: $0))
            return zip(exact.elements, seen.elements).reduce(Float(0)) { $0 + abs($1.0 - $1.1) }
        }
        let subset = answers(
            ridge(HeadTests.subset(labelled, evenlyDrawn(labelled.labels, atMost: 480)), exactUpTo: 480))
        #expect(distances[0] > distances[1] && distances[1] > distances[2])
        #expect(
            zip(exact.elements, subset.elements).reduce(Float(0)) { $0 + abs($1.0 - $1.1) } > 2 * distances[2])
    }

    @Test("groups are left out whole: alone, small, and large enough to be taken off the sums")
    func groups() {
        let labelled = sample(700) { $0 < 550 ? 0 : $0 < 600 ? 1 + $0 / 5 : $0 }
        let exact = ridge(labelled, exactUpTo: 700).leaveOneOut.softmax()
        let seen = ridge(labelled, exactUpTo: 699, landmarks: 700).leaveOneOut.softmax()
        for members in [Array(0..<550), Array(550..<600), Array(600..<700)] {
            #expect(HeadTests.distance(exact.gatheringRows(members), seen.gatheringRows(members)) < 2e-2)
        }
        let apart = ridge(sample(700), exactUpTo: 699, landmarks: 700).leaveOneOut.softmax()
        #expect(HeadTests.distance(apart.gatheringRows(0..<550), seen.gatheringRows(0..<550)) > 0.05)
    }

    @Test("landmarks are drawn from all classes alike, evenly, and small classes give what they have")
    func evenDraw() {
        let labels = [Int](repeating: 0, count: 100) + [1, 1] + [Int](repeating: 2, count: 30)
        let drawn = evenlyDrawn(labels, atMost: 22)
        let counts = Dictionary(grouping: drawn) { labels[$0] }.mapValues(\.count)
        #expect(counts == [0: 10, 1: 2, 2: 10])
        #expect(drawn.prefix(10) == [5, 15, 25, 35, 45, 55, 65, 75, 85, 95])
        #expect(drawn == drawn.sorted() && Set(drawn).count == 22)
        #expect(evenlyDrawn(labels, atMost: 500) == Array(labels.indices))
    }
}
