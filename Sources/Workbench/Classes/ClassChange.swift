internal import FileContents
internal import Foundation
internal import Glibc
internal import Interchange
internal import ProjectModel
package import ProjectStore

/// A change of classes that has been looked through and can be made: the labels, the history and `miwake.yaml` together.
package struct ClassChange: Sendable {
    /// The project before.
    package let bench: Workbench
    package let consequences: ClassConsequences
    private let step: ClassStep
    /// The project file before and after.
    private let text: (before: String, after: String)
    private let file: ProjectFile

    package struct Outcome: Sendable {
        /// The project afterwards.
        package var bench: Workbench
        /// Classes whose prompts were embedded.
        package var embedded = 0
        /// Why they could not be; the change is made all the same.
        package var embeddingFailure: (any Error)?
    }

    /// Looks a request through; nothing is changed yet.
    ///
    /// - Parameter mode: `readWrite` to make the change; nobody else can write until it is made or dropped.
    package init(_ request: ClassRequest, in project: String, _ mode: ProjectStore.Mode) throws {
        _ = try Workbench.projectFile(in: project)
        let store = try ProjectStore.open(at: project, mode: mode, now: Date())
        let before = try Workbench.projectText(of: store)
        let (bench, isByHand) = try Workbench.opened(store, text: before, renaming: request)
        let records = try store.classRecords()
        let edit: ClassEdit?
        (step, edit) = try bench.plan(request, records, isByHand: isByHand)
        var after = before
        var file = bench.file
        let path = bench.folder.project + "/" + Workbench.projectFileName
        if let edit {
            file = file.applying(edit)
            do { try file.validate() } catch { throw WorkbenchError.projectFile(path: path, error) }
            guard let changed = ProjectFile.text(before, applying: edit) else {
                throw ClassChangeError.notWritten(path: path)
            }
            after = changed
        } else if isByHand {
            file = try ProjectFile(parsing: Array(before.utf8))
        }
        guard file.classes.count >= Self.fewestClasses else {
            throw ClassChangeError.tooFewClasses(left: file.classes.count)
        }
        self.bench = bench
        self.file = file
        text = (before, after)
        consequences = try bench.consequences(of: request, step, file, records, isByHand: isByHand)
    }

    /// A project needs two.
    private static let fewestClasses = 2

    /// Makes the change: the store first, then `miwake.yaml`. Whoever opens the project completes it where it is interrupted in
    /// between. Prompts that changed are embedded where the checkpoint is at hand.
    package func commit() throws -> Outcome {
        let folder = bench.folder.project
        guard access(folder, W_OK) == 0 else {
            throw WorkbenchError.fileUnwritable(path: folder, reason: systemReason(of: errno))
        }
        let unwritten = try bench.store.change(
            step, order: file.classes.map(\.name), file: text, by: currentPerson, at: Date())
        try Workbench.complete(unwritten, of: bench.store)
        let changed = Workbench(
            file: file, classes: try bench.store.classes(matching: file.classes), store: bench.store)
        var outcome = Outcome(bench: changed)
        guard case .embedded = consequences.text else { return outcome }
        do {
            outcome.embedded = try changed.prepareFeatures(of: try changed.encoder())
        } catch {
            outcome.embeddingFailure = error
        }
        return outcome
    }
}

extension Workbench {
    /// Opens a project whose classes are to be changed. One whose file has the new name of a rename already, written by hand, is
    /// opened as it was before.
    fileprivate static func opened(
        _ store: ProjectStore, text: String, renaming request: ClassRequest
    ) throws -> (bench: Workbench, isByHand: Bool) {
        let file = try ProjectFile(parsing: Array(text.utf8))
        if case .rename(let name, let newName, _) = request, let index = file.position(named: newName),
            file.position(named: name) == nil
        {
            let current = try store.classRecords().filter { $0.position != nil }.map(\.name)
            if current.contains(name.asName), !current.contains(newName.asName) {
                var earlier = file
                earlier.classes[index].name = name.asName
                return (Workbench(file: earlier, classes: try classes(of: earlier, in: store), store: store), true)
            }
        }
        return (Workbench(file: file, classes: try classes(of: file, in: store), store: store), false)
    }

    /// What a request means for the store and for the project file; no edit where the file has it already.
    fileprivate func plan(
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
