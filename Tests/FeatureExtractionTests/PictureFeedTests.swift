import CLIPEncoding
import Foundation
import ProjectModel
import Synchronization
import TestSupport
import Testing
import Workbench

@testable import FeatureExtraction

@Suite("Pictures on their way to the encoder")
struct PictureFeedTests {
    private static func order(_ id: Int, _ path: String, hash: String? = nil) -> PictureFeed.Order {
        .init(id: ImageID(Int64(id)), path: path, contentHash: hash)
    }

    private static let preprocessing = PixelPreprocessing(resolution: 32)

    @Test(
        "whichever thread prepares them, they are handed over in their order, and the end is told to all",
        arguments: [1, 4])
    func order(threads: Int) throws {
        let folder = try TemporaryFolder()
        let waiting = Mutex((0..<40).map { Self.order($0, folder.path + "/\($0).png") })
        let feed = PictureFeed(
            preprocessing: Self.preprocessing, capacity: 3, threads: threads, priority: .prompt
        ) { waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
        var taken: [Int64] = []
        while let prepared = feed.take() {
            taken.append(prepared.order.id.rawValue)
            guard case .problem(let problem) = prepared.result else {
                Issue.record("a file that is not there")
                continue
            }
            #expect(problem.kind == .unreadable)
        }
        #expect(taken == Array(0..<40))
        #expect(feed.take() == nil, "the end stays")
    }

    @Test("a file that is not the one that was looked at is left for the next run")
    func changed() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/text.png"
        try "no picture at all".write(toFile: path, atomically: true, encoding: .utf8)
        let other = PictureFeed.prepared(Self.order(1, path, hash: "another content"), Self.preprocessing)
        guard case .changed = other.result else {
            Issue.record("\(other.result)")
            return
        }
        let any = PictureFeed.prepared(Self.order(1, path), Self.preprocessing)
        guard case .problem(let problem) = any.result else {
            Issue.record("\(any.result)")
            return
        }
        #expect(problem.kind == .unsupported)
        #expect(any.contentHash == other.contentHash, "both say what was read")
    }

    @Test("the views of an image are drawn by its content, wherever it lies")
    func viewSeeds() {
        func image(_ path: String, _ hash: String?) -> ImageItem {
            ImageItem(id: ImageID(1), path: path, contentHash: hash)
        }
        let seed = ViewRow.seed(of: image("a.png", "hash"), project: 1)
        #expect(ViewRow.seed(of: image("b.png", "hash"), project: 1) == seed)
        #expect(ViewRow.seed(of: image("a.png", "other"), project: 1) != seed)
        #expect(ViewRow.seed(of: image("a.png", "hash"), project: 2) != seed)
        #expect(ViewRow.seed(of: image("a.png", nil), project: 1) != ViewRow.seed(of: image("b.png", nil), project: 1))
    }
}
