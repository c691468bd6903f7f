import FeatureExtraction
import Foundation
import Imaging
import Languages
import ProjectModel
import Workbench

// What came of embedding images, in one run or in parts.
extension Words {
    func sentences(_ outcome: Embedding.Outcome) -> [String] {
        var lines = embedded(outcome)
        lines += [remade(outcome.damages), sentence(outcome.settled)].compactMap(\.self)
        if outcome.kept > 0 { lines.append(say("embed.kept", ["images": counted("image", outcome.kept)])) }
        if outcome.viewed > 0 {
            lines.append(say("embed.views", ["images": counted("labelled-image", outcome.viewed)]))
        }
        if outcome.tokened > 0, let bytes = outcome.tokenBytes {
            lines.append(
                say(
                    "embed.tokens",
                    ["images": counted("image", outcome.tokened), "kilobytes": (bytes + 999) / 1_000]))
        }
        if outcome.classesEmbedded > 0 { lines.append(promptsEmbedded(outcome.classesEmbedded)) }
        if outcome.added > 0 { lines.append(say("embed.added", ["count": outcome.added])) }
        if outcome.changed > 0 { lines.append(say("embed.changed", ["images": counted("image", outcome.changed)])) }
        if let reread = sentence(outcome.rereading) { lines.append(reread) }
        if outcome.moved > 0 { lines.append(say("embed.moved", ["images": counted("image", outcome.moved)])) }
        if outcome.missing > 0 { lines.append(say("embed.missing", ["images": counted("image", outcome.missing)])) }
        let unusable = outcome.problems.filter { $0.problem.kind != .doubtful }
        let doubtful = outcome.problems.filter { $0.problem.kind == .doubtful }
        lines += list(unusable, say("embed.unusable", ["images": counted("image", unusable.count)]))
        lines += list(doubtful, say("embed.doubtful", ["images": counted("image", doubtful.count)]))
        lines += list(outcome.remarks, say("embed.flawed", ["images": counted("image", outcome.remarks.count)]))
        if !outcome.changing.isEmpty {
            lines.append(
                say(
                    "embed.changing",
                    ["files": counted("file", outcome.changing.count), "names": listed(outcome.changing)]))
        }
        lines += sentences(outcome.passedOver)
        if outcome.retrainsInSeconds { lines.append(slowRetrain) }
        return lines + outcome.promptWarnings.map(sentence)
    }

    private func embedded(_ outcome: Embedding.Outcome) -> [String] {
        guard outcome.encoded > 0 else {
            return outcome.tokened == 0 ? [say("embed.nothing", ["encoder": outcome.encoderName])] : []
        }
        let (images, time) = (counted("image", outcome.encoded), duration(seconds: outcome.seconds))
        guard outcome.seconds > 0 else {
            return [say("embed.done", ["images": images, "encoder": outcome.encoderName, "time": time])]
        }
        let rate = String(format: "%.1f", Double(outcome.encoded) / outcome.seconds)
        return [
            say("embed.done.rate", ["images": images, "encoder": outcome.encoderName, "time": time, "rate": rate])
        ]
    }

    func promptsEmbedded(_ classes: Int) -> String {
        say("embed.prompts", ["classes": counted("class", classes)])
    }

    private static let listedProblems = 20

    private func list(_ problems: [Embedding.Outcome.Problem], _ title: String) -> [String] {
        guard !problems.isEmpty else { return [] }
        var lines = [title] + problems.prefix(Self.listedProblems).map { indented($0.path, $0.problem) }
        if problems.count > Self.listedProblems {
            lines.append("  " + say("embed.more-problems", ["count": problems.count - Self.listedProblems]))
        }
        return lines
    }

    private func indented(_ path: String, _ problem: ImageProblem) -> String { "  \(path): \(words(problem))" }

    // MARK: Parts

    func sentences(_ outcome: ShardEmbedding.Outcome, _ shard: Shard) -> [String] {
        let done = say(
            "embed.part",
            [
                "index": shard.index, "parts": shard.count, "images": counted("image", outcome.encoded),
                "encoder": outcome.encoderName, "time": duration(seconds: outcome.seconds), "kept": outcome.kept,
                "share": outcome.share,
            ])
        return [done] + outcome.problems.map { indented($0.path, $0.problem) }
    }

    func sentences(_ outcome: ShardMerge.Outcome) -> [String] {
        var lines = [
            say(
                "embed.joined",
                [
                    "images": counted("image", outcome.joined), "files": counted("file", outcome.parts),
                    "encoder": outcome.encoderName, "known": outcome.known,
                ])
        ]
        lines += [remade(outcome.damages), sentence(outcome.settled), sentence(outcome.rereading)].compactMap(\.self)
        if outcome.outdated > 0 {
            lines.append(say("embed.outdated-parts", ["images": counted("image", outcome.outdated)]))
        }
        if outcome.stale > 0 {
            lines.append(say("embed.stale-parts", ["images": counted("image", outcome.stale)]))
        }
        if outcome.problems > 0 {
            lines.append(say("embed.without-features", ["images": counted("image", outcome.problems)]))
        }
        if outcome.without > 0 {
            lines.append(say("embed.not-yet", ["images": counted("image", outcome.without)]))
        }
        return lines
    }

    // MARK: Images

    /// What is the matter with an image, without its path.
    func words(_ problem: ImageProblem) -> String {
        let detail = problem.detail
        return switch problem.kind {
        case .missing: say("image-problem.missing")
        case .unreadable: say("image-problem.unreadable", ["detail": detail])
        case .damaged: say("image-problem.damaged", ["detail": detail])
        case .unsupported:
            detail.isEmpty ? say("image-problem.no-picture") : say("image-problem.unsupported", ["format": detail])
        case .tooLarge: say("image-problem.too-large", ["size": detail])
        case .doubtful: say("image-problem.doubtful", ["detail": detail])
        case .flawed: say("image-problem.flawed", ["detail": detail])
        }
    }

    /// What is embedded anew, and why; nil where nothing is.
    func sentence(_ rereading: Rereading) -> String? {
        cause(rereading).map { say("rereading.done", ["cause": $0, "names": listed(rereading.images.map(\.path))]) }
    }

    /// The same, of what `miwake embed` has yet to do.
    func outlook(_ rereading: Rereading) -> String? {
        cause(rereading).map { say("rereading.to-do", ["cause": $0, "names": listed(rereading.images.map(\.path))]) }
    }

    /// The same in a line of the screens.
    func remark(_ rereading: Rereading) -> String? {
        rereading.images.isEmpty
            ? nil : say("rereading.remark", ["pictures": counted("picture", rereading.images.count)])
    }

    private func cause(_ rereading: Rereading) -> String? {
        guard !rereading.images.isEmpty else { return nil }
        let counts = ReadingChange.allCases.compactMap { change -> String? in
            let count = rereading.images.count { $0.change == change }
            return count > 0 ? words(change, count) : nil
        }
        return say("rereading.cause", ["count": rereading.images.count, "changes": joined(counts)])
    }

    private func words(_ change: ReadingChange, _ number: Int) -> String {
        switch change {
        case .transparency: say("rereading.transparency", ["number": number])
        case .depth: say("rereading.depth", ["number": number])
        case .orientation: say("rereading.orientation", ["number": number])
        }
    }
}
