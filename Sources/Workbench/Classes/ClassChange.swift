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
}
