import ActiveLearning
import AnnotatorUI
import Figures
import Foundation
import Languages
import ProjectModel
import ProjectStore
import Synchronization
import TerminalPictures
import TestSupport
import Testing
import TextUI
import Workbench

@testable import miwake

@Suite("A session whose features are not there")
struct MissingFeatureTests {
    private static let patience = Duration.seconds(60)

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func page(checkpoint: String?) async throws -> Result<Page, Refused> {
        let images = folder.path + "/pictures"
        try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
        for number in 0..<4 { try Data("\(number)".utf8).write(to: URL(filePath: images + "/\(number).png")) }
        _ = try NewProject(
            folder: folder.path + "/line", images: images, classListFile: nil, classNames: ["pit", "crack"],
            prompts: [], from: nil, reserveFraction: 0, reserveMaximum: nil, seed: 1, checkpoint: checkpoint
        ).create()
        let mailbox = Mailbox {}
        let runner = try Screens.runner(
            of: Workbench.open(folder.path + "/line", .readWrite), mailbox: mailbox, colors: .monochrome,
            symbols: .ascii, options: .init(language: .english, isAuditOnly: false, seed: 1))
        runner.perform(.ask(ScreenRequest(CompareScreen.self, .page(order: .suggested), Generation(1))))
        let clock = ContinuousClock()
        let deadline = clock.now + Self.patience
        while true {
            for action in mailbox.takeAll() {
                guard case .event(let event) = action else { continue }
                switch event.content(of: CompareScreen.self) {
                case .pageLoaded(let page): return .success(page)
                case .pageFailed(let sentence): return .failure(Refused(sentence: sentence))
                default: break
                }
            }
            // After the look: other tests may have held the processors for longer than the patience lasts.
            guard clock.now < deadline else { throw NeverAnswered() }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private struct NeverAnswered: Error {}

    private struct Refused: Error {
        var sentence: String
    }

    @Test("a project without a checkpoint says that it has none: nothing makes them, so nothing is waited for")
    func said() async throws {
        guard case .failure(let refused) = try await page(checkpoint: nil) else {
            Issue.record("the features were waited for")
            return
        }
        #expect(refused.sentence.contains("has no features yet"))
    }

    @Test("one with a checkpoint waits for its encoder without a word")
    func waitedFor() async throws {
        guard case .success(let page) = try await page(checkpoint: Checkout.path + "/SampleProjects/clip")
        else {
            Issue.record("what is being made was called missing")
            return
        }
        #expect(page.questions.isEmpty && !page.hasMore)
    }
}
