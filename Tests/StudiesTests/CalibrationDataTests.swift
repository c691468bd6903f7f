import Deconfusion
import Evaluation
import Exchange
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

/// Real CLIP embeddings, kept outside the project: their sources state no licence.
enum RealFeatures {
    static let folder = ProcessInfo.processInfo.environment["MIWAKE_DATA"] ?? ""
    static let isHere = FileManager.default.fileExists(atPath: folder + "/imagenet300/truth.csv")
    static let sentence: Comment = "needs MIWAKE_DATA, the folder with caltech49 and imagenet300"

    /// A project of a set with labels drawn by a seed, trained once.
    ///
    /// - Parameter halves: labels of a class, in halves: 1 labels every second class once.
    static func trained(
        _ set: String, halves: Int, seed: UInt64, in folder: String
    ) throws -> (Pool, Scores, AnswerKey) {
        let data = Self.folder + "/" + set
        let project = folder + "/" + set
        _ = try NewProject(
            folder: project, images: nil, classListFile: data + "/classes.txt", classNames: [], prompts: [], from: nil,
            reserveFraction: 0.2, reserveMaximum: 300, seed: 1
        ).create()
        _ = try FeatureImport(
            project: project, pathsFile: data + "/paths.txt",
            tensors: .npy(
                image: data + "/image_features.npy", text: data + "/text_features.npy", levels: nil, projection: nil),
            logitScale: 100
        ).run()
        let table = folder + "/\(set).csv"
        try labels(of: project, data + "/truth.csv", halves: halves, seed: seed)
            .write(toFile: table, atomically: true, encoding: .utf8)
        _ = try LabelImport(
            project: project, source: .csv(table), onlyPerClass: nil, split: nil, seed: 1, isReplacing: false,
            isIgnoringUnknown: false
        ).run()
        let bench = try Workbench.open(project, .readWrite)
        let key = try bench.answerKey(data + "/truth.csv")
        let pool = try bench.pool()
        let labelled = try bench.labelledRows(pool)
        let plan = TrainingPlan(recipe: bench.recipe, mode: .pooled, seed: bench.file.seed)
        let estimator = try bench.train(plan, on: pool, labelled) { _ in }
        _ = try bench.keep(estimator, plan, on: pool, labelled, steps: 1, viewedImages: 0)
        return (pool, try #require(try bench.latestScores(pool)), key)
    }

    /// A table of labels drawn by a seed, outside the reserve.
    private static func labels(of project: String, _ truth: String, halves: Int, seed: UInt64) throws -> String {
        let bench = try Workbench.open(project, .readOnly)
        let key = try bench.answerKey(truth)
        let pool = try bench.pool()
        var generator = SeededGenerator(seed: seed)
        let images = generator.shuffled(pool.poolRows).map { pool.images[$0] }
        let half = Set(generator.shuffled(bench.classes.map(\.id)).prefix(bench.classes.count / 2))
        let names = Dictionary(uniqueKeysWithValues: bench.classes.map { ($0.id, $0.name) })
        var given: [ClassID: Int] = [:]
        var rows = ["path,class"]
        for image in images {
            guard let label = key[image.path], halves > 1 || half.contains(label),
                given[label, default: 0] < max(1, halves / 2), let name = names[label]
            else { continue }
            given[label, default: 0] += 1
            rows.append("\(image.path),\(name)")
        }
        return rows.joined(separator: "\n")
    }
}

@Suite("Calibration on real CLIP features", .enabled(if: RealFeatures.isHere, RealFeatures.sentence))
struct CalibrationDataTests {
    @Test(
        "the head in use keeps its word better than plain CLIP, and its predicted matrix is nearer to the key than 0.1.0's",
        arguments: [
            ("caltech49", 1), ("caltech49", 2), ("caltech49", 4), ("caltech49", 8), ("imagenet300", 1),
            ("imagenet300", 2), ("imagenet300", 4),
        ])
    func keepsItsWord(set: String, halves: Int) throws {
        let folder = NSTemporaryDirectory() + "/miwake-calibration-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (pool, scores, key) = try RealFeatures.trained(set, halves: halves, seed: 1, in: folder)
        let columns = Dictionary(uniqueKeysWithValues: pool.classes.enumerated().map { ($0.element.id, $0.offset) })
        let labelled = Set(scores.heads.rows)
        let rows = pool.images.indices.filter { !labelled.contains($0) }
        let truth = try rows.map { try #require(key[pool.images[$0].path].flatMap { columns[$0] }) }
        let tempered = scores.activeProbabilities(rows: rows)
        let change = logLossDifference(tempered, pool.zeroShot.gatheringRows(rows).softmax(), truth: truth)
        #expect(change.value < 0.01, "\(scores.choice.head): \(change)")
        guard halves < 6 else { return }
        // The default head of 0.1.0, as it says it.
        let raw = scores.logits(of: .mean).gatheringRows(rows).softmax()
        #expect(
            expectedCalibrationError(tempered, truth: truth) < expectedCalibrationError(raw, truth: truth))
        // 0.1.0 gave every row's mass to the class that the image is called.
        var before = ConfusionMatrix(classCount: pool.classes.count)
        for (row, answer) in raw.argmax().enumerated() {
            for truth in 0..<pool.classes.count { before.add(Double(raw[row, truth]), truth: truth, predicted: answer) }
        }
        let after = ConfusionMatrix(believed: tempered, rows: 0..<rows.count)
        func distance(_ matrix: ConfusionMatrix, _ answers: Matrix) throws -> Double {
            try #require(
                matrix.totalVariation(
                    to: ConfusionMatrix(
                        classCount: pool.classes.count, truth: truth, predicted: answers.argmax())))
        }
        #expect(try distance(after, tempered) < distance(before, raw))
    }
}

@Suite("The distance of two matrices")
struct TotalVariationTests {
    @Test("the total variation counts each image that would have to move, spread or not")
    func totalVariation() {
        let key = ConfusionMatrix(classCount: 2, truth: [0, 0, 0, 1], predicted: [0, 0, 1, 1])
        let other = ConfusionMatrix(classCount: 2, truth: [0, 0, 1, 1], predicted: [0, 0, 1, 1])
        #expect(key.totalVariation(to: other) == 0.25 && other.totalVariation(to: key) == 0.25)
        #expect(key.totalVariation(to: key) == 0)
        var believed = ConfusionMatrix(classCount: 2)
        believed.add(6, truth: 0, predicted: 0)
        believed.addSpread(2, truth: 1)
        // Scaled by 1/8: 0.75 and 0.25 against 0.5, 0.25 and 0.25.
        #expect(believed.totalVariation(to: key) == 0.5)
        #expect(ConfusionMatrix(classCount: 2).totalVariation(to: key) == nil)
    }
}
