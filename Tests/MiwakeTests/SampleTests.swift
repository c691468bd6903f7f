import AnnotatorUI
import FeatureExtraction
import Foundation
import Labelling
import Languages
import ProjectModel
import ProjectStore
import Studies
import TestSupport
import Testing
import Workbench

@testable import miwake

@Suite("The copy that a demo works on")
struct SampleTests {
    private let folder: TemporaryFolder
    private let sample: Sample
    private var copy: String { folder.path + "/copy" }

    init() throws {
        folder = try TemporaryFolder()
        sample = try Sample(Checkout.surface, ResourceFolders(environment: [:], executable: nil))
    }

    private func label(_ count: Int) throws {
        let bench = try Workbench.setUp(copy)
        _ = try Embedding(bench)
        for image in try bench.store.images().prefix(count) { _ = try bench.label(image.path, as: "good 良品") }
        #expect(try bench.status().counts.reviews == count)
    }

    @Test("it is not made anew where somebody has put a file of their own into it")
    func additions() throws {
        try sample.copy(to: copy, for: .script)
        let own = copy + "/images/notes.txt"
        try Data("mine".utf8).write(to: URL(filePath: own))
        let error = #expect(throws: Failing.self) { try sample.copy(to: copy, for: .script) }
        let failure = try #require(error).failure(Words(.english))
        #expect(failure.sentence.contains("images/notes.txt") && failure.status == .input)
        #expect(try String(contentsOfFile: own, encoding: .utf8) == "mine")
        try FileManager.default.removeItem(atPath: own)
        try sample.copy(to: copy, for: .script)
    }

    @Test("it is whole, and a project of its own")
    func whole() throws {
        try sample.copy(to: copy, for: .person)
        let bench = try Workbench.setUp(copy)
        #expect(bench.classes.count == 7)
        #expect(bench.checkpointPaths?.checkpoint == copy + "/clip")
        #expect(try bench.answerKey(Sample.answerKey(of: copy)).count == 576)
        #expect(!FileManager.default.fileExists(atPath: Checkout.surface + "/.miwake"), "the sample stays as it is")
    }

    @Test("what is embedded first is a fair sample: the reserve is not put before what can be asked")
    func embeddingOrder() throws {
        try sample.copy(to: copy, for: .script)
        let bench = try Workbench.setUp(copy)
        // Asked before each batch of eight or so: however fast the machine is, it stops after a few.
        var batches = 0
        _ = try Embedding(bench, makesViews: false).run(isCancelled: {
            batches += 1
            return batches > 8
        })
        let embedded = Set(try bench.store.features().images(with: .image))
        let reserve = try bench.store.images().filter { $0.isReserve && embedded.contains($0.id) }
        #expect((60..<400).contains(embedded.count), "\(embedded.count) before it was stopped")
        // A fifth of all images; four standard deviations above it for sixty.
        #expect(reserve.count * 5 < embedded.count * 2, "\(reserve.count) of \(embedded.count)")
    }

    @Test("a script's copy is made anew, an untouched one too, a person's labels never")
    func labels() throws {
        try sample.copy(to: copy, for: .person)
        #expect(Sample.isReplaceable(copy), "nothing is in it")
        try label(3)
        #expect(!Sample.isReplaceable(copy))
        #expect(throws: Failing.self) { try sample.copy(to: copy, for: .script) }
        #expect(try Workbench.setUp(copy).status().counts.reviews == 3)
        try Sample.hand(copy, to: .script)
        #expect(Sample.isReplaceable(copy))
        try sample.copy(to: copy, for: .script)
        #expect(try Workbench.setUp(copy).status().counts.reviews == 0)
    }

    @Test("a copy that does not say whose it is, is a person's")
    func unmarked() throws {
        try sample.copy(to: copy, for: .script)
        try label(1)
        try Data().write(to: URL(filePath: copy + "/.miwake-demo"))
        #expect(!Sample.isReplaceable(copy))
    }

    @Test("a copy that somebody has open is left alone")
    func open() throws {
        try sample.copy(to: copy, for: .script)
        let bench = try Workbench.setUp(copy)
        #expect(!Sample.isReplaceable(copy))
        #expect(throws: (any Error).self) { try sample.copy(to: copy, for: .script) }
        #expect(try bench.status().counts.reviews == 0)
    }

    @Test("a folder with something else in it is never touched")
    func foreign() throws {
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(filePath: copy + "/notes.txt"))
        #expect(!Sample.isReplaceable(copy))
        #expect(throws: WorkbenchError.self) { try sample.copy(to: copy, for: .script) }
        #expect(try String(contentsOfFile: copy + "/notes.txt", encoding: .utf8) == "mine")
    }

    @Test("a sample that is not there is named with the places that were looked at")
    func missing() {
        let folders = ResourceFolders(environment: [:], executable: "/usr/bin/miwake")
        #expect { try Sample("no-such", folders) } throws: { error in
            Words(.english).sentence(for: error).contains("/usr/share/miwake/samples/no-such")
        }
    }
}
