import Evaluation
import LinearAlgebra
import ProjectModel
import Testing

@Suite("Grouped folds")
struct FoldTests {
    struct Sample {
        var labels: [Int]
        var groups: [Int]
    }

    /// Labels of a few classes in groups of one to four images; some groups hold more than one class.
    private static func sample(_ seed: UInt64) -> Sample {
        var generator = SeededGenerator(seed: seed)
        let classes = 2 + generator.nextIndex(below: 5)
        var sample = Sample(labels: [], groups: [])
        for group in 0..<(3 + generator.nextIndex(below: 30)) {
            let label = generator.nextIndex(below: classes)
            for _ in 0...generator.nextIndex(below: 4) {
                let isMixed = generator.nextUnit() < 0.1
                sample.labels.append(isMixed ? generator.nextIndex(below: classes) : label)
                sample.groups.append(group * 3)
            }
        }
        return sample
    }

    @Test("groups stay together, and what is held out never trains", arguments: 1...60)
    func groups(seed: UInt64) {
        let sample = Self.sample(seed)
        let folds = GroupedFolds(labels: sample.labels, groups: sample.groups, seed: seed)
        #expect((2...5).contains(folds.count))
        for fold in 0..<folds.count {
            let held = folds.heldOut(fold)
            let training = folds.training(without: fold)
            #expect(Set(held).isDisjoint(with: training))
            #expect(held.count + training.count <= sample.labels.count)
            // An image that is scored has no companion among those that train: its group is held out with it.
            let heldGroups = Set(held.map { sample.groups[$0] })
            let leaked = training.filter { heldGroups.contains(sample.groups[$0]) }
            #expect(leaked.isEmpty, "images \(leaked) train while others of their group are scored")
            let trained = Set(training.map { sample.labels[$0] })
            for image in held {
                #expect(trained.contains(sample.labels[image]), "a class is scored that nobody trained on")
            }
        }
        let once = (0..<folds.count).flatMap(folds.heldOut) + folds.neverScored
        #expect(once.sorted() == Array(sample.labels.indices), "every image is scored once, or never")
    }

    @Test("a class with one image or one group is never scored")
    func never() {
        let folds = GroupedFolds(labels: [0, 0, 0, 1, 2, 2], groups: [0, 1, 2, 3, 4, 4], seed: 1)
        #expect(folds.neverScored == [3, 4, 5])
        let alone = GroupedFolds(labels: [0, 1], groups: [0, 1], seed: 1)
        #expect(alone.neverScored == [0, 1])
    }

    @Test("single images are spread evenly over the folds, class by class", arguments: 1...20)
    func stratified(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let labels = (0..<67).map { _ in generator.nextIndex(below: 4) }
        let folds = GroupedFolds(labels: labels, groups: Array(labels.indices), seed: seed)
        #expect(folds.count == 5)
        #expect(folds.neverScored.isEmpty)
        for label in 0..<4 {
            let counts = (0..<5).map { fold in folds.heldOut(fold).count { labels[$0] == label } }
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "class \(label): \(counts)")
        }
    }

    @Test("a seed is a division, and another seed another one")
    func seeds() {
        let labels = (0..<40).map { $0 % 3 }
        func folds(_ seed: UInt64) -> GroupedFolds {
            GroupedFolds(labels: labels, groups: Array(labels.indices), seed: seed)
        }
        #expect(folds(1) == folds(1))
        #expect(folds(1) != folds(2))
    }

    @Test("images are joined by name and by likeness, link after link", arguments: 1...10)
    func joined(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = 30
        let embeddings = Matrix(
            rows: count, columns: 2, elements: (0..<2 * count).map { _ in Float(generator.nextUnit() - 0.5) }
        ).normalizedRows()
        let names: [String?] = (0..<count).map { _ in
            generator.nextUnit() < 0.3 ? "lot-\(generator.nextIndex(below: 4))" : nil
        }
        let threshold: Float = 0.999
        let cosines = embeddings.times(transposed: embeddings)
        // Spreading one number through all links until nothing changes.
        var expected = Array(0..<count)
        var isChanging = true
        while isChanging {
            isChanging = false
            for left in 0..<count {
                for right in 0..<count where left != right {
                    let isLinked =
                        cosines[left, right] > threshold || (names[left] != nil && names[left] == names[right])
                    guard isLinked, expected[left] != expected[right] else { continue }
                    let smallest = min(expected[left], expected[right])
                    (expected[left], expected[right]) = (smallest, smallest)
                    isChanging = true
                }
            }
        }
        #expect(joinedGroups(names: names, embeddings: embeddings, nearDuplicateCosine: threshold) == expected)
    }

    @Test(
        "links join what all pairs would join, over all blocks, also where there are many near-duplicates",
        arguments: 1...3)
    func links(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (count, width, cosine) = (1_500, 20, Float(0.97))
        // A cluster that is all near-duplicates of each other, chains, and images that stand alone.
        func noise(_ scale: Double) -> Float { Float((generator.nextUnit() * 2 - 1) * scale) }
        let centres = (0..<40).map { _ in (0..<width).map { _ in noise(1) } }
        let spreads = [0.05, 0.3, 0.9]
        let elements = (0..<count).flatMap { image in
            centres[image % 3 == 0 ? 0 : generator.nextIndex(below: 40)].map { $0 + noise(spreads[image % 3]) }
        }
        let embeddings = Matrix(rows: count, columns: width, elements: elements).normalizedRows()
        let cosines = embeddings.times(transposed: embeddings)
        var all = RelatedImages(count: count)
        var pairs = 0
        for row in 0..<count {
            for other in 0..<row where cosines[row, other] > cosine {
                all.join(row, other)
                pairs += 1
            }
        }
        var linked = RelatedImages(count: count)
        let links = nearDuplicateLinks(embeddings, cosine: cosine)
        for (row, other) in links { linked.join(row, other) }
        #expect(linked.roots() == all.roots())
        #expect(Set(all.roots()).count > 100 && links.count < pairs / 2)
    }

    @Test("no image has no group")
    func nothing() {
        let none = Matrix(rows: 0, columns: 4, elements: [])
        #expect(joinedGroups(names: [], embeddings: none, nearDuplicateCosine: 0.98).isEmpty)
    }
}
