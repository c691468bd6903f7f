/// One object of a configuration file: each value of the type that is asked for, or refused by the name of its key.
///
/// A key that is left out and one that is null are the same: nil.
struct ConfigurationObject: Sendable {
    let path: String
    /// The objects that lead here, with a full stop after each.
    private let prefix: String
    private let fields: [String: JSONValue]

    init(_ fields: [String: JSONValue], path: String, within prefix: String = "") {
        self.fields = fields
        self.path = path
        self.prefix = prefix
    }

    /// The key as messages name it.
    func name(_ key: String) -> String { prefix + key }

    /// Of whatever type.
    func value(_ key: String) -> JSONValue? {
        guard let value = fields[key], value != .null else { return Optional.none }
        return value
    }

    func text(_ key: String) throws(CheckpointError) -> String? {
        try value(key).map { value throws(CheckpointError) in
            guard case .text(let text) = value else { throw otherType(key) }
            return text
        }
    }

    func truth(_ key: String) throws(CheckpointError) -> Bool? {
        try value(key).map { value throws(CheckpointError) in
            guard case .truth(let truth) = value else { throw otherType(key) }
            return truth
        }
    }

    func integer(_ key: String) throws(CheckpointError) -> Int? {
        try value(key).map { value throws(CheckpointError) in
            guard case .integer(let integer) = value else { throw otherType(key) }
            return integer
        }
    }

    /// A list of integers, or one alone.
    func integers(_ key: String) throws(CheckpointError) -> [Int]? {
        guard case .list(let items)? = value(key) else { return try integer(key).map { [$0] } }
        return try items.map { item throws(CheckpointError) in
            guard case .integer(let integer) = item else { throw otherType(key) }
            return integer
        }
    }

    func number(_ key: String) throws(CheckpointError) -> Float? {
        try value(key).map { value throws(CheckpointError) in
            guard let number = value.number else { throw otherType(key) }
            return Float(number)
        }
    }

    func numbers(_ key: String) throws(CheckpointError) -> [Float]? {
        try value(key).map { value throws(CheckpointError) in
            guard case .list(let items) = value else { throw otherType(key) }
            return try items.map { item throws(CheckpointError) in
                guard let number = item.number else { throw otherType(key) }
                return Float(number)
            }
        }
    }

    func section(_ key: String) throws(CheckpointError) -> ConfigurationObject? {
        try value(key).map { value throws(CheckpointError) in
            guard case .object(let fields) = value else { throw otherType(key) }
            return ConfigurationObject(fields, path: path, within: prefix + key + ".")
        }
    }

    /// A size of a tensor. One that no tensor could have is refused before it is multiplied with another.
    func size(_ key: String, usual: Int) throws(CheckpointError) -> Int {
        let size = try integer(key) ?? usual
        guard (1...TensorReader.longestSide).contains(size) else { throw unsupported(key, "\(size)") }
        return size
    }

    /// One of the values of an enumeration.
    func choice<Choice: RawRepresentable<String>>(
        _ key: String, usual: Choice
    ) throws(CheckpointError) -> Choice {
        guard let name = try text(key) else { return usual }
        guard let choice = Choice(rawValue: name) else { throw unsupported(key, name) }
        return choice
    }

    /// Throws where the file says other sizes than the weights have; what it leaves out it does not contradict. The last size
    /// stands for all that follow.
    func check(_ key: String, is expected: Int...) throws(CheckpointError) {
        try check(key, are: expected)
    }

    func check(_ key: String, are expected: [Int]) throws(CheckpointError) {
        for (place, found) in (try integers(key) ?? []).enumerated() {
            let expected = expected[min(place, expected.count - 1)]
            guard found == expected else {
                throw .contradiction(path: path, key: prefix + key, expected: expected, found: found)
            }
        }
    }

    func unsupported(_ key: String, _ value: String) -> CheckpointError {
        .unsupported(path: path, key: prefix + key, value: value)
    }

    private func otherType(_ key: String) -> CheckpointError {
        .malformedConfiguration(path: path, reason: "\(prefix + key) has another type")
    }
}
