internal import CLIPEncoding
internal import FileContents
internal import Foundation
internal import Interchange
package import ProjectModel
internal import ProjectStore
internal import TensorFiles

/// Sets a project up: writes `miwake.yaml` and the store, finds the images, sets the audit reserve aside.
package struct NewProject: Sendable {
    package var folder: String
    /// nil for a project of imported features only.
    package var images: String?
    /// Whether somebody said that there are no images.
    package var hasNoImages = false
    package var classListFile: String?
    package var classNames: [String]
    /// Empty: CLIP's own template, or the other project's.
    package var prompts: [String]
    /// Another project whose classes, prompts and estimator are the warm start.
    package var from: String?
    /// nil: what a fresh project has; the same of `reserveMaximum` and `seed`.
    package var reserveFraction: Double?
    package var reserveMaximum: Int?
    package var seed: UInt64?
    /// The CLIP checkpoint that embeds the images; nil for imported features, or to be named later.
    package var checkpoint: String?
    /// Where the checkpoint's vocabulary lies; nil beside the weights.
    package var vocabulary: String?

    package init(
        folder: String, images: String?, classListFile: String?, classNames: [String], prompts: [String], from: String?,
        reserveFraction: Double?, reserveMaximum: Int?, seed: UInt64?, hasNoImages: Bool = false,
        checkpoint: String? = nil, vocabulary: String? = nil
    ) {
        self.folder = folder
        self.images = images
        self.classListFile = classListFile
        self.classNames = classNames
        self.prompts = prompts
        self.from = from
        self.reserveFraction = reserveFraction
        self.reserveMaximum = reserveMaximum
        self.seed = seed
        self.hasNoImages = hasNoImages
        self.checkpoint = checkpoint
        self.vocabulary = vocabulary
    }

    /// What setting up came to.
    package struct Outcome: Sendable, Equatable {
        package var projectFile: String
        package var classCount: Int
        package var imageCount: Int
        package var reserveCount: Int
        /// Images of groups that are too large for the reserve: it says nothing about them.
        package var tooLargeForReserve = 0
        package var skippedImageTypes: [String: Int]
        /// What was passed over when the folder was looked through.
        package var remarks: ScanRemarks
        /// miwake.yaml was there, and its store was made.
        package var isFromFile = false
        /// The checkpoint that miwake.yaml names, where it is not here.
        package var missingCheckpoint: String?
        /// The project whose estimator was taken over.
        package var warmStart: String?
        /// The other project has classes and prompts to take, and no estimator yet.
        package var lacksEstimator = false
        /// The encoder that the checkpoint holds; nil where none was named.
        package var encoderName: String?
        /// Whether retraining takes several seconds rather than one.
        package var retrainsInSeconds = false
        package var promptWarnings: [PromptWarning] = []
    }

    package func create(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Outcome {
        let yaml = folder + "/" + Workbench.projectFileName
        guard !FileManager.default.fileExists(atPath: yaml) else { return try completeFromFile(progress) }
        let other = try from.map { try Workbench.open($0, .readOnly) }
        let file = try projectFile(other)
        do { try file.validate() } catch { throw WorkbenchError.projectFile(path: yaml, error) }
        // Everything that can be refused is looked at before anything is written.
        let opened = try checkpoint.map { path in
            let checkpoint = try Checkpoint(path: path)
            return (checkpoint: checkpoint, tokenizer: try checkpoint.tokenizer(vocabulary: vocabulary))
        }
        let scan = try images.map { folder throws(WorkbenchError) in
            try ImageScan(folder: folder, excluding: file.exclude)
        }
        if let scan, scan.paths.isEmpty {
            throw WorkbenchError.noImagesFound(folder: images ?? "", skipped: scan.skippedImageTypes)
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw WorkbenchError.fileUnwritable(path: folder, reason: systemReason(of: error))
        }
        let store = try ProjectStore.create(at: folder, now: Date())
        let bench = Workbench(file: file, classes: try store.syncClasses(file.classes), store: store)
        var outcome = Outcome(
            projectFile: yaml, classCount: bench.classes.count, imageCount: 0, reserveCount: 0,
            skippedImageTypes: scan?.skippedImageTypes ?? [:], remarks: scan?.remarks ?? ScanRemarks())
        if let scan, let images {
            outcome.imageCount = try bench.add(
                scan.paths, in: images, unreadable: &outcome.remarks.unreadable, progress)
            let reserve = try bench.putReserveAside()
            outcome.reserveCount = reserve.images
            outcome.tooLargeForReserve = reserve.passedOver
        }
        try bench.followPatterns()
        if let other { try takeEstimator(of: other, into: bench, &outcome) }
        if let opened {
            outcome.encoderName = opened.checkpoint.encoderName
            outcome.retrainsInSeconds = opened.checkpoint.hasGridLevels
            outcome.promptWarnings = file.promptWarnings(
                opened.tokenizer, context: opened.checkpoint.configuration.text.context)
        }
        // The project file last: a folder with one is a project that can be opened.
        try Workbench.writeProjectFile(file.yaml, to: yaml)
        return outcome
    }

    private func projectFile(_ other: Workbench?) throws -> ProjectFile {
        let folderSetting: ProjectFile.Images = images.map { .folder(absolute($0)) } ?? .none
        if let other {
            guard classNames.isEmpty, classListFile == nil else { throw WorkbenchError.classesWithWarmStart }
            var file = other.file
            file.images = folderSetting
            file.features = features
            file.seed = seed ?? Self.usualSeed
            file.reserve = reserve
            if !prompts.isEmpty { file.prompts = prompts }
            return file
        }
        let names = try classListFile.map(Self.classNames(inFile:)) ?? classNames.map(\.asName)
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted { throw WorkbenchError.repeatedClass(name: name) }
        guard names.count >= 2 else { throw WorkbenchError.tooFewClasses(found: names.count) }
        let keys = Array("1234567890")
        let definitions = names.enumerated().map { index, name in
            ClassDefinition(name: name, key: index < keys.count ? keys[index] : nil)
        }
        return ProjectFile(
            classes: definitions, prompts: prompts.isEmpty ? [ProjectFile.defaultPrompt] : prompts,
            images: folderSetting, features: features, seed: seed ?? Self.usualSeed, reserve: reserve)
    }

    private static let usualSeed: UInt64 = 1

    private var reserve: ProjectFile.Reserve {
        let usual = ProjectFile.Reserve()
        return .init(fraction: reserveFraction ?? usual.fraction, maximum: reserveMaximum ?? usual.maximum)
    }

    static func classNames(inFile path: String) throws -> [String] {
        let names: [String]
        do {
            names = try TextLines(parsing: try Workbench.bytes(of: path)).names()
        } catch let defect as TextLines.Defect {
            throw WorkbenchError.badList(path: path, defect)
        }
        guard !names.isEmpty else { throw WorkbenchError.noClassNames(path: path) }
        return names
    }

    /// As miwake.yaml remembers it: from the project folder where the checkpoint lies in it, so that both can move together.
    private var features: ProjectFile.Features? {
        checkpoint.map {
            .checkpoint(
                Workbench.remembered($0, in: folder),
                vocabulary: vocabulary.map { Workbench.remembered($0, in: folder) })
        }
    }

    private func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }

    /// Takes over the other project's latest estimator as round 1: the warm start of this line.
    private func takeEstimator(of other: Workbench, into bench: Workbench, _ outcome: inout Outcome) throws {
        guard let round = try other.usableRound() else {
            outcome.lacksEstimator = true
            return
        }
        try other.store.verifyEstimator(round.id)
        let id = try bench.store.nextEstimator()
        let source = other.folder.estimatorFile(round.id)
        let destination = bench.folder.estimatorFile(id)
        do {
            try FileManager.default.copyItem(atPath: source, toPath: destination)
        } catch {
            throw WorkbenchError.fileUnreadable(path: source, reason: systemReason(of: error))
        }
        let copy = try MappedFile(path: destination).checksum
        try bench.store.record(
            EstimatorRound(
                id: id, file: StoreFolder.estimatorFileName(id), recipe: EstimatorRound.importedRecipe,
                mode: round.mode,
                createdAt: Date(),
                labelsHash: round.labelsHash, classes: bench.classes.map { .init(id: $0.id, labels: 0) },
                warmStart: nil,
                steps: round.steps, seed: round.seed, featureKey: round.featureKey), checksum: copy)
        try bench.store.set(.origin, to: other.name)
        outcome.warmStart = other.name
    }
}

extension Workbench {
    /// Adds images by path with the hash of their content; those that cannot be read are named and left out.
    func add(
        _ paths: [String], in folder: String, unreadable: inout [String],
        _ progress: (_ done: Int, _ total: Int) -> Void
    ) throws -> Int {
        var images: [NewImage] = []
        images.reserveCapacity(paths.count)
        for (index, path) in paths.enumerated() {
            do {
                let stamp = FileStamp(path: folder + "/" + path)
                var image = newImage(path: path, contentHash: try ContentHash.ofFile(at: folder + "/" + path))
                image.stamp = stamp
                images.append(image)
            } catch {
                unreadable.append(path)
            }
            progress(index + 1, paths.count)
        }
        return try store.addImages(images).added
    }

    /// Puts the audit reserve aside, once, when the project has its first images.
    ///
    /// - Parameter joined: pairs that show the same thing, beside groups and byte-equal files: near-duplicates by their features.
    /// - Returns: how many images it holds, and how many belong to groups that are too large for it.
    package func putReserveAside(joining joined: [(ImageID, ImageID)] = []) throws -> (images: Int, passedOver: Int) {
        guard try store.reserveDraw() == nil else { return (try store.reserve().count, 0) }
        let drawn = try store.drawReserve(
            fraction: file.reserve.fraction, maximum: file.reserve.maximum, seed: file.seed, joined: joined, now: Date()
        )
        let images = try store.images()
        let size = min(file.reserve.maximum, Int((file.reserve.fraction * Double(images.count)).rounded()))
        let reserved = Set(drawn)
        let groups = Dictionary(grouping: zip(images, RelatedImages(images).roots()), by: \.1).values
        let tooLarge = groups.filter { $0.count > 1 && $0.count > size && !reserved.contains($0[0].0.id) }
        return (drawn.count, tooLarge.reduce(0) { $0 + $1.count })
    }
}
