import Exchange
import Labelling
import Languages
import Workbench

// What came in from files, what went out into them, and what one label changed.
extension Words {
    func sentences(_ outcome: FeatureImport.Outcome) -> [String] {
        var lines = [joinedFeatures(outcome)]
        if outcome.levels > 0 {
            lines.append(
                say(
                    "feature-import.levels",
                    ["levels": counted("level", outcome.levels), "tokens": counted("token", outcome.tokensPerLevel)]))
        }
        if outcome.usesOlderName { lines.append(say("feature-import.older-name")) }
        if outcome.addedImages > 0 {
            lines.append(say("feature-import.added", ["images": counted("image", outcome.addedImages)]))
        }
        lines += [
            remade(outcome.damages), sentence(outcome.settled), tooLargeForReserve(outcome.tooLargeForReserve),
        ].compactMap(\.self)
        if outcome.reserveCount > 0 {
            lines.append(say("feature-import.reserve", ["images": counted("image", outcome.reserveCount)]))
        }
        if !outcome.missing.isEmpty {
            lines.append(
                say(
                    "feature-import.missing",
                    ["images": counted("image", outcome.missing.count), "names": listed(outcome.missing)]))
        }
        if !outcome.surplus.isEmpty {
            lines.append(
                say(
                    "feature-import.surplus",
                    ["rows": counted("row", outcome.surplus.count), "names": listed(outcome.surplus)]))
        }
        if !outcome.duplicates.isEmpty {
            lines.append(
                say(
                    "feature-import.duplicates",
                    ["count": outcome.duplicates.count, "names": listed(outcome.duplicates)]))
        }
        if outcome.largestLengthError > Self.noticeableLengthError {
            lines.append(say("feature-import.normalised", ["error": outcome.largestLengthError]))
        }
        return lines
    }

    private func joinedFeatures(_ outcome: FeatureImport.Outcome) -> String {
        let images = counted("image", outcome.matched)
        return outcome.wasKnown
            ? say(
                "feature-import.joined.known",
                ["images": images, "width": outcome.width, "scale": outcome.logitScale])
            : say("feature-import.joined", ["images": images, "width": outcome.width, "scale": outcome.logitScale])
    }

    /// What rounding in float16 leaves of a unit vector.
    private static let noticeableLengthError: Float = 2e-3

    func sentences(_ outcome: LabelImport.Outcome) -> [String] {
        var lines = [
            say(
                "label-import.given",
                ["labels": counted("label", outcome.given), "smallest": outcome.smallestClass])
        ]
        if outcome.unchanged > 0 {
            lines.append(say("label-import.unchanged", ["images": counted("image", outcome.unchanged)]))
        }
        if outcome.kept > 0 { lines.append(say("label-import.kept", ["images": counted("image", outcome.kept)])) }
        if outcome.replaced > 0 { lines.append(say("label-import.replaced", ["count": outcome.replaced])) }
        if outcome.reserve > 0 { lines.append(say("label-import.reserve", ["rows": counted("row", outcome.reserve)])) }
        if outcome.unknownPaths > 0 {
            lines.append(say("label-import.unknown-paths", ["rows": counted("row", outcome.unknownPaths)]))
        }
        if !outcome.otherFolders.isEmpty {
            let names = outcome.otherFolders.sorted { $0.value > $1.value }.map(\.key)
            lines.append(say("label-import.other-folders", ["names": listed(names)]))
        }
        return lines
    }

    func sentences(_ outcome: LabelExport.Outcome) -> [String] {
        let labelled = counted("labelled-image", outcome.trainCount)
        var lines = [
            outcome.auditCount > 0
                ? say(
                    "export.done.test-set",
                    [
                        "destination": outcome.destination, "labelled": labelled,
                        "audit": counted("audit-image", outcome.auditCount),
                    ])
                : say("export.done", ["destination": outcome.destination, "labelled": labelled])
        ]
        if outcome.chosenReserveCount > 0 {
            lines.append(say("export.chosen-reserve", ["labels": counted("label", outcome.chosenReserveCount)]))
        }
        if !outcome.emptyClasses.isEmpty {
            lines.append(say("export.empty-classes", ["names": listed(outcome.emptyClasses)]))
        }
        if !outcome.renamedClasses.isEmpty {
            let names = outcome.renamedClasses.sorted { $0.key < $1.key }.map { "\($0.key) → \($0.value)" }
            lines.append(say("export.renamed-folders", ["names": listed(names)]))
        }
        if outcome.removed > 0 { lines.append(say("export.removed", ["files": counted("file", outcome.removed)])) }
        if !outcome.isRecorded { lines.append(say("export.not-recorded")) }
        return lines
    }

    /// CoOp draws k images of each class, and repeats those of a class that has fewer.
    func samplerWarning(_ outcome: LabelExport.Outcome) -> String? {
        guard outcome.smallestClass < outcome.largestClass else { return nil }
        return say("export.unequal-shots", ["smallest": outcome.smallestClass, "largest": outcome.largestClass])
    }

    func sentence(_ outcome: Workbench.LabelOutcome) -> String {
        let said =
            outcome.wasUnchanged
            ? say("label.unchanged", ["path": outcome.path, "name": outcome.className])
            : say("label.given", ["path": outcome.path, "name": outcome.className])
        return outcome.isReserve ? say("label.in-reserve", ["said": said]) : said
    }
}
