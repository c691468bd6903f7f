internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore

extension Workbench {
    package struct LabelOutcome: Sendable, Equatable {
        package var path: String
        package var className: String
        package var wasUnchanged: Bool
        package var isReserve: Bool
    }

    /// Gives one image a class, by their names.
    package func label(_ path: String, as name: String) throws -> LabelOutcome {
        guard let label = classNamed(name) else {
            throw WorkbenchError.unknownClass(name: name, known: classes.map(\.name))
        }
        let image = try image(at: path)
        let current = try store.review(of: image.id)
        var outcome = LabelOutcome(
            path: image.path, className: label.name, wasUnchanged: true, isReserve: image.isReserve)
        guard current != .labelled(label.id) else { return outcome }
        outcome.wasUnchanged = false
        let edit = Edit(image: image.id, change: .review(from: current, to: .labelled(label.id)), origin: .command)
        _ = try store.commit(edit, shown: .nothing, by: currentPerson, at: Date())
        return outcome
    }

    private func image(at path: String) throws -> ImageItem {
        do {
            return try store.image(atPath: RelativePath.normalised(path))
        } catch {
            guard case .unknownPath = error else { throw error }
            throw WorkbenchError.unknownImage(path: path)
        }
    }
}
