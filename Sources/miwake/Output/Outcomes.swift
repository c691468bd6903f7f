import Exchange
import FeatureExtraction
import Foundation
import Languages
import ProjectModel
import Workbench

// What the use-cases came to, in sentences.

extension NewProject.Outcome {
    var sentences: [String] {
        var lines = ["\(projectFile): \(counted(classCount, "class", "classes")), \(counted(imageCount, "image"))."]
        if isFromFile { lines[0] += " The file was there, and its label store was made." }
        if reserveCount > 0 {
            lines.append(
                "\(counted(reserveCount, "image")) put aside as the audit reserve: never suggested, never trained on.")
        }
        if let sentence = tooLargeSentence(tooLargeForReserve) { lines.append(sentence) }
        if !skippedImageTypes.isEmpty {
            lines.append("Passed over, as only PNG and JPEG are read: \(Words.types(skippedImageTypes)).")
        }
        lines += remarks.sentences
        if let encoderName {
            lines.append("Encoder: \(encoderName). `miwake embed` embeds the images, and so does `miwake open`.")
        }
        if let missingCheckpoint {
            lines.append(
                "The checkpoint “\(missingCheckpoint)” of miwake.yaml is not here; put it there, or name another with `miwake embed "
                    + "--checkpoint`.")
        }
        if retrainsInSeconds { lines.append(slowRetrainSentence) }
        lines += promptWarnings.map(\.sentence)
        if let warmStart { lines.append("Starts from the estimator of “\(warmStart)”.") }
        if lacksEstimator { lines.append("The other project has no estimator yet: classes and prompts were taken.") }
        return lines
    }
}

/// Of groups that the audit says nothing about; nil without any.
private func tooLargeSentence(_ images: Int) -> String? {
    images > 0
        ? "\(counted(images, "image")) in groups larger than the reserve may hold stay outside it: the audit says nothing about them."
        : nil
}

/// What the image folder passes over: folders end with a slash.
private func excludedSentence(_ excluded: [String]) -> String {
    let folders = excluded.count { $0.hasSuffix("/") }
    let parts = [(folders, "folder"), (excluded.count - folders, "picture")].filter { $0.0 > 0 }
        .map { counted($0.0, $0.1) }
    return "Excluded by miwake.yaml: \(parts.joined(separator: " and ")) (\(listed(excluded, most: 3)))."
}

/// What whoever chooses a ResNet should know.
private let slowRetrainSentence =
    "This encoder is a ResNet: a retrain takes some seconds, where a transformer's takes about one. Labelling goes on meanwhile."

extension PromptWarning {
    var sentence: String {
        switch self {
        case .otherScript(let name, let prompt):
            "Warning: “\(prompt)” of the class “\(name)” has letters outside the Latin script, which an English CLIP reads as "
                + "bytes without meaning; give the class a prompt_name in miwake.yaml."
        case .truncated(let name, let prompt, let context):
            "Warning: “\(prompt)” of the class “\(name)” is longer than the \(context) tokens that the encoder reads; its end "
                + "is cut off."
        }
    }
}

extension Embedding.Outcome {
    var sentences: [String] {
        var lines: [String] = []
        let rate = seconds > 0 ? String(format: ", %.1f images/s", Double(encoded) / seconds) : ""
        if encoded > 0 {
            lines.append(
                "\(counted(encoded, "image")) embedded with \(encoderName) in \(duration(seconds: seconds))\(rate).")
        } else if tokened == 0 {
            lines.append("Nothing to embed with \(encoderName).")
        }
        lines += [damages.sentence, settled.sentence].compactMap(\.self)
        if kept > 0 { lines.append("\(counted(kept, "image")) had features already.") }
        if viewed > 0 {
            lines.append("Random views of \(counted(viewed, "labelled image")) embedded, for training.")
        }
        if tokened > 0, let tokenBytes {
            lines.append(
                "Tokens of \(counted(tokened, "image")) stored, \((tokenBytes + 999) / 1_000) kB each.")
        }
        if classesEmbedded > 0 {
            lines.append("Prompts of \(counted(classesEmbedded, "class", "classes")) embedded.")
        }
        if added > 0 { lines.append("\(counted(added, "new image")) in the folder.") }
        if changed > 0 {
            lines.append("\(counted(changed, "image")) with changed content, embedded anew; their labels stay.")
        }
        if let reread = rereading.sentence { lines.append(reread) }
        if moved > 0 { lines.append("\(counted(moved, "image")) moved; labels and features went with them.") }
        if missing > 0 {
            lines.append("\(counted(missing, "image")) gone from the folder: no longer asked, labels kept.")
        }
        let unusable = problems.filter { $0.problem.kind != .doubtful }
        let doubtful = problems.filter { $0.problem.kind == .doubtful }
        lines += Self.list(unusable, "\(counted(unusable.count, "image")) without features:")
        lines += Self.list(
            doubtful,
            "\(counted(doubtful.count, "image")) in doubt, unused until somebody says `--use-anyway PATH` "
                + "(or `use_anyway: all` in miwake.yaml):")
        lines += Self.list(remarks, "\(counted(remarks.count, "image")) used, and this is to be known of their files:")
        if !changing.isEmpty {
            lines.append(
                "\(counted(changing.count, "file")) changed while being read: \(listed(changing)). Run `miwake embed` again."
            )
        }
        lines += passedOver.sentences
        if retrainsInSeconds { lines.append(slowRetrainSentence) }
        return lines + promptWarnings.map(\.sentence)
    }

    private static let listedProblems = 20

    private static func list(_ problems: [Problem], _ title: String) -> [String] {
        guard !problems.isEmpty else { return [] }
        var lines = [title] + problems.prefix(listedProblems).map { "  \($0.path): \($0.problem.words)" }
        if problems.count > listedProblems {
            lines.append("  and \(problems.count - listedProblems) more; `miwake status` counts them.")
        }
        return lines
    }
}

extension ScanRemarks {
    var sentences: [String] {
        var lines: [String] = []
        if !unreadable.isEmpty { lines.append("Could not be read: \(listed(unreadable)).") }
        if !misnamed.isEmpty {
            lines.append(
                "\(counted(misnamed.count, "name is", "names are")) not UTF-8: \(listed(misnamed)). Passed over; rename them, "
                    + "for instance by `convmv -r -f latin1 -t utf8 --notest FOLDER`, and run `miwake embed`.")
        }
        if !repeatedFolders.isEmpty {
            lines.append(
                "\(counted(repeatedFolders.count, "link")) to folders that are looked through already, passed over: "
                    + "\(listed(repeatedFolders)).")
        }
        if !excluded.isEmpty { lines.append(excludedSentence(excluded)) }
        return lines
    }
}

extension ShardEmbedding.Outcome {
    func sentences(_ shard: Shard) -> [String] {
        var lines = [
            "Part \(shard.index) of \(shard.count): \(counted(encoded, "image")) embedded with \(encoderName) in "
                + "\(duration(seconds: seconds)), \(kept) of its \(share) were there already."
        ]
        lines += problems.map { "  \($0.path): \($0.problem.words)" }
        return lines
    }
}

extension ShardMerge.Outcome {
    var sentences: [String] {
        var lines = [
            "\(counted(joined, "image")) joined from \(counted(parts, "file")) of \(encoderName); \(known) were known already."
        ]
        lines += [damages.sentence, settled.sentence, rereading.sentence].compactMap(\.self)
        if outdated > 0 {
            lines.append(
                "\(counted(outdated, "image")) of an older version's parts passed over: the file is read otherwise now."
            )
        }
        if stale > 0 {
            lines.append("\(counted(stale, "image")) passed over: their files have changed since, or are gone.")
        }
        if problems > 0 { lines.append("\(counted(problems, "image")) without features; `miwake status` says why.") }
        if without > 0 { lines.append("\(counted(without, "image")) not embedded yet; `miwake embed` does the rest.") }
        return lines
    }
}

extension ImageProblem {
    /// For people, without the path.
    var words: String {
        switch kind {
        case .missing: "the file is gone"
        case .unreadable: "cannot be read: \(detail)"
        case .damaged: "damaged: \(detail)"
        case .unsupported: detail.isEmpty ? "no PNG or JPEG file" : "a \(detail) file, whatever its name says"
        case .tooLarge: "\(detail) pixels are too many"
        case .doubtful: "in doubt: \(detail)"
        case .flawed: "every pixel read, though: \(detail)"
        }
    }
}

/// `0.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`.
func duration(seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    switch whole {
    case ..<10: return String(format: "%.1f s", seconds)
    case ..<120: return "\(whole) s"
    case ..<7200: return "\(whole / 60) min \(whole % 60) s"
    default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

extension FeatureImport.Outcome {
    var sentences: [String] {
        var lines = [
            "\(counted(matched, "image")) joined with \(width)-wide features, logit scale \(logitScale)"
                + (wasKnown ? " (these very features were here already)." : ".")
        ]
        if levels > 0 {
            lines.append("\(counted(levels, "level")) of \(counted(tokensPerLevel, "token")) each, for MAF.")
        }
        if usesOlderName { lines.append("“levels” is the earlier name of “level_features”, and was read as such.") }
        if addedImages > 0 { lines.append("\(counted(addedImages, "image")) came in with them.") }
        lines += [damages.sentence, settled.sentence, tooLargeSentence(tooLargeForReserve)].compactMap(\.self)
        if reserveCount > 0 { lines.append("The audit reserve holds \(counted(reserveCount, "image")).") }
        if !missing.isEmpty {
            lines.append("\(counted(missing.count, "image")) without a row: \(listed(missing)). They cannot be ranked.")
        }
        if !surplus.isEmpty { lines.append("\(counted(surplus.count, "row")) without an image: \(listed(surplus)).") }
        if !duplicates.isEmpty {
            lines.append(
                "\(counted(duplicates.count, "path")) with several rows, the first of which counts: \(listed(duplicates))."
            )
        }
        if largestLengthError > Self.noticeableLengthError {
            lines.append("The vectors were not of unit length (off by up to \(largestLengthError)); they are now.")
        }
        return lines
    }

    /// What rounding in float16 leaves of a unit vector.
    private static let noticeableLengthError: Float = 2e-3
}

extension LabelImport.Outcome {
    var sentences: [String] {
        var lines = ["\(counted(given, "label")) given; the smallest class has \(smallestClass)."]
        if unchanged > 0 { lines.append("\(counted(unchanged, "image")) had that label already.") }
        if kept > 0 { lines.append("\(counted(kept, "image")) kept another answer; --replace gives it up.") }
        if replaced > 0 { lines.append("\(counted(replaced, "earlier answer")) replaced.") }
        if reserve > 0 {
            lines.append(
                "\(counted(reserve, "row")) of the audit reserve passed over: it is answered by `miwake open --audit`.")
        }
        if unknownPaths > 0 { lines.append("\(counted(unknownPaths, "row")) of images that are not in the project.") }
        if !otherFolders.isEmpty {
            let names = otherFolders.sorted { $0.value > $1.value }.map(\.key)
            lines.append("Folders that are no class: \(listed(names)).")
        }
        return lines
    }
}

extension LabelExport.Outcome {
    var sentences: [String] {
        var lines = [
            "\(destination): \(counted(trainCount, "labelled image"))"
                + (auditCount > 0 ? " and \(counted(auditCount, "audit image")) as a test set." : ".")
        ]
        if chosenReserveCount > 0 {
            lines.append(
                "\(counted(chosenReserveCount, "label")) of the audit reserve left out: chosen by hand or by a file, not asked, "
                    + "so neither a fair test nor for training.")
        }
        if !emptyClasses.isEmpty { lines.append("Without a label: \(listed(emptyClasses)).") }
        if !renamedClasses.isEmpty {
            let names = renamedClasses.sorted { $0.key < $1.key }.map { "\($0.key) → \($0.value)" }
            lines.append("Folders named otherwise than their class: \(listed(names)).")
        }
        if removed > 0 {
            lines.append("\(counted(removed, "file")) of an earlier export taken away: no longer wanted there.")
        }
        if !isRecorded {
            lines.append(
                "The project cannot be written, so that nothing notes what was exported: the next export to the same place needs "
                    + "--force.")
        }
        return lines
    }

    /// CoOp draws k images of each class, and repeats those of a class that has fewer.
    var samplerWarning: String? {
        guard smallestClass < largestClass else { return nil }
        return "Classes have between \(smallestClass) and \(largestClass) images: a CoOp sampler with more than "
            + "\(smallestClass) shots repeats images of the smaller ones."
    }
}
