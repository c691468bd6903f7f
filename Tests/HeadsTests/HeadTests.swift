import Foundation
import Heads
import LinearAlgebra
import ProjectModel
import Testing

@Suite("Closed-form heads")
struct HeadTests {
    /// Unit embeddings in clusters, one per class, with logits that know a little.
    static func sample(
        _ count: Int, classes: Int = 3, width: Int = 6, spread: Float = 0.6, words: Float = 1,
        seed: UInt64
    ) -> LabelledFeatures {
        var generator = SeededGenerator(seed: seed)
        func noise() -> Float { Float(generator.nextUnit() * 2 - 1) }
        let labels = (0..<count).map { _ in generator.nextIndex(below: classes) }
        var embeddings = Matrix(rows: count, columns: width)
        var zeroShot = Matrix(rows: count, columns: classes)
        for (row, label) in labels.enumerated() {
            for column in 0..<width { embeddings[row, column] = noise() * spread + (column == label ? 1 : 0.3) }
            for column in 0..<classes { zeroShot[row, column] = noise() * 2 + (column == label ? words : 0) }
        }
        return LabelledFeatures(embeddings: embeddings.normalizedRows(), zeroShot: zeroShot, labels: labels)
    }

    static func subset(_ all: LabelledFeatures, _ rows: [Int]) -> LabelledFeatures {
        LabelledFeatures(
            embeddings: all.embeddings.gatheringRows(rows), zeroShot: all.zeroShot.gatheringRows(rows),
            labels: rows.map { all.labels[$0] }, places: rows.map { all.places[$0] })
    }

    /// A pool that holds these images alone.
    static func pool(of images: LabelledFeatures) -> PoolImages {
        // All pairs of a sample are measured.
        let count = min(PoolGeometry.sampleSize, images.count)
        let sample = images.embeddings.gatheringRows((0..<count).map { $0 * images.count / max(1, count) })
        return PoolImages(
            embeddings: images.embeddings, zeroShot: images.zeroShot, geometry: PoolGeometry(sample: sample))
    }

    static func distance(_ left: Matrix, _ right: Matrix) -> Float {
        zip(left.elements, right.elements).map { abs($0 - $1) }.max() ?? 0
    }

    private let labelled = sample(20, seed: 1)
    private let questions = sample(9, seed: 2)
    private var geometry: PoolGeometry { PoolGeometry(sample: labelled.embeddings) }
    private static let heads = Head.models.compactMap { $0 as? any ClosedFormHead.Type }

    @Test("before the first label every head is plain CLIP", arguments: heads.indices)
    func startsFromZeroShot(head: Int) {
        let none = Self.subset(labelled, [])
        let fitted = Self.heads[head].init(none, geometry: geometry)
        let answers = fitted.logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)
        #expect(Self.distance(answers, questions.zeroShot.logSoftmax()) < 1e-5)
    }

    @Test("every head answers with log-probabilities", arguments: heads.indices)
    func rowsSumToOne(head: Int) {
        let fitted = Self.heads[head].init(labelled, geometry: geometry)
        let answers = fitted.logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)
        for row in 0..<answers.rows {
            let sum = answers[row: row].reduce(0) { $0 + exp(Double($1)) }
            #expect(abs(sum - 1) < 1e-5)
        }
    }

    @Test("a label raises the probability of its class at its own image", arguments: heads.indices)
    func learns(head: Int) {
        let one = Self.subset(labelled, [0])
        let fitted = Self.heads[head].init(one, geometry: geometry)
        let before = one.zeroShot.logSoftmax()[0, one.labels[0]]
        let after = fitted.logProbabilities(one.embeddings, zeroShot: one.zeroShot)[0, one.labels[0]]
        // The discriminant needs two images to have a direction: with one the mean is the image itself.
        let isDiscriminant = Self.heads[head] == GaussianDiscriminant.self
        #expect(isDiscriminant ? abs(after - before) < 1e-5 : after > before)
    }

    @Test("leave-one-out of the kernel ridge is refitting without the image")
    func leaveOneOutIsRefitting() {
        let exact = KernelRidge(labelled, geometry: geometry).leaveOneOut
        for row in 0..<labelled.count {
            let others = Self.subset(labelled, (0..<labelled.count).filter { $0 != row })
            let held = Self.subset(labelled, [row])
            let refitted = KernelRidge(others, geometry: geometry)
                .logProbabilities(held.embeddings, zeroShot: held.zeroShot)
            let row = Matrix(rows: 1, columns: exact.columns, elements: Array(exact[row: row]))
            #expect(Self.distance(row, refitted) < 2e-3)
        }
    }

    @Test("a group is left out whole: it is refitting without all of its images")
    func leaveGroupOutIsRefitting() {
        let groups = (0..<20).map { $0 % 3 == 0 ? 0 : $0 / 4 }
        let grouped = LabelledFeatures(
            embeddings: labelled.embeddings, zeroShot: labelled.zeroShot, labels: labelled.labels, groups: groups)
        let exact = KernelRidge(grouped, geometry: geometry).leaveOneOut
        for group in Set(groups) {
            let held = Self.subset(labelled, groups.indices.filter { groups[$0] == group })
            let others = Self.subset(labelled, groups.indices.filter { groups[$0] != group })
            let refitted = KernelRidge(others, geometry: geometry)
                .logProbabilities(held.embeddings, zeroShot: held.zeroShot)
            let found = exact.gatheringRows(groups.indices.filter { groups[$0] == group })
            #expect(Self.distance(found, refitted) < 4e-3)
        }
        #expect(Self.distance(exact, KernelRidge(labelled, geometry: geometry).leaveOneOut) > 0.01)
    }

    @Test("the kernel ridge solves its normal equations, by Gaussian elimination in double precision")
    func kernelRidgeBruteForce() {
        let fitted = KernelRidge(labelled, geometry: geometry)
        let answers = fitted.logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)
        let gamma = 1 / Double(geometry.medianSquaredDistance)
        func kernel(_ left: ArraySlice<Float>, _ right: ArraySlice<Float>) -> Double {
            exp(-gamma * zip(left, right).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) })
        }
        let count = labelled.count
        let prior = labelled.zeroShot.softmax()
        var system = (0..<count).map { row in
            (0..<count).map {
                kernel(labelled.embeddings[row: row], labelled.embeddings[row: $0]) + ($0 == row ? 0.2 : 0)
            }
                + (0..<3).map { (labelled.labels[row] == $0 ? 1.0 : 0) - Double(prior[row, $0]) }
        }
        for pivot in 0..<count {
            for row in 0..<count where row != pivot {
                let factor = system[row][pivot] / system[pivot][pivot]
                for column in pivot..<count + 3 { system[row][column] -= factor * system[pivot][column] }
            }
        }
        for question in 0..<questions.count {
            let own = questions.zeroShot.softmax()[row: question]
            var scores = (0..<3).map { label in
                Double(own[own.startIndex + label])
                    + (0..<count).reduce(0) {
                        $0 + kernel(questions.embeddings[row: question], labelled.embeddings[row: $1])
                            * system[$1][count + label] / system[$1][$1]
                    }
            }
            scores = scores.map { max(1e-4, $0) }
            let sum = scores.reduce(0, +)
            for label in 0..<3 { #expect(abs(Double(answers[question, label]) - log(scores[label] / sum)) < 2e-3) }
        }
    }

    @Test("the linear probe stands where its loss is flat")
    func probeIsAtItsMinimum() {
        let fitted = LinearProbe(labelled, geometry: geometry)
        let centre = loss(fitted)
        // Steeper or flatter answers along the fitted direction are both worse.
        for scale: Float in [0.9, 1.1] {
            #expect(loss(fitted, scale: scale) > centre - 1e-4)
        }
    }

    @Test("the linear probe is what plain gradient descent in double precision ends at")
    func probeBruteForce() {
        let answers = LinearProbe(labelled, geometry: geometry)
            .logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)
        let width = labelled.embeddings.columns
        func centred(_ images: LabelledFeatures) -> [[Double]] {
            (0..<images.count).map { row in
                (0..<width).map { Double(images.embeddings[row, $0]) - Double(geometry.mean[$0]) }
            }
        }
        func logs(_ weights: [[Double]], _ images: LabelledFeatures, _ row: Int, _ x: [Double]) -> [Double] {
            let scores = (0..<3).map { label in
                zip(weights[label], x).reduce(Double(images.zeroShot[row, label])) { $0 + $1.0 * $1.1 }
            }
            let total = log(scores.reduce(0) { $0 + exp($1) })
            return scores.map { $0 - total }
        }
        let (regularisation, rate, steps) = (Double(LinearProbe.regularisation), 0.25, 1_500)
        let (taught, asked) = (centred(labelled), centred(questions))
        var weights = [[Double]](repeating: [Double](repeating: 0, count: width), count: 3)
        for _ in 0..<steps {
            var slope = weights.map { row in row.map { regularisation * $0 } }
            for (image, truth) in labelled.labels.enumerated() {
                let logs = logs(weights, labelled, image, taught[image])
                for label in 0..<3 {
                    let miss = exp(logs[label]) - (label == truth ? 1 : 0)
                    for column in 0..<width { slope[label][column] += miss * taught[image][column] }
                }
            }
            for label in 0..<3 {
                for column in 0..<width { weights[label][column] -= rate * slope[label][column] }
            }
        }
        for question in 0..<questions.count {
            for (label, expected) in logs(weights, questions, question, asked[question]).enumerated() {
                #expect(abs(Double(answers[question, label]) - expected) < 0.02)
            }
        }
    }

    @Test("a probe ends at the same place wherever its descent begins", arguments: [30, 200, 4_500])
    func probeStartsAnywhere(count: Int) {
        let (labelled, others) = (Self.sample(count, seed: 3), Self.sample(count / 2, seed: 4))
        let other = LinearProbe(others, geometry: geometry)
        let near = LinearProbe(labelled, geometry: geometry, near: other)
            .logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)
        let anew = LinearProbe(labelled, geometry: geometry)
            .logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)
        #expect(Self.distance(near, anew) < 0.04)
        #expect(
            Self.distance(anew, other.logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)) > 0.1)
    }

    @Test("all labelled images vote, also where they come in blocks")
    func votesByDefinition() {
        let labelled = Self.sample(1_300, seed: 6)
        let questions = Self.sample(150, seed: 7)
        let answers = TipAdapter(labelled, geometry: geometry)
            .logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)
        for question in 0..<questions.count {
            var scores = questions.zeroShot[row: question].map(Double.init)
            for (image, label) in labelled.labels.enumerated() {
                let cosine = zip(questions.embeddings[row: question], labelled.embeddings[row: image])
                    .reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                scores[label] += exp(-5.5 * (1 - cosine))
            }
            let largest = scores.max() ?? 0
            let total = largest + log(scores.reduce(0) { $0 + exp($1 - largest) })
            for (label, score) in scores.enumerated() {
                #expect(abs(Double(answers[question, label]) - (score - total)) < 2e-3)
            }
        }
    }

    /// Σ −ln p + (λ/2)·‖U‖² with the correction scaled; ‖U‖² is read off through unit vectors.
    private func loss(_ fitted: LinearProbe, scale: Float = 1) -> Double {
        let width = labelled.embeddings.columns
        func correction(_ embeddings: Matrix) -> Matrix {
            fitted.logProbabilities(embeddings, zeroShot: Matrix(rows: embeddings.rows, columns: 3))
        }
        // Differences between classes are all that log-probabilities keep; rows of U sum to nearly zero over the classes.
        var squared = 0.0
        let mean = Matrix(rows: 1, columns: width, elements: geometry.mean)
        let base = correction(mean)
        for column in 0..<width {
            var moved = mean
            moved[0, column] += 1
            let at = correction(moved)
            let differences = (0..<3).map { Double(at[0, $0] - base[0, $0]) }
            let average = differences.reduce(0, +) / 3
            squared += differences.reduce(0) { $0 + pow(($1 - average) * Double(scale), 2) }
        }
        let raw = correction(labelled.embeddings)
        var scores = labelled.zeroShot
        for index in scores.elements.indices { scores.elements[index] += scale * raw.elements[index] }
        let logs = scores.logSoftmax()
        let fit = labelled.labels.enumerated().reduce(0.0) { $0 - Double(logs[$1.offset, $1.element]) }
        return fit + Double(LinearProbe.regularisation) / 2 * squared
    }

    @Test(
        "the discriminant is Bayes' rule with Gaussians of one covariance, also of several blocks",
        arguments: [20, 4_200])
    func discriminantBruteForce(count: Int) {
        let labelled = Self.sample(count, seed: 1)
        let geometry = geometry
        let fitted = GaussianDiscriminant(labelled, geometry: geometry)
        let width = labelled.embeddings.columns
        var mean = [Double](repeating: 0, count: width)
        for row in 0..<labelled.count {
            for column in 0..<width {
                mean[column] += Double(labelled.embeddings[row, column]) / Double(labelled.count)
            }
        }
        let members = (0..<3).map { label in labelled.labels.indices.filter { labelled.labels[$0] == label } }
        let means = members.map { rows in
            (0..<width).map { column in
                rows.reduce(0.0) { $0 + Double(labelled.embeddings[$1, column]) - mean[column] }
                    / Double(rows.count + 4)
            }
        }
        var system = (0..<width).map { row in
            (0..<width).map { column in
                labelled.labels.indices.reduce(0.0) { sum, image in
                    let shifted = { (axis: Int) in
                        Double(labelled.embeddings[image, axis]) - mean[axis]
                            - means[labelled.labels[image]][axis]
                    }
                    return sum + shifted(row) * shifted(column)
                } / Double(labelled.count + width)
                    + (row == column
                        ? Double(width) * Double(geometry.variance) / Double(labelled.count + width) : 0)
            } + (0..<3).map { means[$0][row] }
        }
        for pivot in 0..<width {
            for row in 0..<width where row != pivot {
                let factor = system[row][pivot] / system[pivot][pivot]
                for column in pivot..<width + 3 { system[row][column] -= factor * system[pivot][column] }
            }
        }
        let strength = Double(geometry.effectiveDimension) / Double(width)
        let answers = fitted.logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)
        for question in 0..<questions.count {
            let scores = (0..<3).map { label in
                let weight = (0..<width).map { system[$0][width + label] / system[$0][$0] }
                let linear = (0..<width).reduce(0.0) {
                    $0 + weight[$1] * (Double(questions.embeddings[question, $1]) - mean[$1])
                }
                let offset = (0..<width).reduce(0.0) { $0 + weight[$1] * means[label][$1] } / 2
                return Double(questions.zeroShot[question, label]) + strength * (linear - offset)
            }
            let total = log(scores.reduce(0) { $0 + exp($1) })
            for label in 0..<3 { #expect(abs(Double(answers[question, label]) - scores[label] + total) < 1e-3) }
        }
    }

    @Test("Tip-Adapter counts votes by likeness")
    func tipAdapterVotes() {
        let fitted = TipAdapter(labelled, geometry: geometry)
        let answers = fitted.logProbabilities(questions.embeddings, zeroShot: questions.zeroShot)
        var scores = questions.zeroShot
        for question in 0..<questions.count {
            for (image, label) in labelled.labels.enumerated() {
                let cosine = zip(questions.embeddings[row: question], labelled.embeddings[row: image])
                    .reduce(0) { $0 + $1.0 * $1.1 }
                scores[question, label] += exp(-5.5 * (1 - cosine))
            }
        }
        #expect(Self.distance(answers, scores.logSoftmax()) < 1e-4)
    }

    @Test("the mean of two heads is the mean of their probabilities")
    func meanOfTwo() {
        let other = Self.sample(9, seed: 5).zeroShot
        let mean = meanOfHeads(questions.zeroShot, other)
        let (left, right) = (questions.zeroShot.softmax(), other.softmax())
        for index in mean.elements.indices {
            #expect(abs(exp(mean.elements[index]) - (left.elements[index] + right.elements[index]) / 2) < 1e-6)
        }
    }

    @Test("the geometry of a pool is that of its pairs")
    func geometryByHand() {
        let points = Matrix(rows: 4, columns: 2, elements: [1, 0, 0, 1, -1, 0, 0, -1])
        let geometry = PoolGeometry(sample: points)
        // Four pairs at squared distance 2, two at 4.
        #expect(abs(geometry.medianSquaredDistance - 2) < 1e-6)
        #expect(abs(geometry.variance - 0.5) < 1e-6)
        #expect(abs(geometry.effectiveDimension - 2) < 1e-5)
    }
}
