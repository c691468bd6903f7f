internal import ActiveLearning
internal import Evaluation
internal import Foundation
internal import Interchange
internal import Layers
internal import LinearAlgebra
internal import ProjectModel
package import ProjectStore
internal import TensorFiles
package import Workbench

/// Brings in CLIP embeddings computed elsewhere, joined to the project's images by path.
package struct FeatureImport: Sendable {
    package var project: String
    package var pathsFile: String
    package var tensors: Tensors
    /// A list of the classes of the text rows; nil: those of the project, in its order.
    package var textClassesFile: String?
    /// nil: the safetensors file's, the project file's, or CLIP's own 100.
    package var logitScale: Float?
    /// What every line of the list of paths begins with that the project's paths do not.
    package var stripPrefix: String?

    package enum Tensors: Sendable {
        case npy(image: String, text: String, levels: String?, projection: String?)
        case safetensors(String)
    }

    package init(
        project: String, pathsFile: String, tensors: Tensors, textClassesFile: String? = nil, logitScale: Float?,
        stripPrefix: String? = nil
    ) {
        self.project = project
        self.pathsFile = pathsFile
        self.tensors = tensors
        self.textClassesFile = textClassesFile
        self.logitScale = logitScale
        self.stripPrefix = stripPrefix
    }

    /// The tensors of a safetensors file, in the order of the manual.
    package static let tensorNames = FeatureFiles.Name.all

    package struct Outcome: Sendable, Equatable {
        package var matched: Int
        /// Images of the project without a row.
        package var missing: [String]
        /// Rows without an image.
        package var surplus: [String]
        /// Paths that name more than one row; the first counts.
        package var duplicates: [String]
        /// Images that the rows brought into a project without pictures.
        package var addedImages: Int
        package var reserveCount: Int
        package var width: Int
        package var levels: Int
        package var tokensPerLevel: Int
        package var logitScale: Double
        /// How far the vectors were from unit length before they were normalised: the largest | ‖v‖ − 1 |.
        package var largestLengthError: Float
        /// These very features were here already.
        package var wasKnown: Bool
        /// The level features went by the name that 0.1.0 gave them.
        package var usesOlderName: Bool
        /// Files of these features that were lost or not what was written, and are made again.
        package var damages: [FileInspection.Damage] = []
        package var settled = SettledFiles()
        /// Images that could not join the reserve with their group, which is too large for it.
        package var tooLargeForReserve = 0
    }

    package func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Outcome {
        let bench = try Workbench.open(project, .readWrite)
        let inputs = try tensors.spooled()
        defer { withExtendedLifetime(inputs) {} }
        let source = try FeatureFiles(inputs.tensors)
        let rowPaths = try list(pathsFile).lines
        let textNames = try classesOfTextRows(bench, source)
        let dialect = bench.pathDialect(strippingPrefix: stripPrefix)
        try source.check(classes: textNames.count, paths: rowPaths, pathsFile: pathsFile)
        let scale = Double(logitScale ?? source.logitScale ?? Float(bench.importedLogitScale))
        try bench.checkWarmStart(source, textNames, scale: scale)

        var addedImages = 0
        if bench.imageFolder == nil, try bench.store.images().isEmpty {
            let fresh: [ImagePath]
            do {
                fresh = try dialect.newPaths(rowPaths)
            } catch {
                throw WorkbenchError.badPath(file: pathsFile, error)
            }
            addedImages = try bench.store.addImages(fresh.map { bench.newImage(path: $0.text, contentHash: nil) }).added
        }
        let images = try bench.store.images()
        let join: FeatureJoin
        do {
            join = try FeatureJoin(rowPaths: rowPaths, imagePaths: images.map(\.path), dialect)
        } catch {
            throw WorkbenchError.badPath(file: pathsFile, error)
        }
        let reserve = try bench.putReserveAside(
            joining: nearDuplicates(of: images, rows: join.rows, in: source.unitEmbeddings))
        guard join.matched > 0 else {
            throw WorkbenchError.noRowMatches(path: pathsFile, example: rowPaths.first ?? "")
        }
        let set = FeatureSet(
            key: "imported-" + source.key(scale: scale), origin: .imported, width: source.width,
            pooledLevels: source.levels.map { Array(repeating: .init(rows: 1, width: $0.width), count: $0.count) }
                ?? [],
            tokenLevels: source.levels.map { levels in
                levels.tokens > 1
                    ? Array(repeating: .init(rows: levels.tokens, width: levels.width), count: levels.count) : []
            } ?? [],
            logitScale: scale, createdAt: Date())
        let wasKnown = try bench.store.featureSets().contains { $0.key == set.key }
        if wasKnown { try bench.store.useFeatures(set.key) }
        let damages = try bench.store.forgetDamagedFeatures(of: set.key, readsTokens: true)
        let settled = try bench.settleFiles(after: damages)
        let known = wasKnown ? Set(try bench.store.features().images(with: .image)) : []
        let wanted = zip(images, join.rows).compactMap { image, row in
            row.flatMap { known.contains(image.id) ? nil : (image: image.id, row: $0) }
        }
        // Segments first, then the index: a crash in between leaves files that nobody names, never a row without its file.
        let segments = try source.write(wanted, set: set, folder: bench.folder, progress)
        if !wasKnown { try bench.store.addFeatures(set) }
        try bench.store.register(segments, in: set.key)
        try bench.store.setText(source.text, classes: textNames.map { TextRow(className: $0) }, in: set.key)
        if let levels = source.levels { try bench.store.setProjection(.matrix(levels.projection), in: set.key) }
        return Outcome(
            matched: join.matched, missing: join.missing, surplus: join.surplus,
            duplicates: join.duplicates.map(\.path),
            addedImages: addedImages, reserveCount: reserve.images, width: source.width,
            levels: source.levels?.count ?? 0,
            tokensPerLevel: source.levels?.tokens ?? 0, logitScale: scale,
            largestLengthError: source.largestLengthError, wasKnown: wasKnown, usesOlderName: source.usesOlderName,
            damages: damages, settled: settled, tooLargeForReserve: reserve.passedOver)
    }

    /// Above this all pairs would take minutes; near-duplicates across the reserve's edge are then left out of the audit.
    private static let mostComparedImages = 8_000

    /// Links between images nearer than the cosine of near-duplicates.
    private func nearDuplicates(
        of images: [ImageItem], rows: [Int?], in embeddings: Matrix
    ) -> [(ImageID, ImageID)] {
        let known = zip(images, rows).compactMap { image, row in row.map { (image.id, $0) } }
        guard known.count <= Self.mostComparedImages else { return [] }
        return nearDuplicateLinks(embeddings.gatheringRows(known.map(\.1)), cosine: ScoredPool.nearDuplicateCosine)
            .map { (known[$0].0, known[$1].0) }
    }

    private func list(_ path: String) throws -> TextLines {
        do {
            return try TextLines(parsing: try Workbench.bytes(of: path))
        } catch let defect as TextLines.Defect {
            throw WorkbenchError.badList(path: path, defect)
        }
    }

    /// The class of each text row. Rows that are in use already, for classes that have changed since, are not given to others
    /// by their place alone.
    private func classesOfTextRows(_ bench: Workbench, _ source: FeatureFiles) throws -> [String] {
        let present = bench.classes.map(\.name)
        guard let textClassesFile else {
            if let known = try bench.classes(ofTextRows: source.text), known != present {
                throw WorkbenchError.textRowsOfOtherClasses(path: source.textPath, rows: known, classes: present)
            }
            return present
        }
        let names: [String]
        do {
            names = try list(textClassesFile).names()
        } catch let defect as TextLines.Defect {
            throw WorkbenchError.badList(path: textClassesFile, defect)
        }
        let missing = present.filter { !names.contains($0) }
        guard missing.isEmpty else { throw WorkbenchError.textClassesMissing(path: textClassesFile, classes: missing) }
        return names
    }
}

extension FeatureImport.Tensors {
    /// The same with files in the place of pipes; they are there as long as the inputs.
    fileprivate func spooled() throws(TensorFileError) -> (tensors: Self, inputs: [SpooledInput]) {
        var inputs: [SpooledInput] = []
        func file(_ path: String) throws(TensorFileError) -> String {
            let input = try SpooledInput(path: path)
            inputs.append(input)
            return input.path
        }
        let tensors: Self
        switch self {
        case .safetensors(let path): tensors = .safetensors(try file(path))
        case .npy(let image, let text, let levels, let projection):
            tensors = .npy(
                image: try file(image), text: try file(text), levels: try levels.map(file),
                projection: try projection.map(file))
        }
        return (tensors, inputs)
    }
}

extension Workbench {
    /// An estimator that came with `--from` reads features of its own encoder and prompts only; before the first training here
    /// nothing could take its place.
    fileprivate func checkWarmStart(_ source: FeatureFiles, _ textNames: [String], scale: Double) throws {
        guard let round = try store.latestEstimator(), round.recipe == EstimatorRound.importedRecipe,
            let rows = source.text.asStoredText
        else { return }
        let text = rows.gatheringRows(classes.compactMap { textNames.firstIndex(of: $0.name) })
        let key = EncoderKey.imported(text: text, projection: source.levels?.projection, logitScale: scale)
        guard key == round.featureKey else {
            throw WorkbenchError.warmStartOfOtherEncoder(origin: try store.value(of: .origin) ?? "")
        }
    }

    /// The classes of the text rows in use, in the order of the rows, where these very rows are in use.
    fileprivate func classes(ofTextRows text: Matrix) throws -> [String]? {
        do {
            let table = try store.features()
            guard table.set.origin == .imported, table.textRows.count == text.rows, table.set.width == text.columns,
                try table.text(for: table.textRows) == text.asStoredText
            else { return nil }
            return table.textRows.map(\.className)
        } catch {
            switch error {
            // Lost or rotten: this import is what brings them back.
            case .noFeatures, .featureFileChanged, .featureFileUnusable: return nil
            default: throw error
            }
        }
    }

    fileprivate var importedLogitScale: Double {
        guard case .imported(let scale) = file.features else { return ProjectFile.defaultLogitScale }
        return scale
    }
}
