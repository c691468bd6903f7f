internal import Foundation
internal import LinearAlgebra
internal import ProjectModel
internal import ProjectStore
internal import TensorFiles
internal import Workbench

/// The tensors of an import, read and checked.
struct FeatureFiles {
    /// For messages: the file, or the tensor in it.
    private let imageName: String
    private let textName: String
    private let imagePath: String
    let textPath: String
    private let files: [String]
    /// (N, D) as in the file.
    private let image: Matrix
    /// (C, D) as in the file; the store brings it to unit length.
    let text: Matrix
    let levels: Levels?
    let logitScale: Float?

    struct Levels {
        let path: String
        let count: Int
        let images: Int
        let tokens: Int
        let width: Int
        /// (L, N, T, W).
        let values: [Float]
        /// (W, D).
        let projection: Matrix
    }

    /// The level features go by the name that 0.1.0 gave them.
    let usesOlderName: Bool

    /// The tensors of an import, as a safetensors file and the messages name them.
    enum Name {
        static let image = "image_features"
        static let text = "text_features"
        static let levels = "level_features"
        static let projection = "projection"
        static let logitScale = "logit_scale"

        /// In the order of the manual.
        static let all = [image, text, levels, projection, logitScale]
        /// Of the level features, in 0.1.0.
        static let olderLevels = "levels"
    }

    init(_ tensors: FeatureImport.Tensors) throws {
        switch tensors {
        case .npy(let imagePath, let textPath, let levelsPath, let projectionPath):
            let image = try NpyFile(path: imagePath)
            let text = try NpyFile(path: textPath)
            self.image = try Self.matrix(image.floats(), image.shape, imagePath, Name.image, "(N, D)")
            self.text = try Self.matrix(text.floats(), text.shape, textPath, Name.text, "(C, D)")
            (imageName, textName) = (Name.image, Name.text)
            (self.imagePath, self.textPath) = (imagePath, textPath)
            logitScale = nil
            usesOlderName = false
            files = [imagePath, textPath, levelsPath, projectionPath].compactMap(\.self)
            switch (levelsPath, projectionPath) {
            case (nil, nil): levels = nil
            case (let levelsPath?, let projectionPath?):
                let values = try NpyFile(path: levelsPath)
                let projection = try NpyFile(path: projectionPath)
                levels = try Self.levels(
                    values.floats(), values.shape, levelsPath,
                    try Self.matrix(
                        projection.floats(), projection.shape, projectionPath, Name.projection, "(W, D)"))
            case (_?, nil), (nil, _?): throw WorkbenchError.levelsAndProjection
            }
        case .safetensors(let path):
            let file = try SafetensorsFile(path: path)
            let levelsName = try Self.levelsName(in: file)
            usesOlderName = levelsName == Name.olderLevels
            func tensor(_ name: String) throws -> (values: [Float], shape: [Int]) {
                guard file.contains(name) else {
                    throw WorkbenchError.tensorMissing(path: path, name: name, found: file.names)
                }
                let tensor = try file.tensor(named: name)
                return (try tensor.floats(), tensor.shape)
            }
            let image = try tensor(Name.image)
            let text = try tensor(Name.text)
            self.image = try Self.matrix(image.values, image.shape, path, Name.image, "(N, D)")
            self.text = try Self.matrix(text.values, text.shape, path, Name.text, "(C, D)")
            (imageName, textName, imagePath, textPath) = (Name.image, Name.text, path, path)
            files = [path]
            logitScale = file.contains(Name.logitScale) ? try Self.scale(try tensor(Name.logitScale), path) : nil
            guard let levelsName else {
                levels = nil
                return
            }
            let projection = try tensor(Name.projection)
            let values = try tensor(levelsName)
            levels = try Self.levels(
                values.values, values.shape, path,
                try Self.matrix(projection.values, projection.shape, path, Name.projection, "(W, D)"))
        }
    }

    /// The name of the level features in a file, nil where there are none. No tensor is passed over in silence.
    private static func levelsName(in file: SafetensorsFile) throws(WorkbenchError) -> String? {
        let unknown = file.names.filter { !Name.all.contains($0) && $0 != Name.olderLevels }
        guard unknown.isEmpty else { throw .unknownTensors(path: file.path, names: unknown, known: Name.all) }
        let found = [Name.levels, Name.olderLevels].filter(file.contains)
        guard found.count <= 1 else { throw .unknownTensors(path: file.path, names: [found[1]], known: Name.all) }
        guard found.isEmpty != file.contains(Name.projection) else { throw .levelsAndProjection }
        return found.first
    }

    private static func scale(
        _ tensor: (values: [Float], shape: [Int]), _ path: String
    ) throws(WorkbenchError) -> Float {
        guard tensor.values.count == 1, let scale = tensor.values.first else {
            throw .tensorShape(path: path, name: Name.logitScale, expected: "(1)", found: tensor.shape)
        }
        guard scale.isFinite, scale > 0 else { throw .badLogitScale(path: path, found: scale) }
        return scale
    }

    /// D.
    var width: Int { image.columns }

    /// Names these very features: the hash of the files and of the scale.
    func key(scale: Double) -> String {
        let hashes = files.compactMap { try? ContentHash.ofFile(at: $0) } + ["\(scale)"]
        return String(ContentHash.of(Array(hashes.joined(separator: "\n").utf8)).prefix(16))
    }

    /// The image embeddings at unit length, as they will be stored.
    var unitEmbeddings: Matrix {
        var result = image
        for row in 0..<image.rows {
            let length = image[row: row].reduce(0) { $0 + $1 * $1 }.squareRoot()
            for column in 0..<image.columns { result[row, column] /= length }
        }
        return result
    }

    var largestLengthError: Float {
        (0..<image.rows).reduce(0) { worst, row in
            max(worst, abs(image[row: row].reduce(0) { $0 + $1 * $1 }.squareRoot() - 1))
        }
    }

    /// Everything that can be wrong, before anything is written.
    func check(classes: Int, paths: [String], pathsFile: String) throws(WorkbenchError) {
        guard image.rows == paths.count else {
            throw .rowCount(path: imagePath, rows: image.rows, paths: paths.count)
        }
        guard text.rows == classes, text.columns == image.columns else {
            throw .tensorShape(
                path: textPath, name: textName, expected: "(\(classes), \(image.columns))",
                found: [text.rows, text.columns])
        }
        try Self.checkRows(image, imagePath, imageName)
        try Self.checkRows(text, textPath, textName)
        guard let levels else { return }
        guard levels.images == image.rows else {
            throw .tensorShape(
                path: levels.path, name: Name.levels, expected: "(L, \(image.rows), T, W)",
                found: [levels.count, levels.images, levels.tokens, levels.width])
        }
        guard levels.projection.rows == levels.width, levels.projection.columns == image.columns else {
            throw .tensorShape(
                path: levels.path, name: Name.projection, expected: "(\(levels.width), \(image.columns))",
                found: [levels.projection.rows, levels.projection.columns])
        }
        let rowLength = levels.tokens * levels.width
        if let bad = levels.values.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(path: levels.path, name: Name.levels, row: bad / rowLength % levels.images)
        }
    }

    private static func checkRows(_ matrix: Matrix, _ path: String, _ name: String) throws(WorkbenchError) {
        for row in 0..<matrix.rows {
            let values = matrix[row: row]
            guard values.allSatisfy(\.isFinite) else { throw .notFinite(path: path, name: name, row: row) }
            guard values.contains(where: { $0 != 0 }) else { throw .zeroVector(path: path, name: name, row: row) }
        }
    }

    /// Writes the wanted rows as segments of each kind.
    func write(
        _ wanted: [(image: ImageID, row: Int)], set: FeatureSet, folder: StoreFolder,
        _ progress: (_ done: Int, _ total: Int) -> Void
    ) throws -> [FeatureSegment] {
        var images = FeatureSegmentWriter(folder: folder, set: set, kind: .image)
        for (image, row) in wanted { try images.append(self.image[row: row], of: image) }
        var segments = try images.finish()
        guard let levels else { return segments }
        var pooled = FeatureSegmentWriter(folder: folder, set: set, kind: .pooled)
        for (place, (image, row)) in wanted.enumerated() {
            try pooled.append(levels.pooledRow(row), of: image)
            progress(place + 1, wanted.count)
        }
        segments += try pooled.finish()
        guard levels.tokens > 1 else { return segments }
        var tokens = FeatureSegmentWriter(folder: folder, set: set, kind: .tokens)
        for (image, row) in wanted { try tokens.append(levels.tokenRow(row), of: image) }
        return segments + (try tokens.finish())
    }

    private static func matrix(
        _ values: [Float], _ shape: [Int], _ path: String, _ name: String, _ expected: String
    ) throws(WorkbenchError) -> Matrix {
        guard shape.count == 2, shape[0] > 0, shape[1] > 0 else {
            throw .tensorShape(path: path, name: name, expected: expected, found: shape)
        }
        return Matrix(rows: shape[0], columns: shape[1], elements: values)
    }

    private static func levels(
        _ values: [Float], _ shape: [Int], _ path: String, _ projection: Matrix
    ) throws(WorkbenchError) -> Levels {
        guard shape.count == 4, shape.allSatisfy({ $0 > 0 }) else {
            throw .tensorShape(path: path, name: Name.levels, expected: "(L, N, T, W)", found: shape)
        }
        return Levels(
            path: path, count: shape[0], images: shape[1], tokens: shape[2], width: shape[3], values: values,
            projection: projection)
    }
}

extension FeatureFiles.Levels {
    private func tokenStart(level: Int, image: Int) -> Int { (level * images + image) * tokens * width }

    /// All tokens of one image, level after level: L × T × W.
    fileprivate func tokenRow(_ image: Int) -> [Float] {
        (0..<count).flatMap { level in
            let start = tokenStart(level: level, image: image)
            return values[start..<start + tokens * width]
        }
    }

    /// The mean over the tokens of each level: L × W.
    fileprivate func pooledRow(_ image: Int) -> [Float] {
        var row = [Float](repeating: 0, count: count * width)
        for level in 0..<count {
            let start = tokenStart(level: level, image: image)
            for token in 0..<tokens {
                for column in 0..<width {
                    row[level * width + column] += values[start + token * width + column] / Float(tokens)
                }
            }
        }
        return row
    }
}
