import Foundation
import Languages
import ProjectModel
import ProjectStore

extension Words {
    func failure(_ error: StoreError) -> Failure {
        switch error {
        case .noStore(let path):
            let project = (path as NSString).deletingLastPathComponent
            return Failure(
                say("store.no-store", ["project": project]),
                .projectState)
        case .alreadyExists(let path):
            return Failure(say("store.already-exists", ["path": path]), .projectState)
        case .notAStore(let path):
            return Failure(say("store.not-a-store", ["path": path]), .projectState)
        case .damaged(let path, let detail):
            return Failure(say("store.damaged", ["path": path, "detail": detail]), .projectState)
        case .newerVersion(let path, _):
            return Failure(say("store.newer-version", ["path": path]), .projectState)
        case .backupNotMade(let path, let reason):
            return Failure(
                say("store.backup-not-made", ["path": path, "reason": reason]), .system)
        case .replaced(let path, let by):
            return Failure(
                say("store.replaced", ["path": path, "by": words(by)]), .system)
        case .heldByAnother(let path, let holder):
            guard let holder else {
                return Failure(say("store.held-by-another", ["path": path]), .projectState)
            }
            return Failure(
                say(
                    "store.held-by",
                    ["path": path, "process": holder.process, "host": holder.host, "since": time(holder.since)]),
                .projectState)
        case .readOnly(let path): return Failure(say("store.read-only", ["path": path]), .system)
        case .diskFull(let path):
            return Failure(
                say("store.disk-full", ["path": path]), .system)
        case .busy(let path): return Failure(say("store.busy", ["path": path]), .system)
        case .system(let path, let reason):
            return Failure(say("store.system", ["path": path, "reason": reason]), .system)
        case .repeatedClassName(let name): return Failure(say("store.repeated-class-name", ["name": name]), .input)
        case .emptyClassName: return Failure(say("store.empty-class-name"), .input)
        case .labelledClassesRemoved(let classes, let new):
            return Failure(sentence(gone: classes, new: new), .projectState)
        case .classesOutOfStep(let new, let removed):
            let change = [
                new.isEmpty ? nil : say("store.classes-out-of-step.new", ["new": listed(new)]),
                removed.isEmpty ? nil : say("store.classes-out-of-step.gone", ["removed": listed(removed)]),
            ]
            let changes = change.compactMap(\.self).joined(separator: "; ")
            return Failure(
                new.isEmpty || removed.isEmpty
                    ? say("store.classes-out-of-step", ["changes": changes])
                    : say("store.classes-out-of-step.renamed", ["changes": changes]),
                .projectState)
        case .estimatorLost(let id, let path):
            return Failure(
                say("store.estimator-lost", ["id": id.rawValue, "path": path]),
                .projectState)
        case .estimatorChanged(let id, let path):
            return Failure(
                say("store.estimator-changed", ["id": id.rawValue, "path": path]), .projectState)
        case .unknownClass, .unknownPrompt, .unknownEstimator, .unknownImage:
            return Failure(
                say("store.changed-meanwhile"),
                .projectState)
        case .unknownClassName(let name): return Failure(say("store.unknown-class-name", ["name": name]), .input)
        case .unknownPath(let path):
            return Failure(say("store.unknown-path", ["path": path]), .input)
        case .repeatedPath(let path): return Failure(say("store.repeated-path", ["path": path]), .input)
        case .badPath(let path): return Failure(say("store.bad-path", ["path": path]), .input)
        case .badContentHash(let path):
            return Failure(say("store.bad-content-hash", ["path": path]), .input)
        case .reserveAlreadyDrawn: return Failure(say("store.reserve-already-drawn"), .projectState)
        case .noImages: return Failure(say("store.no-images"), .projectState)
        case .badReserve(let fraction, let maximum):
            return Failure(say("store.bad-reserve", ["fraction": fraction, "maximum": maximum]), .input)
        case .staleEdit:
            return Failure(say("store.stale-edit"), .projectState)
        case .answerWithoutPrompt, .promptAgainstReserve, .badProbability:
            return Failure(say("store.answer-without-prompt"), .projectState)
        case .noFeatures:
            return Failure(
                say("store.no-features"), .projectState)
        case .unknownFeatureSet(let key): return Failure(say("store.unknown-feature-set", ["key": key]), .projectState)
        case .otherFeatures(let expected, let found):
            return Failure(
                say("store.other-features", ["found": found, "expected": expected]), .projectState
            )
        case .featuresExist(let key): return Failure(say("store.features-exist", ["key": key]), .projectState)
        case .featureRowsExist(let count, let example):
            return Failure(
                say("store.feature-rows-exist", ["count": counted("image", count), "example": example]), .projectState)
        case .featureRowsMissing(let kind, let count, _):
            return Failure(
                say("store.feature-rows-missing", ["count": counted("image", count), "kind": kind.rawValue]),
                .projectState)
        case .textRowsMissing(let classes):
            return Failure(
                say("store.text-rows-missing", ["classes": listed(classes)]),
                .projectState)
        case .badFeatureShape(let kind, let expected, let found):
            return Failure(
                say("store.bad-feature-shape", ["kind": kind.rawValue, "found": found, "expected": expected]), .input)
        case .badFeatureRow(let kind, let row):
            return Failure(say("store.bad-feature-row", ["row": row, "kind": kind.rawValue]), .input)
        case .featureFileUnusable(let path, let reason):
            return Failure(
                say("store.feature-file-unusable", ["path": path, "reason": reason, "remedy": makeAgain]), .projectState
            )
        case .featureFileChanged(let path):
            return Failure(say("store.feature-file-changed", ["path": path, "remedy": makeAgain]), .projectState)
        case .forbidden(let detail): return Failure(say("store.forbidden", ["detail": detail]), .projectState)
        }
    }

    private var makeAgain: String {
        say("store.make-again")
    }

    func words(_ replacement: StoreError.Replacement) -> String {
        switch replacement {
        case .nothing: say("store.replaced.removed")
        case .anotherFile: say("store.replaced.another-file")
        case .otherContent: say("store.replaced.other-content")
        }
    }

    /// Classes with labels that somebody took out of miwake.yaml by hand.
    private func sentence(gone classes: [StoreError.RemovedClass], new: [String]) -> String {
        let names = joined(
            classes.map { say("store.class-with-labels", ["name": $0.name, "labels": counted("label", $0.labels)]) })
        if let old = classes.first?.name, classes.count == 1, let name = new.first, new.count == 1 {
            return
                say("store.class-renamed-by-hand", ["name": name, "names": names, "old": old])
        }
        return classes.count == 1
            ? say("store.class-gone", ["names": names])
            : say("store.classes-gone", ["names": names])
    }

    private func time(_ date: Date) -> String { date.formatted(.iso8601) }
}
