internal import Foundation
internal import Interchange
internal import ProjectModel
internal import ProjectStore
package import Workbench

extension Workbench {
    package struct LabelOutcome: Sendable, Equatable {
        package var path: String
        package var className: String
        package var wasUnchanged: Bool
        package var isReserve: Bool
    }

    /// Gives one image a class, by their names.
    package func label(
        _ path: String, as name: String, strippingPrefix prefix: String? = nil
    ) throws -> LabelOutcome {
        guard let label = classNamed(name) else {
            throw WorkbenchError.unknownClass(
                name: name, known: classes.map(\.name), now: try store.presentName(ofFormer: name))
        }
        let image = try image(at: path, strippingPrefix: prefix)
        let current = try store.review(of: image.id)
        var outcome = LabelOutcome(
            path: image.path, className: label.name, wasUnchanged: true, isReserve: image.isReserve)
        guard current != .labelled(label.id) else { return outcome }
        outcome.wasUnchanged = false
        let edit = Edit(image: image.id, change: .review(from: current, to: .labelled(label.id)), origin: .command)
        _ = try store.commit(edit, shown: .nothing, by: currentPerson, at: Date())
        return outcome
    }

    /// The image that somebody means by a path.
    func image(at path: String, strippingPrefix prefix: String? = nil) throws -> ImageItem {
        let images = try store.images()
        switch pathIndex(of: images, strippingPrefix: prefix).find(path) {
        case .found(let index): return images[index]
        case .unknown: throw WorkbenchError.unknownImage(path: path)
        case .climbs: throw WorkbenchError.pathClimbs(path: path)
        case .ambiguous(let candidates): throw WorkbenchError.ambiguousImage(path: path, candidates: candidates)
        }
    }
}
