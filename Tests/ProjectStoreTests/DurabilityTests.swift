import Foundation
import GRDB
import Glibc
import ProjectModel
import ProjectStore
import Testing

@Suite("What was answered is not lost")
struct DurabilityTests {
    @Test("a power cut takes at most what was not committed yet")
    func powerCut() throws {
        let fixture = try Fixture(images: 40)
        try fixture.store.checkpoint()
        let database = fixture.store.folder.database
        let journal = database + "-wal"
        // After each answer: how long the journal is, so that a cut can be told from what it must have spared.
        var lengths: [Int] = []
        for image in fixture.images.prefix(30) {
            try fixture.answer(image, .unsure)
            lengths.append(try Self.size(of: journal))
        }
        #expect(lengths == lengths.sorted() && Set(lengths).count == lengths.count, "each answer reaches the journal")
        let whole = try Data(contentsOf: URL(filePath: journal))

        let cuts = 40
        for step in 0...cuts {
            let cut = whole.count * step / cuts
            var left = Data(whole.prefix(cut))
            // Every third cut leaves garbage where the last frame was being written.
            if step % 3 == 0 { left.append(Data((0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 37) })) }
            let copy = try TemporaryFolder()
            try FileManager.default.createDirectory(atPath: copy.path + "/.miwake", withIntermediateDirectories: true)
            let base = copy.path + "/.miwake/project.sqlite"
            try FileManager.default.copyItem(atPath: database, toPath: base)
            try left.write(to: URL(filePath: base + "-wal"))

            let store = try ProjectStore.open(at: copy.path, mode: .readWrite, now: moment(0))
            let survivors = lengths.count { $0 <= cut }
            #expect(Set(try store.reviews().keys) == Set(fixture.images.prefix(survivors).map(\.id)), "cut at \(cut)")
            #expect(try store.history(limit: 100).count == survivors)
            #expect(try store.integrityProblems().isEmpty)
            // Life goes on: the next answer is taken and undone.
            _ = try store.commit(
                Edit(image: fixture.images[39].id, change: .review(from: .unseen, to: .skipped), origin: .command),
                shown: .nothing, by: "x", at: moment(1))
            #expect(try store.undo(by: "x", at: moment(2)) != nil)
        }
    }

    @Test("a full disk is named, nothing is lost, and labelling goes on when there is room again")
    func diskFull() throws {
        let fixture = try Fixture(images: 2000)
        try fixture.answer(fixture.images[0], .unsure)
        try fixture.store.limitPages(extra: 4)
        var failure: StoreError?
        var answered: Set<ImageID> = [fixture.images[0].id]
        for image in fixture.images.dropFirst() {
            do {
                try fixture.answer(image, .labelled(fixture.classes[0].id))
                answered.insert(image.id)
            } catch let error as StoreError {
                failure = error
                break
            }
        }
        #expect(failure == .diskFull(path: fixture.store.folder.database))
        #expect(Set(try fixture.store.reviews().keys) == answered)
        #expect(try fixture.store.history(limit: 5000).count == answered.count, "no half of an answer is left")
        try fixture.store.limitPages(extra: nil)
        try fixture.answer(fixture.images[1999], .unsure)
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    /// Mounting needs the superuser; elsewhere the page limit above stands for it.
    @Test("a file system without room is named", .enabled(if: TinyDisk.isAvailable, "needs the right to mount"))
    func fullFileSystem() throws {
        let disk = try TinyDisk(kilobytes: 1024)
        let store = try ProjectStore.create(at: disk.path, now: moment(0))
        _ = try store.addImages((0..<500).map { NewImage(path: "\($0).png") })
        var added = 500
        var failure: StoreError?
        while failure == nil, added < 100_000 {
            do {
                _ = try store.addImages((added..<added + 500).map { NewImage(path: "\($0).png") })
                added += 500
            } catch { failure = error }
        }
        guard case .diskFull? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try store.images().count == added)
    }

    @Test(
        "a read-only folder opens for reading, and says so to a writer",
        .enabled(if: TinyDisk.isAvailable, "needs the right to mount"))
    func readOnlyFileSystem() throws {
        let disk = try TinyDisk(kilobytes: 4096)
        do {
            let store = try ProjectStore.create(at: disk.path, now: moment(0))
            _ = try store.addImages([NewImage(path: "1.png")])
        }
        try disk.remountReadOnly()
        let reader = try ProjectStore.open(at: disk.path, mode: .readOnly, now: moment(0))
        #expect(try reader.images().map(\.path) == ["1.png"])
        #expect(throws: StoreError.readOnly(path: disk.path + "/.miwake/writer.lock")) {
            try ProjectStore.open(at: disk.path, mode: .readWrite, now: moment(0))
        }
    }

    private static func size(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}

/// A small file system in memory, gone with the value.
final class TinyDisk {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    static var isAvailable: Bool {
        guard getuid() == 0, let disk = try? TinyDisk(kilobytes: 64) else { return false }
        return !disk.path.isEmpty
    }

    struct MountFailure: Error { var code: Int32 }

    init(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            throw MountFailure(code: errno)
        }
    }

    func remountReadOnly() throws {
        guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else {
            throw MountFailure(code: errno)
        }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }
}
