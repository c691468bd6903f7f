import Foundation
import Imaging
import Labelling
import Languages
import ProjectModel
import ProjectStore
import Workbench

// What is wrong with files and features, and what makes them whole.
extension Words {
    private static let listedProblems = 20

    func sentences(
        _ bench: Workbench, _ status: ProjectStatus, _ files: FileState?, otherPrompts prompts: [String]
    ) -> [String] {
        var lines: [String] = []
        let isImported = bench.checkpointPaths == nil
        if status.labelsWithoutFeatures > 0 {
            lines.append(
                say("files.labels-without-features", ["labels": counted("label", status.labelsWithoutFeatures)]))
        }
        if !prompts.isEmpty {
            lines.append(
                isImported
                    ? say("files.no-text-feature", ["names": listed(prompts)])
                    : say("files.other-prompts", ["names": listed(prompts)]))
        }
        if status.waitsForRereading { lines.append(say("files.waits-for-rereading")) }
        if status.excluded > 0 {
            lines.append(say("files.excluded", ["images": counted("image", status.excluded)]))
        }
        if status.resting > 0 { lines.append(say("files.resting", ["labels": counted("label", status.resting)])) }
        if let files { lines += sentences(files, isImported: isImported) }
        let unusable = status.problems.filter { $0.problem.kind != .missing }
        lines += unusable.prefix(Self.listedProblems).map {
            say("files.unusable", ["path": $0.path, "problem": words($0.problem)])
        }
        if unusable.count > Self.listedProblems {
            lines.append(say("files.more-unusable", ["count": unusable.count - Self.listedProblems]))
        }
        if status.doubtfulFiles > 0 { lines.append(say("files.doubtful")) }
        return lines
            + status.remarks.prefix(Self.listedProblems).map {
                say("files.flawed", ["path": $0.path, "problem": words($0.problem)])
            }
    }

    private func sentences(_ files: FileState, isImported: Bool) -> [String] {
        var lines: [String] = []
        if !files.missing.isEmpty { lines.append(say("files.missing", ["names": listed(files.missing)])) }
        if !files.changed.isEmpty {
            lines.append(
                isImported
                    ? say("files.changed.imported", ["names": listed(files.changed)])
                    : say("files.changed", ["names": listed(files.changed)]))
        }
        if !files.returned.isEmpty { lines.append(say("files.returned", ["names": listed(files.returned)])) }
        return lines
    }

    // MARK: Files beside the database

    /// The file, what became of it and what makes it whole.
    func sentence(_ damage: FileInspection.Damage, project: String) -> String {
        say(
            "damage.sentence",
            ["file": damage.file, "defect": words(damage.defect), "remedy": remedy(damage.content, project)])
    }

    private func remedy(_ content: FileInspection.Content, _ project: String) -> String {
        switch content {
        case .features(.text, .encoder, _), .features(.projection, .encoder, _):
            say("damage.made-again", ["project": project])
        case .features(let kind, .encoder, let rows):
            say(
                "damage.embedded-again",
                ["images": counted("image", rows), "kind": words(kind), "project": project])
        case .features(.text, .imported, let rows):
            say("damage.words-imported", ["classes": counted("class", rows), "project": project])
        case .features(.projection, .imported, _): say("damage.projection-imported", ["project": project])
        case .features(let kind, .imported, let rows):
            say("damage.imported", ["images": counted("image", rows), "kind": words(kind), "project": project])
        case .estimator(let round): say("damage.estimator", ["round": round.rawValue, "project": project])
        }
    }

    private func words(_ defect: FileInspection.Defect) -> String {
        switch defect {
        case .missing: say("damage.missing")
        case .changed: say("damage.changed")
        case .unusable(let reason): say("damage.unusable", ["reason": reason])
        }
    }

    private func words(_ kind: FeatureKind) -> String {
        switch kind {
        case .image: say("damage.kind.image")
        case .pooled: say("damage.kind.pooled")
        case .tokens: say("damage.kind.tokens")
        case .views: say("damage.kind.views")
        case .text: say("damage.kind.text")
        case .projection: say("damage.kind.projection")
        }
    }

    /// What is made again; nil where nothing is.
    func remade(_ damages: [FileInspection.Damage]) -> String? {
        damages.isEmpty
            ? nil
            : say("damage.remade", ["count": damages.count, "names": listed(damages.map(\.file), most: 3)])
    }

    /// What was removed; nil where nothing was.
    func sentence(_ settled: SettledFiles) -> String? {
        settled.removed.isEmpty
            ? nil
            : say(
                "files.settled",
                ["files": counted("file", settled.removed.count), "names": listed(settled.removed, most: 3)])
    }

    /// When the checksums are of, where not of the writing; nil where all are.
    func lateChecksums(_ files: FileInspection) -> String? {
        files.checkedSince.map {
            say(
                "files.late-checksums",
                ["count": files.checkedLate, "date": $0.formatted(.iso8601.year().month().day())])
        }
    }
}
