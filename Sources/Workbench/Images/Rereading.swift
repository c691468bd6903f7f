package import Imaging
internal import Interchange
package import ProjectModel
internal import ProjectStore

/// Images whose features were made of pictures that the present rules may read otherwise.
package struct Rereading: Sendable, Equatable {
    /// By path.
    package var images: [Image] = []
    /// Images whose files are not there or excluded; they are looked at when they are back.
    var unseen: Set<ImageID> = []

    package init() {}

    package struct Image: Sendable, Equatable {
        package var id: ImageID
        package var path: String
        package var change: ReadingChange
    }
}

/// What the store remembers of it: the number of the rules, then the images that were not there, one per line.
struct RereadingRecord: Equatable {
    var rules: ReadingRules
    var unseen: Set<ImageID> = []

    private static let separator = "\n"

    init(rules: ReadingRules, unseen: Set<ImageID>) {
        self.rules = rules
        self.unseen = unseen
    }

    /// Before 0.2.0 nothing was remembered, since there were no other rules.
    init(_ text: String?) {
        let numbers = (text ?? "").split(separator: Self.separator).compactMap { Int64($0) }
        rules = numbers.first.flatMap { ReadingRules(rawValue: Int($0)) } ?? .first
        unseen = Set(numbers.dropFirst().map { ImageID($0) })
    }

    var text: String {
        ([Int64(rules.rawValue)] + unseen.map(\.rawValue).sorted()).map { String($0) }.joined(separator: Self.separator)
    }
}

extension Workbench {
    /// Whether features are there whose files nobody has looked at since the rules changed. From the index alone.
    package func waitsForRereading() throws -> Bool {
        let record = RereadingRecord(try store.value(of: .readingRules))
        return try imageFolder != nil && record.rules != .present && !store.encodedImages().isEmpty
    }

    private func imagesToReread() throws -> Set<ImageID> {
        let record = RereadingRecord(try store.value(of: .readingRules))
        if record.rules == .present, record.unseen.isEmpty { return [] }
        let encoded = try store.encodedImages()
        return record.rules == .present ? encoded.intersection(record.unseen) : encoded
    }

    /// Looks at the files of features that were made by earlier rules: at their headers, mostly.
    package func rereading(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Rereading {
        let wanted = try imagesToReread()
        var found = Rereading()
        guard !wanted.isEmpty else { return found }
        let images = try store.images().filter { wanted.contains($0.id) }
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        for (index, image) in images.enumerated() {
            progress(index, images.count)
            guard let path = picturePath(of: image), !file.exclude.exclude(image.path), FileStamp(path: path) != nil
            else {
                found.unseen.insert(image.id)
                continue
            }
            do {
                guard let change = try ImageDecoder.readingChange(ofFile: path, since: .first) else { continue }
                found.images.append(.init(id: image.id, path: image.path, change: change))
            } catch {
                found.unseen.insert(image.id)
            }
        }
        return found
    }

    /// Does so once, and forgets the features of what it finds, so that they are made anew.
    package func reread(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Rereading {
        let before = try store.value(of: .readingRules)
        let found = try rereading(progress: progress)
        let record = RereadingRecord(rules: .present, unseen: found.unseen)
        if before != record.text { try store.forgetReadings(of: found.images.map(\.id), remembering: record.text) }
        return found
    }
}
