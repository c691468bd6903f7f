package import Interchange
package import ProjectModel

/// Why a use-case could not be carried out. Each case carries the facts that its sentence needs.
package enum WorkbenchError: Error, Sendable, Equatable {
    // Files and folders.
    case folderMissing(path: String)
    case notAFolder(path: String)
    case fileUnreadable(path: String, reason: String)
    case fileUnwritable(path: String, reason: String)
    /// A file that may not be written where it was wanted.
    case output(OutputError)
    /// A folder that was to be made anew holds something already.
    case destinationNotEmpty(path: String)

    // The project.
    case noProjectFile(path: String)
    case projectExists(path: String)
    /// An option that says something else than the miwake.yaml that is there.
    case optionAgainstFile(option: String, path: String)
    /// The image folder that a miwake.yaml names, where it came from somewhere else.
    case imagesOfFileMissing(path: String, folder: String)
    case projectFile(path: String, ProjectFileError)
    case noClassNames(path: String)
    /// A class named twice on the command line or in a list.
    case repeatedClass(name: String)
    case tooFewClasses(found: Int)
    case noImagesFound(folder: String, skipped: [String: Int])
    /// The classes of the other project are needed as they are: its estimator answers in their order.
    case classesWithWarmStart

    // Importing.
    /// A line of a list: empty, repeated, not UTF-8.
    case badList(path: String, TextLines.Defect)
    case badTable(path: String, CSVError)
    /// A line of a list or a table names an image in a way that cannot be followed.
    case badPath(file: String, PathDefect)
    case tensorMissing(path: String, name: String, found: [String])
    /// The very text rows that are in use, for the classes as they were.
    case textRowsOfOtherClasses(path: String, rows: [String], classes: [String])
    /// A list of the classes of text rows that leaves some of the project's out.
    case textClassesMissing(path: String, classes: [String])
    /// Tensors that an import does not read.
    case unknownTensors(path: String, names: [String], known: [String])
    /// exp(logit_scale) is not a positive number.
    case badLogitScale(path: String, found: Float)
    /// A tensor whose shape does not fit the project.
    case tensorShape(path: String, name: String, expected: String, found: [Int])
    case notFinite(path: String, name: String, row: Int)
    case zeroVector(path: String, name: String, row: Int)
    case rowCount(path: String, rows: Int, paths: Int)
    /// Level features and projection come together.
    case levelsAndProjection
    case noRowMatches(path: String, example: String)
    /// `now` is what a class of this name became.
    case unknownClassInTable(path: String, line: Int, name: String, now: String? = nil)
    case unknownPathInTable(path: String, line: Int, name: String)
    case noSuchSplit(path: String, split: String, found: [String])
    case nothingToImport(path: String)

    // Features and estimators.
    case noFeatures(project: String)
    case notTrained(reason: NotTrained)
    /// The round has learnt from just what a training would learn from.
    case nothingChanged(since: EstimatorID)
    case tokensNotStored
    /// Level features without the projection that leads to the embedding.
    case projectionMissing
    /// The features were made by another encoder or other prompts than those of the project that `--from` named.
    case warmStartOfOtherEncoder(origin: String)
    case unknownClass(name: String, known: [String], now: String? = nil)
    case unknownImage(path: String)
    /// A path on the command line leads out of the image folder.
    case pathClimbs(path: String)
    /// A path on the command line matches no image exactly, and several in another spelling.
    case ambiguousImage(path: String, candidates: [String])

    /// miwake.yaml names no checkpoint to encode with.
    case noCheckpoint(project: String)
    /// miwake.yaml is laid out so that a checkpoint cannot be written into it without touching the rest.
    case checkpointNotWritten(path: String, checkpoint: String, vocabulary: String?)
    /// `use_anyway` of miwake.yaml is laid out in a way that cannot be changed in place.
    case useAnywayNotWritten(path: String, images: [String])
    /// The features in use are another encoder's than the one that miwake.yaml names.
    case otherEncoder(path: String, expected: String, found: String)
    /// Parts of a divided encoding that are not there, counted from 1.
    case partsMissing(missing: [Int], of: Int, incomplete: [Int])
    /// No part of a divided encoding that fits the checkpoint.
    case noParts(folder: String)
    /// A part that is not what its shard wrote.
    case partDamaged(path: String, shard: Int, of: Int)
    /// Parts that were made for divisions of different sizes.
    case partsOfDifferentDivisions(counts: [Int])

    case nothingToExport(project: String)
    /// The project lives on imported features alone.
    case noPictures(project: String)

    /// No class has labels in two groups: no fold can hold any out.
    case tooFewLabelsForFolds

    package enum NotTrained: Sendable, Equatable {
        case tooFewImages(found: Int)
        case tooFewClasses(found: Int)
        case noRound
        /// The latest round saw other classes.
        case otherClasses(round: EstimatorID)
    }
}
