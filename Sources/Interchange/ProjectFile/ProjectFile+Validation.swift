internal import ProjectModel

extension ProjectFile {
    /// How far the priors may be from 1 in sum: they are written by hand, in a few digits.
    private static let priorsTolerance = 1e-3

    /// Checks what types cannot say. A parsed file has passed; a value made by a program must before it is written.
    package func validate() throws(ProjectFileError) {
        let root = YAMLPath()
        guard !classes.isEmpty else { throw ProjectFileError(.noClasses, at: root.key("classes")) }
        var names: [String: YAMLPath] = [:]
        var keys: [Character: YAMLPath] = [:]
        for (index, definition) in classes.enumerated() {
            let path = root.key("classes").index(index)
            let name = definition.name.asName
            try Self.check(name, at: path.key("name"))
            if let first = names.updateValue(path, forKey: name) {
                throw ProjectFileError(.sameName(name, first: first), at: path.key("name"))
            }
            if let promptName = definition.promptName { try Self.check(promptName, at: path.key("prompt_name")) }
            try Self.check(definition.prompts, at: path.key("prompts"))
            guard let key = definition.key else { continue }
            guard ("0"..."9").contains(key) else {
                throw ProjectFileError(.notADigit(String(key)), at: path.key("key"))
            }
            if let first = keys.updateValue(path, forKey: key) {
                throw ProjectFileError(.sameKey(key, first: first), at: path.key("key"))
            }
        }
        guard !prompts.isEmpty else { throw ProjectFileError(.emptyText, at: root.key("prompts")) }
        try Self.check(prompts, at: root.key("prompts"))
        if case .folder(let folder) = images { try Self.check(folder, at: root.key("images")) }
        if case .these(let paths) = useAnyway {
            for (index, path) in paths.enumerated() { try Self.check(path, at: root.key("use_anyway").index(index)) }
        }
        if case .checkpoint(let file, let vocabulary) = features {
            try Self.check(file, at: root.key("features").key("checkpoint"))
            if let vocabulary { try Self.check(vocabulary, at: root.key("features").key("vocabulary")) }
        }
        if let theme { try Self.check(theme, at: root.key("theme")) }
        for (command, key) in self.keys { try Self.check(key, at: root.key("keys").key(command)) }
        if let priors {
            let sum = priors.reduce(0, +)
            guard abs(sum - 1) <= Self.priorsTolerance else {
                throw ProjectFileError(.priorsDoNotSumToOne(sum), at: root.key("priors"))
            }
        }
    }

    private static func check(_ text: String, at path: YAMLPath) throws(ProjectFileError) {
        guard !text.asName.isEmpty else { throw ProjectFileError(.emptyText, at: path) }
        let isControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard !isControl else { throw ProjectFileError(.controlCharacter, at: path) }
    }

    private static func check(_ templates: [String], at path: YAMLPath) throws(ProjectFileError) {
        for (index, template) in templates.enumerated() {
            try check(template, at: path.index(index))
            guard template.components(separatedBy: "{}") == 2 else {
                throw ProjectFileError(.templateWithoutPlace(template), at: path.index(index))
            }
        }
    }
}

extension String {
    /// How many pieces a separator cuts the text into.
    fileprivate func components(separatedBy separator: String) -> Int {
        split(separator: separator, omittingEmptySubsequences: false).count
    }
}
