import Foundation
import GRDB
import ProjectModel
import Testing

@testable import ProjectStore

/// A folder that goes when the test is over.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "miwake-store-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A moment after the epoch, in whole seconds.
func moment(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_700_000_000 + seconds) }

/// A project with classes and images, opened for writing.
struct Fixture {
    let folder: TemporaryFolder
    var store: ProjectStore
    let classes: [LabelClass]
    let images: [ImageItem]

    static let classNames = ["good", "crack", "dent"]

    init(images count: Int = 20, reserve: Double? = nil) throws {
        folder = try TemporaryFolder()
        store = try ProjectStore.create(at: folder.path, now: moment(0))
        classes = try store.syncClasses(Self.classNames.map { ClassDefinition(name: $0) })
        _ = try store.addImages((0..<count).map { NewImage(path: "part-\($0).png") })
        if let reserve { _ = try store.drawReserve(fraction: reserve, maximum: 300, seed: 7, now: moment(1)) }
        images = try store.images()
    }

    /// Closes the store and opens it again, as the next session does.
    mutating func reopen() throws {
        let path = folder.path
        // The lock must be let go of before it is taken again.
        store = try ProjectStore.open(at: path, mode: .readOnly, now: moment(2))
        store = try ProjectStore.open(at: path, mode: .readWrite, now: moment(3))
    }

    func prompt(_ image: ImageItem, role: PromptRole = .asked, partner: ImageItem? = nil) -> Prompt {
        Prompt(
            image: image.id, partner: partner?.id, role: role, order: "suggested", probability: 0.9,
            estimator: EstimatorID(0), candidates: [classes[0].id, classes[1].id], shownAt: moment(10))
    }

    @discardableResult
    func answer(
        _ image: ImageItem, _ review: Review, from: Review = .unseen, role: PromptRole = .asked
    ) throws -> EventID {
        try store.commit(
            Edit(image: image.id, change: .review(from: from, to: review), origin: .answer),
            shown: .prompt(prompt(image, role: role)), by: "tester", at: moment(20), latency: .milliseconds(740))
    }
}

extension ProjectStore {
    /// The writing connection's journal mode, `synchronous` level and foreign-key checking, as the database reports them.
    func durability() throws -> [String] {
        try database.unsafeReentrantWrite { database in
            try ["journal_mode", "synchronous", "foreign_keys"].compactMap {
                try String.fetchOne(database, sql: "PRAGMA " + $0)
            }
        }
    }

    /// Lets the database grow by so many pages only, as a full disk would; nil takes the limit away.
    func limitPages(extra: Int?) throws {
        try database.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let limit = extra.map { pages + $0 } ?? Int(UInt32.max - 1)
            _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(limit)")
        }
    }
}
