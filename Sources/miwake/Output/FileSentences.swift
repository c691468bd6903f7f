import Foundation
import Imaging
import ProjectModel
import ProjectStore
import Workbench

extension FileInspection.Damage {
    /// The file, what became of it and what makes it whole.
    func sentence(project: String) -> String { "\(file) \(defect.words): \(remedy(project))" }

    private func remedy(_ project: String) -> String {
        switch content {
        case .features(.text, .encoder, _), .features(.projection, .encoder, _):
            "`miwake embed \(project)` makes it again."
        case .features(let kind, .encoder, let rows):
            "\(counted(rows, "image")) without \(kind.words); `miwake embed \(project)` embeds them again."
        case .features(.text, .imported, let rows):
            "the words of \(counted(rows, "class", "classes")); the same `miwake import features \(project) …` brings them back."
        case .features(.projection, .imported, _):
            "the encoder's projection; the same `miwake import features \(project) …` brings it back."
        case .features(let kind, .imported, let rows):
            "\(counted(rows, "image")) without \(kind.words); the same `miwake import features \(project) …` brings them back."
        case .estimator(let round):
            "the estimator of round \(round.rawValue); `miwake train \(project)` makes a new one, the screens use an earlier one."
        }
    }
}

extension FileInspection.Defect {
    fileprivate var words: String {
        switch self {
        case .missing: "is gone"
        case .changed: "is not what was written"
        case .unusable(let reason): "cannot be used (\(reason))"
        }
    }
}

extension FeatureKind {
    fileprivate var words: String {
        switch self {
        case .image: "embeddings"
        case .pooled: "levels"
        case .tokens: "tokens"
        case .views: "random views"
        case .text: "words"
        case .projection: "projection"
        }
    }
}

extension [FileInspection.Damage] {
    /// What is made again; nil where nothing is.
    var sentence: String? {
        isEmpty
            ? nil
            : "\(counted(count, "feature file")) lost or not what was written, made again: \(listed(map(\.file), most: 3)). No "
                + "label was in \(count == 1 ? "it" : "them")."
    }
}

extension SettledFiles {
    /// What was removed; nil where nothing was.
    var sentence: String? {
        removed.isEmpty
            ? nil
            : "\(counted(removed.count, "file")) that an interrupted run left behind removed: \(listed(removed, most: 3))."
    }
}

extension FileInspection {
    /// When the checksums are of, where not of the writing; nil where all are.
    var lateSentence: String? {
        checkedSince.map {
            "\(counted(checkedLate, "file")) of an older version \(checkedLate == 1 ? "has a checksum" : "have checksums") taken on "
                + "\($0.formatted(.iso8601.year().month().day())), not at writing."
        }
    }
}

extension Rereading {
    /// What is embedded anew, and why; nil where nothing is.
    var sentence: String? { cause.map { "\($0): embedded anew; their labels stay: \(named)." } }

    /// The same, of what `miwake embed` has yet to do.
    var outlook: String? { cause.map { "\($0): `miwake embed` embeds them anew, and their labels stay: \(named)." } }

    /// The same in a line of the screens.
    var remark: String? {
        images.isEmpty ? nil : "\(counted(images.count, "picture")) may be read otherwise than before: embedded anew."
    }

    private var named: String { listed(images.map(\.path)) }

    private var cause: String? {
        guard !images.isEmpty else { return nil }
        let counts = ReadingChange.allCases.map { change in (change, images.count { $0.change == change }) }
            .filter { $0.1 > 0 }.map { "\($0.1) \($0.0.words)" }
        return "\(counted(images.count, "image")) may be read otherwise than by the version that embedded "
            + "\(images.count == 1 ? "it" : "them") (\(counts.joined(separator: ", ")))"
    }
}

extension ReadingChange {
    fileprivate var words: String {
        switch self {
        case .transparency: "with transparency"
        case .depth: "of fewer than 16 bits in 16"
        case .orientation: "with an orientation that was not seen"
        }
    }
}
