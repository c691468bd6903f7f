import Foundation
import ProjectModel
import ProjectStore

extension Failure {
    init(_ error: StoreError) {
        switch error {
        case .noStore(let path):
            let project = (path as NSString).deletingLastPathComponent
            self.init(
                "“\(project)” has a miwake.yaml and no label store yet; `miwake new \(project)` makes it.",
                .projectState)
        case .alreadyExists(let path):
            self.init("“\(path)” has a label store already; name another folder.", .projectState)
        case .notAStore(let path):
            self.init("“\(path)” is not a label store of Miwake; restore it from a backup.", .projectState)
        case .damaged(let path, let detail):
            self.init("“\(path)” is damaged (\(detail)); restore it from a backup.", .projectState)
        case .newerVersion(let path, _):
            self.init("“\(path)” was written by a newer Miwake; install that version to open it.", .projectState)
        case .backupNotMade(let path, let reason):
            self.init(
                "“\(path)”, the copy of the store that is made before an older one is brought up to date, could not be "
                    + "written: \(reason). Nothing was changed; make room and try again.", .system)
        case .replaced(let path, let by):
            self.init(
                "“\(path)” \(Self.words(by)) while it was open, so nothing more is recorded; close Miwake, put the store back "
                    + "and open it again.", .system)
        case .heldByAnother(let path, let holder):
            let who =
                holder.map { "process \($0.process) on \($0.host) since \(Self.time($0.since))" } ?? "another process"
            self.init("“\(path)” is being written by \(who); close that one first.", .projectState)
        case .readOnly(let path): self.init("“\(path)” was opened for reading only.", .system)
        case .diskFull(let path):
            self.init(
                "The disk is full and “\(path)” could not be written; nothing saved before is lost. Make room and "
                    + "answer again.", .system)
        case .busy(let path): self.init("“\(path)” is locked by another program; try again.", .system)
        case .system(let path, let reason): self.init("“\(path)” cannot be used: \(reason).", .system)
        case .repeatedClassName(let name): self.init("Two classes are named “\(name)” in miwake.yaml.", .input)
        case .emptyClassName: self.init("A class in miwake.yaml has no name.", .input)
        case .labelledClassesRemoved(let classes, let new):
            self.init(Self.sentence(gone: classes, new: new), .projectState)
        case .classesOutOfStep(let new, let removed):
            let change = [
                new.isEmpty ? nil : "new: \(listed(new))", removed.isEmpty ? nil : "gone: \(listed(removed))",
            ]
            self.init(
                "The classes in miwake.yaml have changed (\(change.compactMap(\.self).joined(separator: "; "))); "
                    + (new.isEmpty || removed.isEmpty
                        ? ""
                        : "`miwake classes DIR rename OLD NEW` keeps the labels of a class that has another name, ")
                    + (new.isEmpty || removed.isEmpty ? "" : "and otherwise ")
                    + "`miwake open` or `miwake train` takes the change up.", .projectState)
        case .estimatorLost(let id, let path):
            self.init(
                "The estimator of round \(id.rawValue), “\(path)”, is gone; `miwake train` makes a new one. No label is lost.",
                .projectState)
        case .estimatorChanged(let id, let path):
            self.init(
                "The estimator of round \(id.rawValue), “\(path)”, is not what was written; `miwake train` makes a new one. No "
                    + "label is lost.", .projectState)
        case .unknownClass, .unknownPrompt, .unknownEstimator, .unknownImage:
            self.init(
                "The label store does not know what was named; another program has changed it meanwhile: open it again.",
                .projectState)
        case .unknownClassName(let name): self.init("There is no class “\(name)”.", .input)
        case .unknownPath(let path):
            self.init("“\(path)” is no image of the project; paths are relative to the image folder.", .input)
        case .repeatedPath(let path): self.init("“\(path)” is given twice.", .input)
        case .badPath(let path): self.init("“\(path)” is no relative path.", .input)
        case .badContentHash(let path):
            self.init("The content hash of “\(path)” is not SHA-256 in hexadecimal.", .input)
        case .reserveAlreadyDrawn: self.init("The audit reserve was drawn already and stays as it is.", .projectState)
        case .noImages: self.init("The project has no images.", .projectState)
        case .badReserve(let fraction, let maximum):
            self.init("A reserve of \(fraction) and at most \(maximum) images cannot be drawn.", .input)
        case .staleEdit:
            self.init("The image was answered elsewhere meanwhile; look at it again.", .projectState)
        case .answerWithoutPrompt, .promptAgainstReserve, .badProbability:
            self.init("The answer does not fit what was asked; ask again.", .projectState)
        case .noFeatures:
            self.init(
                "The project has no features yet; `miwake embed` makes them with its checkpoint, `miwake import features` brings "
                    + "in others.", .projectState)
        case .unknownFeatureSet(let key): self.init("There are no features “\(key)”.", .projectState)
        case .otherFeatures(let expected, let found):
            self.init(
                "The features in use are “\(found)”, and “\(expected)” are asked for; import them again.", .projectState
            )
        case .featuresExist(let key): self.init("The features “\(key)” are here already.", .projectState)
        case .featureRowsExist(let count, let example):
            self.init("\(counted(count, "image")) (“\(example)” …) have features already.", .projectState)
        case .featureRowsMissing(let kind, let count, _):
            self.init("\(counted(count, "image")) have no \(kind.rawValue) features; import them.", .projectState)
        case .textRowsMissing(let classes):
            self.init(
                "The text features do not cover the present prompts of \(listed(classes)); `miwake embed` embeds them, or import "
                    + "features made from the present classes.",
                .projectState)
        case .badFeatureShape(let kind, let expected, let found):
            self.init("The \(kind.rawValue) features have the shape \(found); \(expected) is needed.", .input)
        case .badFeatureRow(let kind, let row):
            self.init("Row \(row) of the \(kind.rawValue) features is no finite vector with a length.", .input)
        case .featureFileUnusable(let path, let reason):
            self.init("The feature file “\(path)” cannot be used (\(reason)); \(Self.makeAgain)", .projectState)
        case .featureFileChanged(let path):
            self.init("The feature file “\(path)” is not what was written; \(Self.makeAgain)", .projectState)
        case .forbidden(let detail): self.init("The label store refused the change: \(detail).", .projectState)
        }
    }

    private static let makeAgain =
        "`miwake embed` makes those of a checkpoint again, and imported ones come by the same `miwake import features`. No label "
        + "is lost."

    static func words(_ replacement: StoreError.Replacement) -> String {
        switch replacement {
        case .nothing: "was removed or moved away"
        case .anotherFile: "was replaced by another file"
        case .otherContent: "was written over by another program"
        }
    }

    /// Classes with labels that somebody took out of miwake.yaml by hand.
    private static func sentence(gone classes: [StoreError.RemovedClass], new: [String]) -> String {
        let names = classes.map { "“\($0.name)” (\(counted($0.labels, "label")))" }.joined(separator: ", ")
        if let old = classes.first?.name, classes.count == 1, let name = new.first, new.count == 1 {
            return
                "miwake.yaml has “\(name)” and no longer \(names); `miwake classes DIR rename “\(old)” “\(name)”` gives the labels "
                + "the new name, or put the class back."
        }
        return
            "miwake.yaml no longer has \(names); put \(classes.count == 1 ? "it" : "them") back and use `miwake classes DIR rename`, "
            + "`merge` or `retire`, which keep the labels."
    }

    private static func time(_ date: Date) -> String { date.formatted(.iso8601) }
}
