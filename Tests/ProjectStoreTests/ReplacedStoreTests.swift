import Foundation
import GRDB
import Glibc
import ProjectModel
import ProjectStore
import Testing

@Suite("A store that goes away under an open session")
struct ReplacedStoreTests {
    /// What somebody does to an open project.
    enum Mishap: String, CaseIterable, CustomTestStringConvertible {
        case removed, databaseRemoved, moved, movedAndAnotherPutThere, restoredByRename, restoredInPlace, journalRemoved

        var testDescription: String { rawValue }

        var found: StoreError.Replacement {
            switch self {
            case .removed, .databaseRemoved, .moved: .nothing
            case .movedAndAnotherPutThere, .restoredByRename: .anotherFile
            case .restoredInPlace, .journalRemoved: .otherContent
            }
        }

        /// - Parameter backup: a copy of the store from before the latest answers.
        func happen(to project: String, backup: String) throws {
            let files = FileManager.default
            let store = project + "/.miwake"
            switch self {
            case .removed: try files.removeItem(atPath: store)
            case .databaseRemoved: try files.removeItem(atPath: store + "/project.sqlite")
            case .moved: try files.moveItem(atPath: store, toPath: project + "/elsewhere")
            case .movedAndAnotherPutThere:
                try files.moveItem(atPath: store, toPath: project + "/elsewhere")
                try files.createDirectory(atPath: store, withIntermediateDirectories: true)
                try files.copyItem(atPath: backup, toPath: store + "/project.sqlite")
            case .restoredByRename:
                try files.copyItem(atPath: backup, toPath: store + "/new")
                guard rename(store + "/new", store + "/project.sqlite") == 0 else { throw POSIXError(.EIO) }
            case .restoredInPlace:
                let file = try FileHandle(forWritingTo: URL(filePath: store + "/project.sqlite"))
                try file.truncate(atOffset: 0)
                try file.write(contentsOf: try Data(contentsOf: URL(filePath: backup)))
                try file.close()
            case .journalRemoved: try files.removeItem(atPath: store + "/project.sqlite-wal")
            }
        }
    }

    @Test(
        "the next answer is refused and says what lies there; what was recorded can be copied out",
        arguments: Mishap.allCases)
    func mishap(_ mishap: Mishap) throws {
        let fixture = try Fixture(images: 200)
        let database = fixture.store.folder.database
        try fixture.answer(fixture.images[0], .labelled(fixture.classes[0].id))
        try fixture.store.checkpoint()
        let backup = fixture.folder.path + "/backup.sqlite"
        try FileManager.default.copyItem(atPath: database, toPath: backup)
        for image in fixture.images[1..<150] { try fixture.answer(image, .labelled(fixture.classes[1].id)) }
        try fixture.store.checkpoint()
        try fixture.answer(fixture.images[150], .unsure)

        try mishap.happen(to: fixture.folder.path, backup: backup)
        #expect(throws: StoreError.replaced(path: database, by: mishap.found)) {
            try fixture.answer(fixture.images[151], .labelled(fixture.classes[0].id))
        }
        #expect(throws: StoreError.replaced(path: database, by: mishap.found)) {
            try fixture.store.undo(by: "x", at: moment(30))
        }
        guard mishap != .restoredInPlace else { return }
        let copy = try fixture.store.rescueCopy(to: fixture.folder.path + "/rescued.sqlite")
        let rescued = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: rescued.path + "/.miwake", withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: copy, toPath: rescued.path + "/.miwake/project.sqlite")
        let store = try ProjectStore.open(at: rescued.path, mode: .readWrite, now: moment(40))
        #expect(try store.reviews().count == 151, "every recorded answer, and not the one that was refused")
    }

    @Test("a tool that tidies the database up is no mishap")
    func checkpointFromOutside() throws {
        let fixture = try Fixture(images: 50)
        for image in fixture.images[..<20] { try fixture.answer(image, .unsure) }
        try DatabaseQueue(path: fixture.store.folder.database).writeWithoutTransaction {
            _ = try $0.checkpoint(.full)
        }
        for image in fixture.images[20...] { try fixture.answer(image, .unsure) }
        #expect(try fixture.store.reviews().count == 50)
    }

    @Test("a rescue copy is never written over a file")
    func rescueTwice() throws {
        let fixture = try Fixture()
        let path = fixture.folder.path + "/rescued.sqlite"
        try Data("mine".utf8).write(to: URL(filePath: path))
        #expect(try fixture.store.rescueCopy(to: path) == path + "-2")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
}
