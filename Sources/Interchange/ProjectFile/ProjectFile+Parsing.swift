internal import Languages
internal import ProjectModel

extension ProjectFile {
    private enum Key {
        static let root = [
            "version", "classes", "prompts", "images", "exclude", "use_anyway", "group", "source", "features", "costs",
            "priors", "seed", "reserve", "labelling", "estimator", "keys", "theme", "language",
        ]
        static let classes = ["name", "prompt_name", "key", "verdict", "prompts", "note"]
        static let features = ["imported", "checkpoint", "vocabulary"]
        static let reserve = ["fraction", "maximum"]
        static let labelling = ["retrain_every", "target_per_class"]
        static let estimator = ["lambda_maf", "lambda_icd"]
    }

    /// The keys of a project file, and those within each, in the order of a printed one.
    package static let keys: [(name: String, inner: [String])] = Key.root.map { name in
        let inner =
            switch name {
            case "classes": Key.classes
            case "features": Key.features
            case "reserve": Key.reserve
            case "labelling": Key.labelling
            case "estimator": Key.estimator
            default: [String]()
            }
        return (name, inner)
    }

    /// The word that stands for no image folder, and for no retraining of its own.
    static let noImages = "none"
    static let neverRetrain = "never"
    /// The word that stands for every picture in doubt.
    static let useAll = "all"

    /// Reads and checks a `miwake.yaml`. Unknown keys, wrong types and contradictions are errors, with their line and key.
    package init(parsing bytes: [UInt8]) throws(ProjectFileError) {
        let root = try YAMLDocument(parsing: bytes).root
        // An unknown key of a newer version must be reported as what it is.
        try Self.checkVersion(root)
        let fields = try root.fields(Key.root)
        func required(_ key: String) throws(ProjectFileError) -> YAMLValue {
            guard let value = fields[key] else { throw root.failure(.missingKey(key)) }
            return value
        }
        let classValues = try required("classes").items()
        var classes: [ClassDefinition] = []
        for value in classValues { classes.append(try Self.definition(value)) }
        self.init(classes: classes, images: try Self.images(try required("images")))
        if let value = fields["prompts"] { prompts = try value.texts() }
        if let value = fields["exclude"] { exclude = try Self.exclude(value) }
        if let value = fields["use_anyway"] { useAnyway = try Self.useAnyway(value) }
        if let value = fields["group"] { group = try Self.pattern(value) }
        if let value = fields["source"] { source = try Self.pattern(value) }
        if let value = fields["features"] { features = try Self.features(value) }
        if let value = fields["seed"] { seed = try value.integer(in: 0...UInt64.max) }
        if let value = fields["reserve"] { reserve = try Self.reserve(value) }
        if let value = fields["labelling"] { labelling = try Self.labelling(value) }
        if let value = fields["estimator"] { estimator = try Self.similarity(value) }
        if let value = fields["theme"] { theme = try value.text() }
        if let value = fields["language"] { language = try value.word(Language.self) }
        if let value = fields["keys"] {
            for (command, key, _) in try value.entries() { keys[command] = try key.literal() }
        }
        if let value = fields["costs"] { costs = try Self.costs(value, classes: classes) }
        if let value = fields["priors"] {
            priors = try Self.perClass(value, classes: classes, in: 0...1, diagonal: nil)
        }
        do {
            try validate()
        } catch {
            throw ProjectFileError(error.problem, at: error.keyPath, place: root.place(of: error.keyPath))
        }
    }

    private static func checkVersion(_ root: YAMLValue) throws(ProjectFileError) {
        guard let version = try root.entries().first(where: { $0.name == "version" }) else {
            throw root.failure(.missingKey("version"))
        }
        let number: Int = try version.value.integer(in: 1...Int.max)
        guard number <= newestVersion else {
            throw version.value.failure(.newerVersion(found: number, newest: newestVersion))
        }
    }

    /// A class: a name alone, or a mapping.
    private static func definition(_ value: YAMLValue) throws(ProjectFileError) -> ClassDefinition {
        guard value.kind == .mapping else { return ClassDefinition(name: try value.text().asName) }
        let fields = try value.fields(Key.classes)
        guard let name = fields["name"] else { throw value.failure(.missingKey("name")) }
        var definition = ClassDefinition(name: try name.text().asName)
        definition.promptName = try fields["prompt_name"]?.text().asName
        definition.verdict = try fields["verdict"]?.word(Verdict.self)
        definition.prompts = try fields["prompts"]?.texts() ?? []
        definition.note = try fields["note"]?.text() ?? ""
        if let key = fields["key"] {
            let text = try key.literal()
            guard let digit = text.first, text.count == 1, ("0"..."9").contains(digit) else {
                throw key.failure(.notADigit(text))
            }
            definition.key = digit
        }
        return definition
    }

    private static func images(_ value: YAMLValue) throws(ProjectFileError) -> Images {
        let text = try value.text()
        return text == noImages ? .none : .folder(text)
    }

    private static func exclude(_ value: YAMLValue) throws(ProjectFileError) -> [ExcludePattern] {
        var patterns: [ExcludePattern] = []
        for item in value.kind == .list ? try value.items() : [value] {
            let text = try item.text()
            do { patterns.append(try ExcludePattern(text)) } catch { throw item.failure(.badExclude(error)) }
        }
        return patterns
    }

    private static func useAnyway(_ value: YAMLValue) throws(ProjectFileError) -> UseAnyway {
        guard value.kind != .list else { return .these(try value.texts()) }
        let text = try value.text()
        guard text == useAll else { throw value.failure(.notOneOf([useAll], found: text)) }
        return .all
    }

    private static func pattern(_ value: YAMLValue) throws(ProjectFileError) -> PathPattern {
        let text = try value.text()
        do { return try PathPattern(text) } catch { throw value.failure(.badPattern(error)) }
    }

    private static func features(_ value: YAMLValue) throws(ProjectFileError) -> Features {
        let fields = try value.fields(Key.features)
        switch (fields["imported"], fields["checkpoint"]) {
        case (let imported?, nil):
            if let vocabulary = fields["vocabulary"] { throw vocabulary.failure(.eitherCheckpointOrImported) }
            guard let scale = try imported.fields(["logit_scale"])["logit_scale"] else {
                return .imported(logitScale: defaultLogitScale)
            }
            return .imported(logitScale: try scale.number(in: Double.leastNonzeroMagnitude...largestLogitScale))
        case (nil, let checkpoint?):
            return .checkpoint(try checkpoint.text(), vocabulary: try fields["vocabulary"]?.text())
        default: throw value.failure(.eitherCheckpointOrImported)
        }
    }

    /// Ten thousand times what CLIP was trained with: only a mistake is larger.
    private static let largestLogitScale = 1e6

    private static func reserve(_ value: YAMLValue) throws(ProjectFileError) -> Reserve {
        let fields = try value.fields(Key.reserve)
        var reserve = Reserve()
        if let value = fields["fraction"] { reserve.fraction = try value.number(in: 0...Reserve.largestFraction) }
        if let value = fields["maximum"] { reserve.maximum = try value.integer(in: 0...Int.max) }
        return reserve
    }

    private static func labelling(_ value: YAMLValue) throws(ProjectFileError) -> Labelling {
        let fields = try value.fields(Key.labelling)
        var labelling = Labelling()
        if let value = fields["retrain_every"] {
            let isNever = try value.literal() == neverRetrain
            labelling.retrainEvery = isNever ? nil : try value.integer(in: 1...Int.max)
        }
        if let value = fields["target_per_class"] { labelling.targetPerClass = try value.integer(in: 1...Int.max) }
        return labelling
    }

    private static func similarity(_ value: YAMLValue) throws(ProjectFileError) -> Similarity {
        let fields = try value.fields(Key.estimator)
        var similarity = Similarity()
        if let value = fields["lambda_maf"] { similarity.lambdaMAF = try value.number(in: 0...Similarity.largest) }
        if let value = fields["lambda_icd"] { similarity.lambdaICD = try value.number(in: 0...Similarity.largest) }
        return similarity
    }

    /// truth → decision → cost. A row may leave its own class out: a right decision costs nothing.
    private static func costs(
        _ value: YAMLValue, classes: [ClassDefinition]
    ) throws(ProjectFileError) -> [[Double]] {
        let known = Set(classes.map(\.name))
        var rows: [String: YAMLValue] = [:]
        for (name, row, place) in try value.entries() {
            guard known.contains(name.asName) else {
                throw ProjectFileError(.unknownClass(name), at: value.path.key(name), place: place)
            }
            rows[name.asName] = row
        }
        var costs: [[Double]] = []
        for definition in classes {
            guard let row = rows[definition.name] else { throw value.failure(.missingClass(definition.name)) }
            costs.append(
                try perClass(row, classes: classes, in: 0...Double.greatestFiniteMagnitude, diagonal: definition.name))
        }
        return costs
    }

    /// One number per class, in project order; `diagonal` may be left out and is then 0.
    private static func perClass(
        _ value: YAMLValue, classes: [ClassDefinition], in range: ClosedRange<Double>, diagonal: String?
    ) throws(ProjectFileError) -> [Double] {
        let known = Set(classes.map(\.name))
        var numbers: [String: Double] = [:]
        for (name, number, place) in try value.entries() {
            guard known.contains(name.asName) else {
                throw ProjectFileError(.unknownClass(name), at: value.path.key(name), place: place)
            }
            numbers[name.asName] = try number.number(in: range)
        }
        if let diagonal, numbers[diagonal] == nil { numbers[diagonal] = 0 }
        var ordered: [Double] = []
        for definition in classes {
            guard let number = numbers[definition.name] else { throw value.failure(.missingClass(definition.name)) }
            ordered.append(number)
        }
        return ordered
    }
}

extension YAMLValue {
    /// The place of the value at a path, or of the nearest value above it.
    fileprivate func place(of path: YAMLPath) -> TextPlace? {
        guard let step = path.steps.first else { return place }
        let rest = YAMLPath(Array(path.steps.dropFirst()))
        let child: YAMLValue? =
            switch step {
            case .key(let name): (try? entries())?.first { $0.name == name }?.value
            case .index(let index): (try? items()).flatMap { $0.indices.contains(index) ? $0[index] : nil }
            }
        return child?.place(of: rest) ?? place
    }
}
