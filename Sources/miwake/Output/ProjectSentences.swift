import FeatureExtraction
import Languages
import ProjectModel
import Workbench

// What a new project is, and what was found in its folder.
extension Words {
    func sentences(_ outcome: NewProject.Outcome) -> [String] {
        var lines = [made(outcome)]
        if outcome.reserveCount > 0 {
            lines.append(say("new.reserve", ["images": counted("image", outcome.reserveCount)]))
        }
        if let sentence = tooLargeForReserve(outcome.tooLargeForReserve) { lines.append(sentence) }
        if !outcome.skippedImageTypes.isEmpty {
            lines.append(say("new.passed-over", ["types": Words.types(outcome.skippedImageTypes)]))
        }
        lines += sentences(outcome.remarks)
        if let encoder = outcome.encoderName { lines.append(say("new.encoder", ["encoder": encoder])) }
        if let checkpoint = outcome.missingCheckpoint {
            lines.append(say("new.checkpoint-missing", ["checkpoint": checkpoint]))
        }
        if outcome.retrainsInSeconds { lines.append(slowRetrain) }
        lines += outcome.promptWarnings.map(sentence)
        if let project = outcome.warmStart { lines.append(say("new.warm-start", ["project": project])) }
        if outcome.lacksEstimator { lines.append(say("new.warm-start.no-estimator")) }
        return lines
    }

    private func made(_ outcome: NewProject.Outcome) -> String {
        let made = say(
            "new.made",
            [
                "file": outcome.projectFile, "classes": counted("class", outcome.classCount),
                "images": counted("image", outcome.imageCount),
            ])
        return outcome.isFromFile ? say("new.made.from-file", ["made": made]) : made
    }

    /// Of groups that the audit says nothing about; nil without any.
    func tooLargeForReserve(_ images: Int) -> String? {
        images > 0 ? say("new.too-large-for-reserve", ["images": counted("image", images)]) : nil
    }

    /// What whoever chooses a ResNet should know.
    var slowRetrain: String { say("new.slow-retrain") }

    func sentence(_ warning: PromptWarning) -> String {
        switch warning {
        case .otherScript(let name, let prompt): say("prompt.other-script", ["name": name, "prompt": prompt])
        case .truncated(let name, let prompt, let context):
            say("prompt.truncated", ["name": name, "prompt": prompt, "context": context])
        }
    }

    func sentences(_ remarks: ScanRemarks) -> [String] {
        var lines: [String] = []
        if !remarks.unreadable.isEmpty { lines.append(say("scan.unreadable", ["names": listed(remarks.unreadable)])) }
        if !remarks.misnamed.isEmpty {
            lines.append(
                say("scan.misnamed", ["count": remarks.misnamed.count, "names": listed(remarks.misnamed)]))
        }
        if !remarks.repeatedFolders.isEmpty {
            lines.append(
                say(
                    "scan.repeated-folders",
                    ["count": remarks.repeatedFolders.count, "names": listed(remarks.repeatedFolders)]))
        }
        if !remarks.excluded.isEmpty { lines.append(excluded(remarks.excluded)) }
        return lines
    }

    /// What the image folder passes over: folders end with a slash.
    private func excluded(_ names: [String]) -> String {
        let folders = names.count { $0.hasSuffix("/") }
        let parts = [("folder", folders), ("picture", names.count - folders)].filter { $0.1 > 0 }.map(counted)
        return say("scan.excluded", ["parts": enumerated(parts), "names": listed(names, most: 3)])
    }
}
