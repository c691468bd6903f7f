internal import FileContents
internal import Foundation
internal import ProjectModel

extension CoOpSplit {
    /// Reads a split file and checks what its readers rely on.
    package init(parsing bytes: [UInt8]) throws(CoOpError) {
        let lists: Lists
        do {
            lists = try JSONDecoder().decode(Lists.self, from: Data(PlainText(bytes).text.utf8))
        } catch let error as DecodingError {
            throw Self.translated(error)
        } catch {
            throw .malformed(keyPath: "", reason: "it is not JSON")
        }
        self.init(train: lists.train.map(\.row), val: lists.val.map(\.row), test: lists.test.map(\.row))
        try validate()
    }

    /// The file as its first writer, Python's `json.dump`, lays it out: the three lists in their usual order.
    package func json() throws(CoOpError) -> String {
        try validate()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        func text(_ rows: [Row]) throws(CoOpError) -> String {
            do {
                return String(decoding: try encoder.encode(rows.map(Triple.init)), as: UTF8.self)
            } catch {
                throw .malformed(keyPath: "", reason: "a name cannot be written as JSON")
            }
        }
        return "{\"train\": \(try text(train)), \"val\": \(try text(val)), \"test\": \(try text(test))}\n"
    }

    private func validate() throws(CoOpError) {
        var paths: Set<ImagePath> = []
        var names: [Int: String] = [:]
        var labels: [String: Int] = [:]
        for (list, rows) in [("train", train), ("val", val), ("test", test)] {
            for (index, row) in rows.enumerated() {
                guard !row.path.isEmpty, !row.className.isEmpty else { throw .emptyText(list: list, row: index) }
                guard paths.insert(ImagePath(row.path)).inserted else { throw .repeatedPath(row.path) }
                guard names[row.label, default: row.className] == row.className,
                    labels[row.className, default: row.label] == row.label
                else { throw .inconsistentClass(label: row.label, className: row.className) }
                names[row.label] = row.className
                labels[row.className] = row.label
            }
        }
        if let missing = (0..<names.count).first(where: { names[$0] == nil }) { throw .missingLabel(missing) }
    }

    private static func translated(_ error: DecodingError) -> CoOpError {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            var path = ""
            for key in context.codingPath {
                if let index = key.intValue { path += "[\(index)]" } else { path += key.stringValue }
            }
            return .malformed(keyPath: path, reason: context.debugDescription)
        @unknown default: return .malformed(keyPath: "", reason: "it has another shape")
        }
    }

    private struct Lists: Decodable {
        var train: [Triple]
        var val: [Triple]
        var test: [Triple]
    }

    /// `[path, label, classname]`.
    private struct Triple: Codable {
        var row: Row

        init(row: Row) { self.row = row }

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            row = Row(
                path: try values.decode(String.self), label: try values.decode(Int.self),
                className: try values.decode(String.self))
            guard values.isAtEnd else {
                throw DecodingError.dataCorruptedError(in: values, debugDescription: "more than three values")
            }
        }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.unkeyedContainer()
            try values.encode(row.path)
            try values.encode(row.label)
            try values.encode(row.className)
        }
    }
}
