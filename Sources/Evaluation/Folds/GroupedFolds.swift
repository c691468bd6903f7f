package import LinearAlgebra
internal import ProjectModel

/// Which labelled images are held out together.
///
/// K folds, stratified by class: each class is spread as evenly as its groups allow. Images of one group (a part, a lot, or
/// near-duplicates) stay in one fold. A class whose labels all lie in one group stays in training and is never scored.
package struct GroupedFolds: Sendable, Equatable {
    /// The usual number of folds.
    package static let usualCount = 5

    /// The fold that holds each image out; nil where the image only trains.
    package let assignment: [Int?]
    package let count: Int
    /// The folds that hold out an image of the same group; the image trains in none of them, scored or not.
    private let absences: [Set<Int>]

    /// - Parameters:
    ///   - labels: the class index of each image.
    ///   - groups: images with equal numbers stay together.
    ///   - count: K; fewer where no class has so many groups.
    package init(labels: [Int], groups: [Int], count: Int = usualCount, seed: UInt64) {
        precondition(labels.count == groups.count && count >= 2, "a group per image, and two folds")
        var generator = SeededGenerator(seed: seed)
        var groupsByClass: [Int: Set<Int>] = [:]
        for (label, group) in zip(labels, groups) { groupsByClass[label, default: []].insert(group) }
        let scored = Set(groupsByClass.filter { $0.value.count >= 2 }.keys)
        let folds = min(count, groupsByClass.values.map(\.count).max() ?? 0)
        self.count = max(2, folds)

        // Groups of the rarest class first: they have the least room. Each goes where its class is held out least so far.
        var members: [Int: [Int]] = [:]
        for (image, group) in groups.enumerated() { members[group, default: []].append(image) }
        var held = [[Int: Int]](repeating: [:], count: self.count)
        var sizes = [Int](repeating: 0, count: self.count)
        var assignment = [Int?](repeating: nil, count: labels.count)
        let order = generator.shuffled(members.keys.sorted()).sorted { left, right in
            rarity(left) < rarity(right)
        }
        func rarity(_ group: Int) -> Int {
            (members[group] ?? []).map { groupsByClass[labels[$0]]?.count ?? 0 }.min() ?? 0
        }
        for group in order {
            let images = members[group] ?? []
            let fold = (0..<self.count).min { left, right in
                let leftHeld = images.reduce(0) { $0 + (held[left][labels[$1]] ?? 0) }
                let rightHeld = images.reduce(0) { $0 + (held[right][labels[$1]] ?? 0) }
                return (leftHeld, sizes[left], left) < (rightHeld, sizes[right], right)
            }
            guard let fold else { continue }
            for image in images {
                held[fold][labels[image], default: 0] += 1
                if scored.contains(labels[image]) { assignment[image] = fold }
            }
            sizes[fold] += images.count
        }
        self.assignment = assignment
        var foldsOfGroup: [Int: Set<Int>] = [:]
        for (image, group) in groups.enumerated() {
            if let fold = assignment[image] { foldsOfGroup[group, default: []].insert(fold) }
        }
        absences = groups.map { foldsOfGroup[$0] ?? [] }
    }

    /// The images that a fold holds out, in image order.
    package func heldOut(_ fold: Int) -> [Int] { assignment.indices.filter { assignment[$0] == fold } }

    /// The images that train while a fold is held out: none of a group of which an image is scored.
    package func training(without fold: Int) -> [Int] { assignment.indices.filter { !absences[$0].contains(fold) } }

    /// The images that are never held out.
    package var neverScored: [Int] { assignment.indices.filter { assignment[$0] == nil } }
}

/// Numbers images so that those of one named group, of the same content, or nearer than a cosine, share a number (single
/// linkage).
///
/// - Parameters:
///   - names: the group of each image, where it has one.
///   - contents: the hash of each image's content, where it is known; nil where contents do not matter.
///   - embeddings: unit vectors, (images, width).
package func joinedGroups(
    names: [String?], contents: [String?]? = nil, embeddings: Matrix, nearDuplicateCosine: Float
) -> [Int] {
    precondition(names.count == embeddings.rows, "a name per image")
    var related = RelatedImages(groups: names, contents: contents ?? names.map { _ in nil })
    for (left, right) in nearDuplicateLinks(embeddings, cosine: nearDuplicateCosine) { related.join(left, right) }
    return related.roots()
}
