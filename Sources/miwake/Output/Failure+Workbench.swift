import Interchange
import Languages
import ProjectModel
import Workbench

extension Words {
    func failure(_ error: WorkbenchError) -> Failure {
        switch error {
        case .folderMissing(let path):
            return Failure(say("workbench.folder-missing", ["path": path]), .input)
        case .notAFolder(let path):
            return Failure(say("workbench.not-a-folder", ["path": path]), .input)
        case .fileUnreadable(let path, let reason):
            return Failure(say("workbench.file-unreadable", ["path": path, "reason": reason]), .input)
        case .fileUnwritable(let path, let reason):
            return Failure(say("workbench.file-unwritable", ["path": path, "reason": reason]), .system)
        case .output(let error): return failure(error)
        case .destinationNotEmpty(let path):
            return Failure(say("workbench.destination-not-empty", ["path": path]), .input)
        case .noProjectFile(let path):
            return Failure(
                say("workbench.no-project-file", ["path": path]), .projectState)
        case .projectExists(let path):
            return Failure(
                say("workbench.project-exists", ["path": path]), .projectState)
        case .optionAgainstFile(let option, let path):
            return Failure(say("workbench.option-against-file", ["path": path, "option": option]), .usage)
        case .imagesOfFileMissing(let path, let folder):
            return Failure(say("workbench.images-of-file-missing", ["path": path, "folder": folder]), .input)
        case .projectFile(let path, let defect):
            return Failure(sentence(for: defect, path: path), .input)
        case .noClassNames(let path): return Failure(say("workbench.no-class-names", ["path": path]), .input)
        case .repeatedClass(let name): return Failure(say("workbench.repeated-class", ["name": name]), .input)
        case .tooFewClasses(let found):
            return Failure(
                say("workbench.too-few-classes", ["found": counted("class", found)]), .input)
        case .noImagesFound(let folder, let skipped):
            return Failure(
                skipped.isEmpty
                    ? say("workbench.no-images-found", ["folder": folder])
                    : say("workbench.no-images-found.others", ["folder": folder, "skipped": Words.types(skipped)]),
                .input)
        case .classesWithWarmStart:
            return Failure(say("workbench.classes-with-warm-start"), .usage)
        case .badList(let path, let defect): return Failure(sentence(for: defect, path: path), .input)
        case .badTable(let path, let defect): return Failure(sentence(for: defect, path: path), .input)
        case .badPath(let file, let defect): return failure(defect, file: file)
        case .tensorMissing(let path, let name, let found):
            return Failure(
                say("workbench.tensor-missing", ["path": path, "name": name, "found": listed(found)]), .input)
        case .textRowsOfOtherClasses(let path, let rows, let classes):
            return Failure(
                say(
                    "workbench.text-rows-of-other-classes",
                    ["path": path, "rows": listed(rows, most: 12), "classes": listed(classes, most: 12)]), .input)
        case .textClassesMissing(let path, let classes):
            return Failure(
                say("workbench.text-classes-missing", ["path": path, "classes": listed(classes)]), .input)
        case .unknownTensors(let path, let names, let known):
            return Failure(
                say("workbench.unknown-tensors", ["path": path, "names": listed(names), "known": listed(known)]), .input
            )
        case .badLogitScale(let path, let found):
            return Failure(say("workbench.bad-logit-scale", ["path": path, "found": found]), .input)
        case .tensorShape(let path, let name, let expected, let found):
            return Failure(
                say(
                    "workbench.tensor-shape", ["name": name, "path": path, "found": shape(found), "expected": expected]),
                .input)
        case .notFinite(let path, let name, let row):
            return Failure(
                say("workbench.not-finite", ["row": row, "name": name, "path": path]), .input)
        case .zeroVector(let path, let name, let row):
            return Failure(say("workbench.zero-vector", ["row": row, "name": name, "path": path]), .input)
        case .rowCount(let path, let rows, let paths):
            return Failure(say("workbench.row-count", ["path": path, "rows": rows, "paths": paths]), .input)
        case .levelsAndProjection:
            return Failure(say("workbench.levels-and-projection"), .input)
        case .noRowMatches(let path, let example):
            return Failure(
                say("workbench.no-row-matches", ["path": path, "example": example]), .input)
        case .unknownClassInTable(let path, let line, let name, let now?):
            return Failure(
                say("workbench.former-class-in-table", ["line": line, "path": path, "name": name, "now": now]), .input)
        case .unknownClassInTable(let path, let line, let name, nil):
            return Failure(
                say("workbench.unknown-class-in-table", ["line": line, "path": path, "name": name]),
                .input)
        case .unknownPathInTable(let path, let line, let name):
            return Failure(
                say("workbench.unknown-path-in-table", ["line": line, "path": path, "name": name]), .input)
        case .noSuchSplit(let path, let split, let found):
            return Failure(
                found.isEmpty
                    ? say("workbench.no-such-split", ["path": path, "split": split])
                    : say("workbench.no-such-split.others", ["path": path, "split": split, "found": listed(found)]),
                .input)
        case .nothingToImport(let path): return Failure(say("workbench.nothing-to-import", ["path": path]), .input)
        case .noFeatures(let project):
            return Failure(
                say("workbench.no-features", ["project": project]), .projectState)
        case .notTrained(.tooFewImages(let found)):
            return Failure(say("workbench.not-trained.too-few-images", ["count": found]), .projectState)
        case .notTrained(.tooFewClasses(let found)):
            return Failure(
                found == 1
                    ? say("workbench.not-trained.one-class")
                    : say("workbench.not-trained.no-class"), .projectState)
        case .notTrained(.otherClasses(let round)):
            return Failure(
                say("workbench.not-trained.other-classes", ["round": round.rawValue]),
                .projectState)
        case .notTrained(.noRound):
            return Failure(say("workbench.not-trained.no-round"), .projectState)
        case .nothingChanged(let round):
            return Failure(
                say("workbench.nothing-changed", ["round": round.rawValue]), .projectState)
        case .tokensNotStored:
            return Failure(
                say("workbench.tokens-not-stored"),
                .projectState)
        case .projectionMissing:
            return Failure(
                say("workbench.projection-missing"), .projectState)
        case .warmStartOfOtherEncoder(let origin):
            return Failure(
                say("workbench.warm-start-of-other-encoder", ["origin": origin]),
                .projectState)
        case .unknownClass(let name, _, let now?):
            return Failure(say("workbench.former-class", ["name": name, "now": now]), .input)
        case .unknownClass(let name, let known, nil):
            return Failure(say("workbench.unknown-class", ["name": name, "known": listed(known, most: 12)]), .input)
        case .unknownImage(let path):
            return Failure(say("workbench.unknown-image", ["path": path]), .input)
        case .pathClimbs(let path):
            return Failure(
                say("workbench.path-climbs", ["path": path]), .input)
        case .ambiguousImage(let path, let candidates):
            return Failure(
                say("workbench.ambiguous-image", ["path": path, "candidates": either(candidates)]), .input)
        case .noCheckpoint(let project):
            return Failure(
                say("workbench.no-checkpoint", ["project": project]),
                .projectState)
        case .otherEncoder(let path, let expected, let found):
            return Failure(
                say("workbench.other-encoder", ["found": found, "path": path, "expected": expected]), .projectState)
        case .checkpointNotWritten(let path, let checkpoint, let vocabulary):
            let features =
                vocabulary.map { "checkpoint: \(checkpoint), vocabulary: \($0)" } ?? "checkpoint: \(checkpoint)"
            return Failure(
                say("workbench.checkpoint-not-written", ["path": path, "features": features]), .projectState)
        case .useAnywayNotWritten(let path, let images):
            return Failure(
                say("workbench.use-anyway-not-written", ["path": path, "images": listed(images)]), .projectState)
        case .partsMissing(let missing, let count, let incomplete):
            let defects = [
                missing.isEmpty
                    ? nil : say("workbench.parts-missing.gone", ["count": count, "missing": numbers(missing)]),
                incomplete.isEmpty
                    ? nil : say("workbench.parts-missing.unfinished", ["incomplete": numbers(incomplete)]),
            ]
            let lacking = defects.compactMap(\.self).joined(separator: "; ")
            return Failure(
                say("workbench.parts-missing", ["lacking": lacking]), .projectState)
        case .partDamaged(let path, let shard, let count):
            return Failure(
                say("workbench.part-damaged", ["path": path, "shard": shard, "count": count]), .projectState)
        case .noParts(let folder):
            return Failure(
                say("workbench.no-parts", ["folder": folder]), .projectState)
        case .partsOfDifferentDivisions(let counts):
            return Failure(
                say("workbench.parts-of-different-divisions", ["counts": numbers(counts)]), .projectState)
        case .nothingToExport(let project):
            return Failure(say("workbench.nothing-to-export", ["project": project]), .projectState)
        case .noPictures(let project):
            return Failure(say("workbench.no-pictures", ["project": project]), .projectState)
        case .tooFewLabelsForFolds: return Failure(say("workbench.too-few-labels-for-folds"), .projectState)
        }
    }

    private func numbers(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }

    static func types(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    private func shape(_ shape: [Int]) -> String { "(" + shape.map(String.init).joined(separator: ", ") + ")" }

    private func sentence(for defect: TextLines.Defect, path: String) -> String {
        switch defect {
        case .unreadable(let defect): sentence(for: defect, path: path)
        case .emptyLine(let line): say("list-file.empty-line", ["line": line, "path": path])
        case .repeatedLine(let text, let line, let first):
            say("list-file.repeated-line", ["line": line, "path": path, "text": text, "first": first])
        }
    }

    private func sign(_ byte: UInt8) -> String { String(decoding: [byte], as: UTF8.self) }

    private func divider(_ delimiter: CSVDelimiter) -> String {
        switch delimiter {
        case .comma: say("table-file.commas")
        case .semicolon: say("table-file.semicolons")
        case .tab: say("table-file.tabs")
        }
    }

    private func sentence(for error: CSVError, path: String) -> String {
        switch error {
        case .empty: say("table-file.empty", ["path": path])
        case .unreadable(let defect): sentence(for: defect, path: path)
        case .foreignDelimiter(let delimiter):
            say("table-file.foreign-delimiter", ["path": path, "delimiter": sign(delimiter)])
        case .unclosedQuote(let line): say("table-file.unclosed-quote", ["line": line, "path": path])
        case .strayQuote(let line): say("table-file.stray-quote", ["line": line, "path": path])
        case .wrongFieldCount(let expected, let found, let delimiter, let line):
            say(
                "table-file.wrong-field-count",
                [
                    "line": line, "path": path, "found": counted("field", found), "delimiter": divider(delimiter),
                    "expected": expected,
                ])
        case .repeatedColumn(let name): say("table-file.repeated-column", ["path": path, "name": name])
        case .missingColumn(let name, let found, let delimiter):
            if let delimiter {
                say(
                    "table-file.missing-column.divided",
                    ["path": path, "name": name, "found": listed(found), "delimiter": divider(delimiter)])
            } else {
                say("table-file.missing-column", ["path": path, "name": name, "found": listed(found)])
            }
        case .emptyField(let column, let line):
            say("table-file.empty-field", ["line": line, "path": path, "column": column])
        case .contradiction(let name, let line, let first):
            say("table-file.contradiction", ["first": first, "line": line, "path": path, "name": name])
        }
    }
}
