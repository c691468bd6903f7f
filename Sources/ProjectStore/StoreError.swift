package import ProjectModel

/// Why a store could not do what it was asked. Nothing is written when one of these is thrown.
package enum StoreError: Error, Sendable, Equatable {
    // Opening.
    /// The folder has no store in it.
    case noStore(path: String)
    case alreadyExists(path: String)
    /// Not a database, or another program's.
    case notAStore(path: String)
    /// The database contradicts itself; the detail is the database's own.
    case damaged(path: String, detail: String)
    /// Written by a newer Miwake; the names are of the migrations that this one does not know.
    case newerVersion(path: String, migrations: [String])
    /// Written by an older Miwake, and the copy that is made before it is brought up to date could not be: nothing was changed.
    case backupNotMade(path: String, reason: String)
    /// The open store is no longer the one at its path: whatever is written to it is lost to the project.
    case replaced(path: String, by: Replacement)
    /// Somebody else is writing; nil where the holder's note could not be read.
    case heldByAnother(path: String, holder: WriterLock.Holder?)
    case readOnly(path: String)
    case diskFull(path: String)
    /// Another connection kept the database locked for longer than we wait.
    case busy(path: String)
    /// The operating system refused; the reason is its own.
    case system(path: String, reason: String)

    // Classes.
    case repeatedClassName(String)
    case emptyClassName
    /// Classes that are gone from the project file while images carry them, and those that the file has instead.
    case labelledClassesRemoved([RemovedClass], new: [String])
    /// Classes of the project file that the store has not been told of, which takes a writer.
    case classesOutOfStep(new: [String], removed: [String])
    case unknownClass(ClassID)
    case unknownClassName(String)

    // Images.
    case unknownImage(ImageID)
    case unknownPath(String)
    case repeatedPath(String)
    case badPath(String)
    case badContentHash(path: String)
    case reserveAlreadyDrawn
    case noImages
    case badReserve(fraction: Double, maximum: Int)

    // Labelling.
    /// The image is not in the state that the edit starts from.
    case staleEdit(ImageID, found: Edit.Change)
    /// An answer must say what was shown.
    case answerWithoutPrompt(ImageID)
    case unknownPrompt(PromptID)
    /// Audit prompts ask for images of the reserve, all others for images outside it, and partners never come from it.
    case promptAgainstReserve(ImageID, role: PromptRole)
    case badProbability(Double)

    // Estimators.
    case unknownEstimator(EstimatorID)
    case estimatorLost(EstimatorID, path: String)
    /// A checkpoint whose bytes are not those of its checksum.
    case estimatorChanged(EstimatorID, path: String)

    // Features.
    case noFeatures
    case unknownFeatureSet(String)
    /// Features of another encoder, checkpoint or import than the one asked for.
    case otherFeatures(expected: String, found: String)
    case featuresExist(key: String)
    case featureRowsExist(count: Int, example: String)
    /// Images without features, with the first few of them.
    case featureRowsMissing(kind: FeatureKind, count: Int, examples: [ImageID])
    /// The text rows do not cover these classes, or were made from other prompts.
    case textRowsMissing(classes: [String])
    case badFeatureShape(kind: FeatureKind, expected: [Int], found: [Int])
    /// A value that is not a finite number, or a vector without length; the row is counted from 0.
    case badFeatureRow(kind: FeatureKind, row: Int)
    /// A feature file that is missing, or is not what was registered.
    case featureFileUnusable(path: String, reason: String)
    /// A feature file whose bytes are not those of its checksum.
    case featureFileChanged(path: String)

    /// What the schema forbids; the detail is the database's own.
    case forbidden(detail: String)

    /// What lies where the open store lay.
    package enum Replacement: Sendable, Equatable {
        /// Nothing: it was removed, or its folder was moved.
        case nothing
        /// Another file of that name.
        case anotherFile
        /// The same file, which somebody else wrote to.
        case otherContent
    }

    package struct RemovedClass: Sendable, Equatable {
        package var name: String
        /// How many images carry it.
        package var labels: Int

        package init(name: String, labels: Int) {
            self.name = name
            self.labels = labels
        }
    }
}
