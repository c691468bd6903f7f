import FileContents
import Foundation
import LinearAlgebra
import ProjectModel
import TensorFiles
import Testing

@testable import Heads

@Suite("The pool head")
struct PoolHeadTests {
    // MARK: Parity

    /// The golden case: a pool, its labels, new images, and what the reference says of them.
    private struct Golden {
        let file: SafetensorsFile

        init() throws {
            let path = try #require(Bundle.module.path(forResource: "Fixtures/pool_head", ofType: "safetensors"))
            file = try SafetensorsFile(path: path)
        }

        func matrix(_ name: String) throws -> Matrix {
            let tensor = try file.tensor(named: name)
            return Matrix(
                rows: tensor.shape[0], columns: tensor.shape.count > 1 ? tensor.shape[1] : 1,
                elements: try tensor.floats())
        }

        func integers(_ name: String) throws -> [Int] { try file.tensor(named: name).int64s().map { Int($0) } }

        var pool: PoolImages {
            get throws {
                let images = try matrix("in/image_features")
                return PoolImages(
                    embeddings: images, zeroShot: try matrix("in/logits"), geometry: PoolGeometry(sample: images))
            }
        }

        /// The reference's own linear probe as the base.
        func base() throws -> PoolFit.Base {
            let (weights, mean) = (try matrix("probe/weights"), try matrix("in/probe_mean").elements)
            return { embeddings, zeroShot in
                embeddings.subtracting(row: mean).times(transposed: weights).plus(zeroShot).logSoftmax()
            }
        }
    }

    /// max |Δ| / max(1, max |reference|).
    private static func distance(_ found: Matrix, _ reference: Matrix) -> Float {
        HeadTests.distance(found, reference) / max(1, reference.elements.map(abs).max() ?? 0)
    }

    @Test("with labels: likelihood, Δs, the projection and new images are those of the reference")
    func parity() throws {
        let golden = try Golden()
        let pool = try golden.pool
        let trust = PoolFit.trust(expected: pool.medianExpected)
        #expect(abs(trust - (try golden.matrix("pool/tau")[0, 0])) < 1e-6)
        let base = try golden.base()
        let fit = PoolFit(
            pool, base: base, places: try golden.integers("in/labelled_rows"),
            labels: try golden.integers("in/labels"), trust: trust)
        let model = fit.model()
        let images = try golden.matrix("in/image_features")
        let likelihood = model.likelihood(images)
        #expect(Self.distance(likelihood, try golden.matrix("pool/likelihood")) < 1e-5)
        let projection = model.projection.times(transposed: model.projection)
        #expect(Self.distance(projection, try golden.matrix("pool/projection_gram")) < 1e-5)

        func corrected(_ images: Matrix, _ zeroShot: Matrix) -> Matrix {
            var scores = base(images, zeroShot)
            model.add(trust, likelihoodOf: images.subtracting(row: pool.mean), to: &scores)
            return scores
        }
        let zeroShot = try golden.matrix("in/logits")
        let deltaS = zeroShot.minus(corrected(images, zeroShot)).centredRows()
        #expect(Self.distance(deltaS, try golden.matrix("pool/delta_s")) < 1e-5)
        #expect(
            Self.distance(
                corrected(images, zeroShot).softmax(temperature: 2), try golden.matrix("pool/probabilities")) < 1e-5)
        let new = try golden.matrix("in/new_features")
        let logits = new.times(transposed: try golden.matrix("in/text_features")).scaled(by: 10)
        #expect(
            Self.distance(corrected(new, logits).softmax(temperature: 2), try golden.matrix("pool/new_probabilities"))
                < 1e-5)
    }

    @Test("without a label: likelihood, Δs and answers of the head itself are those of the reference")
    func parityWithoutLabels() throws {
        let golden = try Golden()
        let pool = try golden.pool
        let (images, zeroShot) = (try golden.matrix("in/image_features"), try golden.matrix("in/logits"))
        let fits = HeadFits(
            LabelledPool(
                LabelledFeatures(
                    embeddings: images.gatheringRows([]), zeroShot: zeroShot.gatheringRows([]), labels: []), in: pool))
        let answers = fits.answers(images, zeroShot: zeroShot, trained: nil)
        let deltaS = answers.poolDeltaS
        #expect(Self.distance(deltaS, try golden.matrix("unlabelled/delta_s")) < 1e-5)
        let corrected = zeroShot.minus(deltaS)
        #expect(
            Self.distance(corrected.softmax(temperature: 2), try golden.matrix("unlabelled/probabilities")) < 1e-5)
        // The head's own answers differ from these in their temperature alone.
        let temperature = 1 + 8 * PoolFit.trust(expected: pool.medianExpected)
        #expect(
            Self.distance(answers.logits(of: .poolHead).softmax(), corrected.softmax(temperature: temperature)) < 1e-5)
    }

    // MARK: What the head promises

    /// Images in clusters of which plain CLIP knows little, the first of them labelled.
    private static func fits(
        _ count: Int, labels: Int, spread: Float = 0.6, words: Float = 1, seed: UInt64 = 7
    ) -> (HeadFits, all: LabelledFeatures) {
        let all = HeadTests.sample(count, spread: spread, words: words, seed: seed)
        let labelled = HeadTests.subset(all, Array(0..<labels))
        return (HeadFits(LabelledPool(labelled, in: HeadTests.pool(of: all))), all)
    }

    private static func right(_ answers: Matrix, _ truth: [Int]) -> Int {
        zip(answers.argmax(), truth).count { $0 == $1 }
    }

    @Test("without a label a pool of a few images a class leaves plain CLIP, and Δs is there all the same")
    func smallPool() {
        let (fits, all) = Self.fits(12, labels: 0)
        let answers = fits.answers(all.embeddings, zeroShot: all.zeroShot, trained: nil)
        #expect(answers.logits(of: .poolHead) == all.zeroShot)
        #expect(answers.poolDeltaS.elements.contains { $0 != 0 })
    }

    @Test("without a label it finds clusters that plain CLIP is unsure of, in images that it never saw too")
    func learnsFromNobody() {
        let (fits, all) = Self.fits(240, labels: 0, spread: 0.3, words: 2)
        let new = HeadTests.sample(200, spread: 0.3, words: 2, seed: 8)
        for images in [all, new] {
            let answers = fits.answers(images.embeddings, zeroShot: images.zeroShot, trained: nil)
            let before = Self.right(images.zeroShot, images.labels)
            let after = Self.right(answers.logits(of: .poolHead), images.labels)
            #expect(after > before + images.count / 50, "\(before) → \(after) of \(images.count)")
        }
    }

    @Test("no trust in the pool leaves Δs at nothing")
    func noTrust() {
        let (fits, all) = Self.fits(60, labels: 0)
        let fit = PoolFit(fits.labels.pool, base: nil, places: [], labels: [], trust: 0)
        var scores = all.zeroShot
        fit.model().add(0, likelihoodOf: all.embeddings.subtracting(row: fits.labels.pool.mean), to: &scores)
        #expect(scores == all.zeroShot)
        #expect(PoolFit.trust(expected: 0) == 0)
    }

    @Test("where the words are right and nothing else is, labels bring it back to plain CLIP")
    func neverWorse() {
        // Embeddings that say nothing about the class, and logits that say everything.
        var all = HeadTests.sample(200, seed: 9)
        let noise = HeadTests.sample(200, seed: 10).embeddings
        var zeroShot = Matrix(rows: 200, columns: 3)
        for (row, label) in all.labels.enumerated() { zeroShot[row, label] = 3 }
        all = LabelledFeatures(embeddings: noise, zeroShot: zeroShot, labels: all.labels)
        let labelled = HeadTests.subset(all, Array(0..<60))
        let fits = HeadFits(LabelledPool(labelled, in: HeadTests.pool(of: all)))
        let answers = fits.answers(all.embeddings, zeroShot: all.zeroShot, trained: nil)
        let asked = Array(60..<200)
        let right = Self.right(answers.logits(of: .poolHead).gatheringRows(asked), asked.map { all.labels[$0] })
        #expect(right >= 137, "\(right) of 140")
    }

    @Test("left-out answers know less than the head itself, and as much as they should")
    func leftOut() throws {
        let (fits, all) = Self.fits(240, labels: 60)
        let heldOut = try #require(fits.heldOut(of: .poolHead))
        let own = fits.answers(all.embeddings, zeroShot: all.zeroShot, trained: nil).logits(of: .poolHead)
        let truth = Array(all.labels.prefix(60))
        func loss(_ answers: Matrix) -> Double {
            let answers = answers.logSoftmax()
            return truth.enumerated().reduce(0) { $0 - Double(answers[$1.offset, $1.element]) } / 60
        }
        let seen = loss(own.gatheringRows(Array(0..<60)))
        #expect(loss(heldOut) > seen)
        #expect(loss(heldOut) < loss(all.zeroShot.gatheringRows(Array(0..<60))))
    }

    @Test(
        "pictures that lie in the order of their classes, one after the other or in turn, are all of the pool",
        arguments: [1, 5])
    func order(together: Int) {
        // More than the first rounds see of a large pool.
        let classes = 10
        let count = 41_000
        var generator = SeededGenerator(seed: 3)
        var embeddings = Matrix(rows: count, columns: 12)
        var zeroShot = Matrix(rows: count, columns: classes)
        for row in 0..<count {
            let label = together == 1 ? row % classes : row * classes / count
            for axis in 0..<12 { embeddings[row, axis] = Float(generator.nextUnit()) * 0.5 + (axis == label ? 1 : 0) }
            for column in 0..<classes { zeroShot[row, column] = column == label ? 2 : Float(generator.nextUnit()) }
        }
        embeddings = embeddings.normalizedRows()
        let images = PoolImages(
            embeddings: embeddings, zeroShot: zeroShot,
            geometry: PoolGeometry(sample: embeddings.gatheringRows((0..<300).map { $0 * count / 300 })))
        let none = LabelledFeatures(
            embeddings: embeddings.gatheringRows([]), zeroShot: zeroShot.gatheringRows([]), labels: [])
        let asked = Array(stride(from: 0, to: count, by: 41))
        let answers = HeadFits(LabelledPool(none, in: images)).answers(
            embeddings.gatheringRows(asked), zeroShot: zeroShot.gatheringRows(asked), trained: nil)
        let truth = asked.map { together == 1 ? $0 % classes : $0 * classes / count }
        #expect(Self.right(answers.logits(of: .poolHead), truth) > asked.count * 99 / 100)
    }

    @Test("rounds that see a part of a large pool first end close to rounds that see all of it")
    func largePool() {
        let all = HeadTests.sample(41_000, seed: 1)
        let pool = HeadTests.pool(of: all)
        let fit = PoolFit(
            pool, base: nil, places: Array(0..<12), labels: Array(all.labels.prefix(12)),
            trust: PoolFit.trust(expected: pool.medianExpected))
        let images = all.embeddings.gatheringRows(0..<500)
        let found = fit.model(rounds: 2).likelihood(images).centredRows()
        // The same two rounds over a pool that is not yet large, drawn from this one.
        let half = Array(stride(from: 0, to: 41_000, by: 2))
        let smaller = PoolFit(
            HeadTests.pool(of: HeadTests.subset(all, half)), base: nil, places: Array(0..<6),
            labels: (0..<6).map { all.labels[2 * $0] }, trust: fit.trust)
        let whole = smaller.model(rounds: 2).likelihood(images).centredRows()
        #expect(HeadTests.distance(found, whole) < 0.2 * (found.elements.map(abs).max() ?? 0))
    }
}

@Suite("The opinion pool")
struct OpinionPoolTests {
    private let truth = (0..<60).map { $0 % 3 }

    private func opinion(_ strength: Float, seed: UInt64) -> Matrix {
        var generator = SeededGenerator(seed: seed)
        var scores = Matrix(rows: 60, columns: 3)
        for row in 0..<60 {
            for column in 0..<3 {
                scores[row, column] =
                    Float(generator.nextUnit() * 2 - 1) + (column == truth[row] ? strength : 0)
            }
        }
        return scores.logSoftmax()
    }

    /// The sum that is minimised, worked out in another way.
    private func loss(_ opinions: [Matrix], _ powers: [Double], _ prior: [Double]) -> Double {
        var sum = zip(powers, prior).reduce(0) { $0 + 10 * pow($1.0 - $1.1, 2) }
        for (row, label) in truth.enumerated() {
            let scores = (0..<3).map { column in
                zip(opinions, powers).reduce(0) { $0 + $1.1 * Double($1.0[row, column]) }
            }
            sum += log(scores.reduce(0) { $0 + exp($1) }) - scores[label]
        }
        return sum
    }

    @Test("no powers nearby are better, and an opinion worth nothing is not believed", arguments: 1...4)
    func minimum(seed: UInt64) {
        let opinions = [opinion(1, seed: seed), opinion(0, seed: seed + 10), opinion(0.5, seed: seed + 20)]
        let prior = [0.5, 0.5, 0.3]
        let powers = OpinionPool.powers(opinions, truth: truth, prior: prior, strength: 20, smallest: [0, 0, 0])
        let least = loss(opinions, powers, prior)
        for place in 0..<3 {
            for step in [-0.01, 0.01] where powers[place] + step >= 0 {
                var others = powers
                others[place] += step
                #expect(loss(opinions, others, prior) > least)
            }
        }
        #expect(powers[0] > powers[1])
    }

    @Test("a power stops at its bound, and without images the prior stays")
    func bounds() {
        let wrong = opinion(-3, seed: 5)
        #expect(OpinionPool.powers([wrong], truth: truth, prior: [0.1], strength: 20, smallest: [0.05]) == [0.05])
        let none = Matrix(rows: 0, columns: 3)
        #expect(
            OpinionPool.powers([none, none], truth: [], prior: [0.3, 0.9], strength: 20, smallest: [0, 0]) == [
                0.3, 0.9,
            ])
    }
}

extension Matrix {
    fileprivate func plus(_ other: Matrix) -> Matrix {
        var sum = self
        sum.add(other)
        return sum
    }

    fileprivate func scaled(by factor: Float) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: elements.map { $0 * factor })
    }
}
