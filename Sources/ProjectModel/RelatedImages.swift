/// Which of some images show the same thing: those of one group, those with the same content, and pairs that are joined by hand,
/// such as near-duplicates. Single linkage: what is related to the same image is related.
package struct RelatedImages: Sendable {
    private var parents: [Int]

    /// Nobody is related to anybody.
    package init(count: Int) { parents = Array(0..<count) }

    /// - Parameters:
    ///   - groups: the group of each image, where it has one.
    ///   - contents: the hash of each image's content, where it is known.
    package init(groups: [String?], contents: [String?]) {
        precondition(groups.count == contents.count, "a group and a content per image")
        self.init(count: groups.count)
        for names in [groups, contents] {
            var first: [String: Int] = [:]
            for (image, name) in names.enumerated() {
                guard let name else { continue }
                if let other = first[name] { join(image, other) } else { first[name] = image }
            }
        }
    }

    package init(_ images: [ImageItem]) {
        self.init(groups: images.map(\.group), contents: images.map(\.contentHash))
    }

    package mutating func join(_ left: Int, _ right: Int) {
        let (first, second) = (root(left), root(right))
        parents[max(first, second)] = min(first, second)
    }

    /// The first image that this one is related to, itself perhaps: equal numbers, related images.
    package mutating func root(_ image: Int) -> Int {
        var image = image
        while parents[image] != image {
            parents[image] = parents[parents[image]]
            image = parents[image]
        }
        return image
    }

    /// The root of every image.
    package func roots() -> [Int] {
        var copy = self
        return parents.indices.map { copy.root($0) }
    }
}
