import Workbench

// What the use-cases came to, in sentences.

extension NewProject.Outcome {
    var sentences: [String] {
        var lines = ["\(projectFile): \(counted(classCount, "class", "classes")), \(counted(imageCount, "image"))."]
        if reserveCount > 0 {
            lines.append(
                "\(counted(reserveCount, "image")) put aside as the audit reserve: never suggested, never trained on.")
        }
        if !skippedImageTypes.isEmpty {
            lines.append("Passed over, as only PNG and JPEG are read: \(Failure.types(skippedImageTypes)).")
        }
        if !unreadable.isEmpty { lines.append("Could not be read: \(listed(unreadable)).") }
        if let warmStart { lines.append("Starts from the estimator of “\(warmStart)”.") }
        if lacksEstimator { lines.append("The other project has no estimator yet: classes and prompts were taken.") }
        return lines
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
        if addedImages > 0 { lines.append("\(counted(addedImages, "image")) came in with them.") }
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
                + (auditCount > 0 ? " and \(counted(auditCount, "audit answer")) as a test set." : ".")
        ]
        if !emptyClasses.isEmpty { lines.append("Without a label: \(listed(emptyClasses)).") }
        if !renamedClasses.isEmpty {
            let names = renamedClasses.sorted { $0.key < $1.key }.map { "\($0.key) → \($0.value)" }
            lines.append("Folders named otherwise than their class: \(listed(names)).")
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
