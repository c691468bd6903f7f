import Interchange
import ProjectModel
import Workbench

extension Failure {
    init(_ error: WorkbenchError) {
        switch error {
        case .folderMissing(let path):
            self.init("There is no folder “\(path)”; check the path.", .input)
        case .notAFolder(let path):
            self.init("“\(path)” is a file, not a folder; name the folder that holds it.", .input)
        case .fileUnreadable(let path, let reason):
            self.init("“\(path)” cannot be read: \(reason).", .input)
        case .fileUnwritable(let path, let reason):
            self.init("“\(path)” cannot be written: \(reason).", .system)
        case .output(let error): self.init(error)
        case .destinationNotEmpty(let path):
            self.init("“\(path)” holds something already; name an empty or a new folder.", .input)
        case .noProjectFile(let path):
            self.init(
                "“\(path)” holds no miwake.yaml; name a project folder, or make one with `miwake new`.", .projectState)
        case .projectExists(let path):
            self.init(
                "“\(path)” is a project already; open it with `miwake open`, or name another folder.", .projectState)
        case .optionAgainstFile(let option, let path):
            self.init("“\(path)” says something else than \(option); leave the option out, or change the file.", .usage)
        case .imagesOfFileMissing(let path, let folder):
            self.init("“\(path)” has its images in “\(folder)”, which is not here; correct `images:` in it.", .input)
        case .projectFile(let path, let defect):
            self.init(Self.sentence(for: defect, path: path), .input)
        case .storeReplaced(let path, let by, let rescued):
            self.init(Self.sentence(replaced: path, by: by, rescued), .system)
        case .noClassNames(let path): self.init("“\(path)” names no class; write one class name a line.", .input)
        case .repeatedClass(let name): self.init("The class “\(name)” is named twice; give each class once.", .input)
        case .tooFewClasses(let found):
            self.init(
                "A project needs two classes or more, and \(counted(found, "class", "classes")) was named.", .input)
        case .noImagesFound(let folder, let skipped):
            let others = skipped.isEmpty ? "" : " (found: \(Self.types(skipped)), which Miwake does not read)"
            self.init(
                "“\(folder)” holds no PNG or JPEG file\(others); name another folder, or use --no-images.", .input)
        case .classesWithWarmStart:
            self.init("--from brings the other project's classes; leave --classes and --class out.", .usage)
        case .badList(let path, let defect): self.init(Self.sentence(for: defect, path: path), .input)
        case .badTable(let path, let defect): self.init(Self.sentence(for: defect, path: path), .input)
        case .badPath(let file, let defect): self.init(defect, file: file)
        case .tensorMissing(let path, let name, let found):
            self.init("“\(path)” has no tensor “\(name)”; it has \(listed(found)).", .input)
        case .textRowsOfOtherClasses(let path, let rows, let classes):
            self.init(
                "The text rows of “\(path)” are in use for \(listed(rows, most: 12)), in this order, and the classes are now "
                    + "\(listed(classes, most: 12)); say by --text-classes FILE which class each row is, one a line, or export them in "
                    + "the present order.", .input)
        case .textClassesMissing(let path, let classes):
            self.init(
                "“\(path)” names no text row for \(listed(classes)); every class of the project needs one.", .input)
        case .unknownTensors(let path, let names, let known):
            self.init(
                "“\(path)” holds \(listed(names)), which an import does not read; it reads \(listed(known)): rename it, or save "
                    + "the file without it.", .input)
        case .badLogitScale(let path, let found):
            self.init("logit_scale in “\(path)” is \(found); a positive number is needed.", .input)
        case .tensorShape(let path, let name, let expected, let found):
            self.init("\(name) in “\(path)” has the shape \(Self.shape(found)); \(expected) is needed.", .input)
        case .notFinite(let path, let name, let row):
            self.init(
                "Row \(row) of \(name) in “\(path)” holds a value that is not a finite number; export it anew.", .input)
        case .zeroVector(let path, let name, let row):
            self.init("Row \(row) of \(name) in “\(path)” is all zeros and has no direction; export it anew.", .input)
        case .rowCount(let path, let rows, let paths):
            self.init("“\(path)” has \(rows) rows and the list of paths \(paths) lines; they must go together.", .input)
        case .levelsAndProjection:
            self.init("level_features and projection come together; give both or none.", .input)
        case .noRowMatches(let path, let example):
            self.init(
                "No line of “\(path)” is an image of the project (the first is “\(example)”); paths are relative to the "
                    + "image folder, and --strip-prefix takes away what others begin with.", .input)
        case .unknownClassInTable(let path, let line, let name, let now?):
            self.init(
                "Line \(line) of “\(path)” names the class “\(name)”, which is “\(now)” by now; write that.", .input)
        case .unknownClassInTable(let path, let line, let name, nil):
            self.init(
                "Line \(line) of “\(path)” names the class “\(name)”, which miwake.yaml does not; add it there first.",
                .input)
        case .unknownPathInTable(let path, let line, let name):
            self.init(
                "Line \(line) of “\(path)” names “\(name)”, which is no image of the project; correct it, take a beginning "
                    + "away with --strip-prefix, or pass over such lines with --ignore-unknown.", .input)
        case .noSuchSplit(let path, let split, let found):
            self.init(
                "“\(path)” has no split “\(split)”" + (found.isEmpty ? "." : "; it has \(listed(found))."), .input)
        case .nothingToImport(let path): self.init("“\(path)” holds no label for an image outside the reserve.", .input)
        case .noFeatures(let project):
            self.init(
                "“\(project)” has no features yet; `miwake embed` makes them with the project's checkpoint, `miwake import "
                    + "features` brings in others.", .projectState)
        case .notTrained(.tooFewImages(let found)):
            self.init(
                "Not trained yet: training needs two labelled images outside the reserve, and there \(found == 1 ? "is" : "are") "
                    + "\(found).", .projectState)
        case .notTrained(.tooFewClasses(let found)):
            self.init(
                "Not trained yet: training needs labels of two classes, and there \(found == 1 ? "is one" : "are none").",
                .projectState)
        case .notTrained(.otherClasses(let round)):
            self.init(
                "Round \(round.rawValue) was trained on other classes and is not used; train anew with `miwake train`.",
                .projectState)
        case .notTrained(.noRound):
            self.init("Not trained yet: label a few images and run `miwake train`.", .projectState)
        case .nothingChanged(let round):
            self.init(
                "Nothing has changed since round \(round.rawValue): its labels, features and recipe are these. "
                    + "`miwake train --force` trains all the same.", .projectState)
        case .tokensNotStored:
            self.init(
                "Tokens are not stored of all images: `miwake embed --tokens` stores them, or import level features with T > 1; the "
                    + "pooled mode needs none.",
                .projectState)
        case .projectionMissing:
            self.init(
                "The level features came without their projection; import them again with --projection.", .projectState)
        case .warmStartOfOtherEncoder(let origin):
            self.init(
                "The estimator that came from “\(origin)” was trained with other text features or another logit scale; import "
                    + "features of the same encoder and prompts, or make the project anew without --from.",
                .projectState)
        case .unknownClass(let name, _, let now?): self.init("The class “\(name)” is “\(now)” by now.", .input)
        case .unknownClass(let name, let known, nil):
            self.init("There is no class “\(name)”; the classes are \(listed(known, most: 12)).", .input)
        case .unknownImage(let path):
            self.init("“\(path)” is no image of the project; paths are relative to the image folder.", .input)
        case .pathClimbs(let path):
            self.init(
                "“\(path)” leads out of the image folder; paths are relative to the image folder.", .input)
        case .ambiguousImage(let path, let candidates):
            self.init(
                "“\(path)” is spelt like no image and means \(Self.either(candidates)); give the very name.", .input)
        case .noCheckpoint(let project):
            self.init(
                "“\(project)” names no checkpoint; `miwake embed \(project) --checkpoint PATH` remembers one.",
                .projectState)
        case .otherEncoder(let path, let expected, let found):
            self.init(
                "The features in use were made by “\(found)”, and “\(path)” is “\(expected)”; `miwake embed` makes the "
                    + "features anew, or put the earlier checkpoint back in miwake.yaml.", .projectState)
        case .checkpointNotWritten(let path, let checkpoint, let vocabulary):
            let addition = vocabulary.map { ", vocabulary: \($0)" } ?? ""
            self.init(
                "The features of “\(path)” are laid out so that they cannot be changed without touching the rest of the file; "
                    + "write `features: {checkpoint: \(checkpoint)\(addition)}` into it yourself.", .projectState)
        case .useAnywayNotWritten(let path, let images):
            self.init(
                "`use_anyway` of “\(path)” is laid out so that it cannot be changed without touching the rest of the file; "
                    + "write these pictures into it yourself: \(listed(images)).", .projectState)
        case .partsMissing(let missing, let count, let incomplete):
            let defects = [
                missing.isEmpty ? nil : "of \(count) parts these are missing: \(Self.numbers(missing))",
                incomplete.isEmpty ? nil : "not finished: \(Self.numbers(incomplete))",
            ]
            self.init(
                "What is there was joined, but \(defects.compactMap(\.self).joined(separator: "; ")); run those parts and "
                    + "`--merge` again.", .projectState)
        case .partDamaged(let path, let shard, let count):
            self.init(
                "“\(path)” is not what its shard wrote; remove it and run `miwake embed --shard \(shard)/\(count)` again. Nothing was "
                    + "joined.", .projectState)
        case .noParts(let folder):
            self.init(
                "“\(folder)” holds no part of this checkpoint; make them with `miwake embed --shard`.", .projectState)
        case .partsOfDifferentDivisions(let counts):
            self.init(
                "The parts come from divisions of different sizes (\(Self.numbers(counts))); remove those of the one that is not "
                    + "wanted.", .projectState)
        case .nothingToExport(let project):
            self.init("“\(project)” has no labels yet; label some with `miwake open`.", .projectState)
        case .noPictures(let project):
            self.init("“\(project)” has no pictures to copy; export it as csv or coop.", .projectState)
        case .nothingToEvaluate(let path):
            self.init(
                "“\(path)” gives no answer for an image that is not labelled; there is nothing to evaluate.", .input)
        case .noAnswerKey:
            self.init(
                "No answer key names an image that nobody labelled; name a CSV file with the columns path and class by --truth.",
                .input)
        case .noAuditAnswers(let reserve):
            self.init(
                "None of the \(reserve) images of the audit reserve is answered yet; answer them with "
                    + "`miwake open --audit`.", .projectState)
        case .tooFewLabelsForFolds:
            self.init(
                "Out-of-fold figures need a class with two labelled images of different groups; label some more.",
                .projectState)
        case .tooFewToSimulate(let labels, let images):
            self.init(
                "\(counted(labels, "label")) are to be given and the key leaves \(counted(images, "image")) to ask about; "
                    + "lower --rounds or --batch.", .input)
        case .tooFewShotsToSimulate(let shots, let images):
            self.init(
                "\(counted(shots, "label")) of every class are to be given and the smallest class leaves "
                    + "\(counted(images, "image")) to ask about; lower --shots.", .input)
        case .nothingHeldOut(let path):
            self.init(
                "“\(path)” leaves no image to count on; a class needs two images, or --split a name.", .input)
        case .tooFewLabelsToPlan(let found, let needed):
            self.init(
                "A plan needs \(needed) labels outside the reserve, and there are \(found); label some more.",
                .projectState)
        case .headNotTrained(let head):
            self.init("The head “\(head)” is not trained yet; run `miwake train`.", .projectState)
        }
    }

    private static func numbers(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }

    static func types(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    private static func shape(_ shape: [Int]) -> String { "(" + shape.map(String.init).joined(separator: ", ") + ")" }

    private static func sentence(for defect: TextLines.Defect, path: String) -> String {
        switch defect {
        case .unreadable(let defect): sentence(for: defect, path: path)
        case .emptyLine(let line): "Line \(line) of “\(path)” is empty; take it out."
        case .repeatedLine(let text, let line, let first):
            "Line \(line) of “\(path)” repeats “\(text)” of line \(first); each may stand once."
        }
    }

    private static func name(of delimiter: CSVDelimiter) -> String {
        switch delimiter {
        case .comma: "commas"
        case .semicolon: "semicolons"
        case .tab: "tabs"
        }
    }

    private static func sentence(for error: CSVError, path: String) -> String {
        switch error {
        case .empty: "“\(path)” is empty; its first line must name the columns path and class."
        case .unreadable(let defect): sentence(for: defect, path: path)
        case .foreignDelimiter(let delimiter):
            "The fields of “\(path)” are divided by “\(String(decoding: [delimiter], as: UTF8.self))”; divide them by "
                + "commas, semicolons or tabs."
        case .unclosedQuote(let line): "The quotation mark in line \(line) of “\(path)” is never closed."
        case .strayQuote(let line): "Line \(line) of “\(path)” has a quotation mark inside a field; double it."
        case .wrongFieldCount(let expected, let found, let delimiter, let line):
            "Line \(line) of “\(path)” has \(counted(found, "field")) where the header, divided by \(name(of: delimiter)), "
                + "has \(expected)."
        case .repeatedColumn(let name): "“\(path)” has two columns “\(name)”; take one out."
        case .missingColumn(let name, let found, let delimiter):
            "“\(path)” has no column “\(name)”; it has \(listed(found))"
                + (delimiter.map { ", divided by \(Self.name(of: $0))." } ?? ".")
        case .emptyField(let column, let line): "Line \(line) of “\(path)” has no \(column)."
        case .contradiction(let name, let line, let first):
            "Lines \(first) and \(line) of “\(path)” say different things about “\(name)”."
        }
    }
}
