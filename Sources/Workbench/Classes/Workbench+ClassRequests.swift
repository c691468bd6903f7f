internal import Interchange
internal import ProjectModel
internal import ProjectStore

extension Workbench {
    /// What a request means for the store and for the project file; no edit where the file has it already.
    func plan(
        _ request: ClassRequest, _ records: [ClassRecord], isByHand: Bool
    ) throws(ClassChangeError) -> (step: ClassStep, edit: ClassEdit?) {
        switch request {
        case .add(let name):
            let name = try free(name, records, renaming: nil)
            guard !records.contains(where: { $0.name == name }) else { throw .nameRests(name: name) }
            try checkFigures(for: name)
            return (.add(name), .insert(ClassDefinition(name: name), at: classes.count))
        case .rename(let name, let newName, let keepsPrompt):
            let old = try present(name)
            let new = try free(newName, records, renaming: old)
            let edit = ClassEdit.rename(old, to: new, keepsPrompt: keepsPrompt)
            return (.rename(old, to: new), isByHand ? nil : edit)
        case .merge(let names, let heir):
            let heir = try present(heir)
            var leaving: [String] = []
            for name in names {
                let name = try present(name)
                guard name != heir, !leaving.contains(name) else { throw .namedTwice(name: name) }
                leaving.append(name)
            }
            return (.merge(leaving, into: heir), .remove(leaving, into: heir))
        case .retire(let name):
            let name = try present(name)
            return (.retire(name), .remove([name], into: nil))
        case .restore(let name): return try planRestoring(name.asName, records)
        case .move(let name, let position):
            let name = try present(name)
            guard (1...classes.count).contains(position) else {
                throw .noSuchPosition(position, classes: classes.count)
            }
            var names = classes.map(\.name).filter { $0 != name }
            names.insert(name, at: position - 1)
            return (.reorder, .order(names))
        case .reorder(let wanted):
            var names: [String] = []
            for name in wanted {
                let name = try present(name)
                guard !names.contains(name) else { throw .namedTwice(name: name) }
                names.append(name)
            }
            let missing = classes.map(\.name).filter { !names.contains($0) }
            guard missing.isEmpty else { throw .orderIncomplete(missing: missing) }
            return (.reorder, .order(names))
        }
    }

    private func planRestoring(
        _ name: String, _ records: [ClassRecord]
    ) throws(ClassChangeError) -> (step: ClassStep, edit: ClassEdit?) {
        guard let record = records.first(where: { $0.name == name }) else {
            throw .unknownClass(name: name, known: records.filter { $0.position == nil }.map(\.name))
        }
        guard record.position == nil else {
            // Written back by hand, without the labels that it had.
            guard record.returning.total > 0 else { throw .nothingToRestore(name: name) }
            return (.restore(name), nil)
        }
        try checkFigures(for: name)
        var definition = ClassDefinition(name: name)
        if let earlier = store.lastDefinition(of: record) { definition = earlier }
        if classes.contains(where: { $0.key == definition.key }) { definition.key = nil }
        return (.restore(name), .insert(definition, at: classes.count))
    }

    private func present(_ name: String) throws(ClassChangeError) -> String {
        guard let label = classNamed(name) else { throw .unknownClass(name: name, known: classes.map(\.name)) }
        return label.name
    }

    /// A name that no class of the project has.
    private func free(
        _ name: String, _ records: [ClassRecord], renaming old: String?
    ) throws(ClassChangeError) -> String {
        let name = name.asName
        guard !name.isEmpty else { throw .emptyName }
        guard classNamed(name) == nil else { throw .nameTaken(name: name, byRenaming: old) }
        return name
    }

    /// What a part of a class that joins costs, and how often it occurs, nobody but a person knows.
    private func checkFigures(for name: String) throws(ClassChangeError) {
        guard file.costs == nil, file.priors == nil else {
            throw .figuresNeeded(name: name, path: folder.project + "/" + Self.projectFileName)
        }
    }
}

extension ProjectStore {
    /// What miwake.yaml last said about a class that left the project, under the name that it has now.
    func lastDefinition(of record: ClassRecord) -> ClassDefinition? {
        guard let (text, names) = try? projectFile(beforeLeaving: record.id),
            var definition = (try? ProjectFile(parsing: Array(text.utf8)))?.classes.first(where: {
                names.contains($0.name)
            })
        else { return nil }
        definition.name = record.name
        return definition
    }
}
