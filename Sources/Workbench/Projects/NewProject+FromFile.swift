internal import CLIPEncoding
internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore

/// A folder that comes with its `miwake.yaml`, as from a repository, gets its label store: the same classes, images and reserve
/// wherever it is made.
extension NewProject {
    /// - Throws: `projectExists` where there is nothing left to make.
    func completeFromFile(_ progress: (_ done: Int, _ total: Int) -> Void) throws -> Outcome {
        let file = try Workbench.projectFile(in: folder)
        let yaml = folder + "/" + Workbench.projectFileName
        try checkOptions(against: file, yaml)
        let place = StoreFolder(project: folder)
        let isBegun = FileManager.default.fileExists(atPath: place.database)
        var scan: ImageScan?
        if let images = file.imageFolder(of: place) {
            guard FileManager.default.fileExists(atPath: images) else {
                throw WorkbenchError.imagesOfFileMissing(path: yaml, folder: images)
            }
            scan = try ImageScan(folder: images, excluding: file.exclude)
        }
        let store =
            isBegun
            ? try ProjectStore.open(at: folder, mode: .readWrite, now: Date())
            : try ProjectStore.create(at: folder, now: Date())
        // What was interrupted is made whole; what is in use is not touched.
        if isBegun {
            let isWhole = try scan == nil || store.reserveDraw() != nil || !store.history(limit: 1).isEmpty
            guard !isWhole else { throw WorkbenchError.projectExists(path: folder) }
        }
        let bench = Workbench(file: file, classes: try store.syncClasses(file.classes), store: store)
        var outcome = Outcome(
            projectFile: yaml, classCount: bench.classes.count, imageCount: 0, reserveCount: 0,
            skippedImageTypes: scan?.skippedImageTypes ?? [:], remarks: scan?.remarks ?? ScanRemarks(),
            isFromFile: true)
        if let scan, !scan.paths.isEmpty, let images = file.imageFolder(of: place) {
            _ = try bench.add(scan.paths, in: images, unreadable: &outcome.remarks.unreadable, progress)
            outcome.imageCount = try store.images().count
            let reserve = try bench.putReserveAside()
            outcome.reserveCount = reserve.images
            outcome.tooLargeForReserve = reserve.passedOver
        }
        try bench.followPatterns()
        guard let paths = file.checkpointPaths(of: place) else { return outcome }
        guard FileManager.default.fileExists(atPath: paths.checkpoint) else {
            outcome.missingCheckpoint = paths.checkpoint
            return outcome
        }
        let checkpoint = try Checkpoint(path: paths.checkpoint)
        outcome.encoderName = checkpoint.encoderName
        outcome.retrainsInSeconds = checkpoint.hasGridLevels
        outcome.promptWarnings = file.promptWarnings(
            try checkpoint.tokenizer(vocabulary: paths.vocabulary), context: checkpoint.configuration.text.context)
        return outcome
    }

    /// Options that say something else than the file are refused by name.
    private func checkOptions(against file: ProjectFile, _ yaml: String) throws {
        func refuse(_ option: String, unless isSame: Bool) throws(WorkbenchError) {
            guard isSame else { throw .optionAgainstFile(option: option, path: yaml) }
        }
        let place = StoreFolder(project: folder)
        func real(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
        if let images { try refuse("--images", unless: file.imageFolder(of: place).map(real) == real(images)) }
        if hasNoImages { try refuse("--no-images", unless: file.images == .none) }
        if let classListFile {
            try refuse("--classes", unless: try Self.classNames(inFile: classListFile) == file.classes.map(\.name))
        }
        if !classNames.isEmpty {
            try refuse("--class", unless: classNames.map(\.asName) == file.classes.map(\.name))
        }
        if !prompts.isEmpty { try refuse("--prompt", unless: prompts == file.prompts) }
        if from != nil { try refuse("--from", unless: false) }
        if let reserveFraction { try refuse("--reserve", unless: reserveFraction == file.reserve.fraction) }
        if let reserveMaximum { try refuse("--reserve-maximum", unless: reserveMaximum == file.reserve.maximum) }
        if let seed { try refuse("--seed", unless: seed == file.seed) }
        if let checkpoint {
            let paths = file.checkpointPaths(of: place)
            try refuse("--checkpoint", unless: paths.map { real($0.checkpoint) } == real(checkpoint))
            if let vocabulary {
                try refuse("--vocabulary", unless: paths?.vocabulary.map(real) == real(vocabulary))
            }
        }
    }
}
