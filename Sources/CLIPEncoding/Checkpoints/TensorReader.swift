internal import TensorFiles

/// Takes a model's tensors out of a file one by one, checks their shapes, and knows in the end which were left over.
struct TensorReader {
    let file: WeightFiles
    private var taken: Set<String> = []

    /// No CLIP has a side longer than this; beyond it shapes could not be multiplied safely.
    static let longestSide = 1 << 22

    init(file: WeightFiles) {
        self.file = file
    }

    /// The shape of a tensor, which must have so many dimensions, all reasonable.
    func shape(of name: String, dimensions: Int) throws(CheckpointError) -> [Int] {
        guard file.contains(name) else {
            throw .missingTensor(path: file.path, name: name, expected: [])
        }
        let found = try tensor(name).shape
        guard found.count == dimensions, found.allSatisfy({ (1...Self.longestSide).contains($0) }) else {
            throw .impossibleShape(path: file.path(of: name), name: name, found: found)
        }
        return found
    }

    /// How many blocks there are: the names `prefix`0`suffix`, `prefix`1`suffix` … without a gap.
    func count(_ prefix: String, _ suffix: String) -> Int {
        var count = 0
        while file.contains("\(prefix)\(count)\(suffix)") { count += 1 }
        return count
    }

    /// A tensor of this shape, still in the file.
    mutating func tensor(_ name: String, _ shape: [Int]) throws(CheckpointError) -> SafetensorsTensor {
        guard file.contains(name) else { throw .missingTensor(path: file.path, name: name, expected: shape) }
        let tensor = try tensor(name)
        guard tensor.shape == shape else {
            throw .wrongShape(path: file.path(of: name), name: name, expected: shape, found: tensor.shape)
        }
        guard TensorElement.floatingPoint.contains(tensor.element) else {
            throw .wrongElement(path: file.path(of: name), name: name, found: tensor.element)
        }
        taken.insert(name)
        return tensor
    }

    /// A tensor of this shape as floats.
    mutating func weight(_ name: String, _ shape: [Int]) throws(CheckpointError) -> Weight {
        let tensor = try tensor(name, shape)
        do {
            return try Weight(tensor)
        } catch {
            throw .file(error)
        }
    }

    /// A single number.
    mutating func number(_ name: String) throws(CheckpointError) -> Float {
        // Some exporters write it with one dimension, some with none.
        let isRow = file.contains(name) ? try tensor(name).shape == [1] : false
        // As an array: a converted copy is gone with its weight.
        return try weight(name, isRow ? [1] : []).array[0]
    }

    /// An integer that the layout stores beside the weights; nil where it does not.
    func integer(_ name: String) throws(CheckpointError) -> Int? {
        guard file.contains(name) else { return nil }
        let tensor = try tensor(name)
        guard tensor.count == 1 else {
            throw .impossibleShape(path: file.path(of: name), name: name, found: tensor.shape)
        }
        do {
            return Int(try tensor.int64s()[0])
        } catch {
            throw .wrongElement(path: file.path(of: name), name: name, found: tensor.element)
        }
    }

    /// Throws when the file holds tensors that nobody took.
    ///
    /// - Parameter unread: The last parts of the names of tensors that no tower reads.
    func finish(unread: Set<String>) throws(CheckpointError) {
        let surplus = file.names.filter { name in
            !taken.contains(name) && !unread.contains { name == $0 || name.hasSuffix(".\($0)") }
        }
        guard surplus.isEmpty else { throw .surplusTensors(path: file.path, names: surplus.sorted()) }
    }

    private func tensor(_ name: String) throws(CheckpointError) -> SafetensorsTensor {
        do {
            return try file.tensor(named: name)
        } catch {
            throw .file(error)
        }
    }
}
