internal import ProjectModel

/// Finds the images of a project by what lists, tables and people call them. The one place where a path is understood.
package struct ImagePathIndex: Sendable, Equatable {
    private let dialect: PathDialect
    private var exact: [ImagePath: Int] = [:]
    /// By normalisation form C: more than one where spellings are canonically equivalent.
    private var equivalent: [String: [Int]] = [:]
    private let paths: [String]

    package enum Finding: Sendable, Equatable {
        /// The index of the image.
        case found(Int)
        case unknown
        /// The path leads out of the image folder.
        case climbs
        /// The spelling is that of no image, and equivalent to those of several.
        case ambiguous([String])
    }

    /// - Parameter paths: of the project's images, each different by its bytes.
    package init(_ paths: [String], _ dialect: PathDialect = PathDialect()) {
        self.dialect = dialect
        self.paths = paths
        exact.reserveCapacity(paths.count)
        for (index, path) in paths.enumerated() {
            exact[ImagePath(path)] = index
            equivalent[path.precomposed, default: []].append(index)
        }
    }

    /// The image that a text means: the one of these very bytes, else the one that is equivalent.
    package func find(_ text: String) -> Finding {
        let readings = dialect.readings(of: text)
        for reading in readings {
            if let index = exact[reading] { return .found(index) }
        }
        for reading in readings {
            guard let indices = equivalent[reading.text.precomposed] else { continue }
            return indices.count == 1 ? .found(indices[0]) : .ambiguous(indices.map { paths[$0] })
        }
        return readings.contains(where: \.climbs) ? .climbs : .unknown
    }
}
