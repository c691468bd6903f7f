import Foundation
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
