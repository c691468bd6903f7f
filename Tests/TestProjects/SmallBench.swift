package import Exchange
internal import Foundation
internal import Interchange
internal import LinearAlgebra
package import ProjectModel
package import ProjectStore
internal import TestSupport
package import Workbench

/// A project of imported features alone: classes in look-alike couples, whose words lean towards each other.
package final class SmallBench {
    package static let classes = ["scratch", "crack", "pit", "inclusion"]
    package static let width = 64
    private static let imageNoise = 0.5
    private static let textLean = 0.9
    /// What tells the words of a couple apart is mostly this.
    private static let textNoise = 1.2

    package let path: String
    private let folder: URL
    package let imagesPerClass: Int
    /// The class of each path.
    package let truth: [String: String]

    /// - Parameters:
    ///   - copies: each image so often, near-duplicates of each other.
    ///   - reserve: the share put aside for the audit.
    package init(imagesPerClass: Int = 20, copies: Int = 1, reserve: Double = 0.2, seed: UInt64 = 7) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "miwake-bench-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "line").path
        self.imagesPerClass = imagesPerClass
        var generator = SeededGenerator(seed: seed)
        func direction() -> [Double] {
            let raw = (0..<Self.width).map { _ in (0..<12).reduce(-6.0) { sum, _ in sum + generator.nextUnit() } }
            let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return raw.map { $0 / length }
        }
        func sum(_ left: [Double], _ right: [Double], _ weight: Double) -> [Float] {
            zip(left, right).map { Float($0 + weight * $1) }
        }
        let axes = Self.classes.map { _ in direction() }
        var paths: [String] = []
        var truth: [String: String] = [:]
        var features: [Float] = []
        for (index, name) in Self.classes.enumerated() {
            for number in 0..<imagesPerClass {
                let feature = sum(axes[index], direction(), Self.imageNoise)
                for copy in 0..<copies {
                    let path = "\(name)/\(number)-\(copy).png"
                    paths.append(path)
                    truth[path] = name
                    features += feature
                }
            }
        }
        self.truth = truth
        let texts = Self.classes.indices.flatMap { index in
            sum(sum(axes[index], axes[index ^ 1], Self.textLean).map(Double.init), direction(), Self.textNoise)
        }
        try write(paths, "paths.txt")
        try NumPyBytes.write(features, shape: [paths.count, Self.width], to: file("images.npy"))
        try NumPyBytes.write(texts, shape: [Self.classes.count, Self.width], to: file("texts.npy"))
        _ = try NewProject(
            folder: path, images: nil, classListFile: nil, classNames: Self.classes, prompts: [], from: nil,
            reserveFraction: reserve, reserveMaximum: 300, seed: seed
        ).create()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    package func file(_ name: String) -> String { folder.appending(path: name).path }

    package func write(_ lines: [String], _ name: String) throws {
        try (lines.joined(separator: "\n") + "\n").write(toFile: file(name), atomically: true, encoding: .utf8)
    }

    @discardableResult
    package func importFeatures(
        paths: String = "paths.txt", images: String = "images.npy"
    ) throws -> FeatureImport.Outcome {
        try FeatureImport(
            project: path, pathsFile: file(paths),
            tensors: .npy(image: file(images), text: file("texts.npy"), levels: nil, projection: nil), logitScale: 30
        ).run()
    }

    package func open() throws -> Workbench { try Workbench.open(path, .readWrite) }

    /// Adds a line to miwake.yaml, as a person would.
    package func edit(_ line: String) throws {
        let path = path + "/miwake.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try (text + "\n" + line + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Labels so many images of each class with what they are.
    package func label(perClass count: Int, as name: (_ path: String, _ truth: String) -> String = { $1 }) throws {
        let rows = truth.sorted { $0.key < $1.key }.map { "\($0.key),\(name($0.key, $0.value))" }
        try importLabels(rows, to: "labels.csv", onlyPerClass: count)
    }

    /// Writes a table of labels and imports it.
    @discardableResult
    package func importLabels(
        _ rows: [String], to name: String, onlyPerClass: Int? = nil, isIgnoringUnknown: Bool = false
    ) throws -> LabelImport.Outcome {
        try write(["path,class"] + rows, name)
        return try LabelImport(
            project: path, source: .csv(file(name)), onlyPerClass: onlyPerClass, split: nil, seed: 3,
            isReplacing: false, isIgnoringUnknown: isIgnoringUnknown
        ).run()
    }

    /// Names the class of one image, as `miwake label` does.
    package func label(_ image: ImageItem, as name: String, in bench: Workbench) throws {
        guard let label = bench.classNamed(name) else { throw WorkbenchError.unknownClass(name: name, known: []) }
        let review = try bench.store.review(of: image.id)
        _ = try bench.store.commit(
            Edit(image: image.id, change: .review(from: review, to: .labelled(label.id)), origin: .command),
            shown: .nothing, by: "somebody", at: Date())
    }

    /// Answers the audit prompts of the whole reserve with the truth.
    ///
    /// - Returns: how many answers there were.
    @discardableResult
    package func answerReserve(of bench: Workbench) throws -> Int {
        let reserve = try bench.store.images().filter(\.isReserve)
        for image in reserve {
            guard let label = truth[image.path].flatMap({ bench.classNamed($0) }) else {
                throw WorkbenchError.unknownImage(path: image.path)
            }
            _ = try bench.store.commit(
                Edit(image: image.id, change: .review(from: .unseen, to: .labelled(label.id)), origin: .answer),
                shown: .prompt(
                    Prompt(
                        image: image.id, partner: nil, role: .audit, order: "audit", probability: 1,
                        estimator: EstimatorID(0), candidates: [label.id], shownAt: Date())),
                by: "somebody", at: Date())
        }
        return reserve.count
    }

    /// Trains the pooled levels once on the present labels, and keeps the round.
    @discardableResult
    package func train(_ bench: Workbench, on pool: Pool) throws -> EstimatorRound {
        let labelled = try bench.labelledRows(pool)
        let plan = TrainingPlan(recipe: bench.recipe, mode: .pooled, seed: bench.file.seed)
        return try bench.keep(
            try bench.train(plan, on: pool, labelled), plan, on: pool, labelled, steps: 1, viewedImages: 0)
    }
}
