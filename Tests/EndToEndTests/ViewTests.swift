import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Random views of labelled images")
struct ViewTests {
    @Test("labelled images get their views, once each, and training draws them; the reserve gets none")
    func embedded() throws {
        let project = try ClipProject(imagesPerClass: 10, options: [])
        #expect(!(try project.embed().contains("Random views")))
        try project.succeed(["import", "labels", project.path, "--from-folders"])
        let plain = try project.succeed(["train", project.path, "--format", "json"])
        #expect(try plain.named("images_with_views") as? Int == 0, "a training never waits for views")
        let labelled = try #require(try plain.named("labels_trained_on") as? Int)
        #expect(labelled == 32, "40 but for the reserve")
        let output = try project.embed()
        #expect(output.contains("Nothing to embed") && output.contains("Random views of 32 labelled images embedded"))
        #expect(!(try project.embed().contains("Random views")))
        #expect(try count(project, "SELECT count(*) FROM feature_row WHERE kind = 'views'") == 32)
        let viewed = try project.succeed(["train", project.path, "--format", "json"])
        #expect(try viewed.named("images_with_views") as? Int == 32)
        // Steps count labels, however many views there are.
        #expect(try viewed.named("steps") as? Int == plain.named("steps") as? Int)
        #expect(try viewed.named("last_loss") as? Double != plain.named("last_loss") as? Double)
        let again = try project.succeed(["train", project.path, "--force", "--format", "json"])
        #expect(try again.named("last_loss") as? Double == viewed.named("last_loss") as? Double, "a seed is a result")
    }

    @Test("a picture that changed gets other views, one that moved keeps them")
    func changed() throws {
        let project = try ClipProject()
        try project.embed()
        for name in ["pit/pit-0.png", "pit/pit-1.png"] { try project.succeed(["label", project.path, name, "pit"]) }
        #expect(try project.embed().contains("Random views of 2 labelled images embedded"))
        try project.write("pit/pit-0.png", of: "inclusion", 1, mark: "changed")
        try project.move("pit/pit-1.png", to: "crack/was-pit-1.png")
        #expect(try project.embed().contains("Random views of 1 labelled image embedded"))
        #expect(try count(project, "SELECT count(*) FROM feature_row WHERE kind = 'views'") == 2)
    }

    @Test(
        "behind the screens each label gets its views, and the next training draws them",
        .enabled(if: Tmux.isInstalled, "needs tmux"))
    func behindScreens() throws {
        let project = try ClipProject()
        let tmux = try Tmux(columns: 80, rows: 24)
        // Nothing is embedded yet: the project opens all the same, and asks as soon as there is something to ask.
        try tmux.run(["open", project.path])
        try tmux.waitIdle("a question") { $0.contains("Which class is this?") }
        for key in 1...4 {
            try tmux.press("\(key)")
            try tmux.waitIdle("\(key) labels") { $0.firstLine.contains(" \(key) review") }
        }
        let deadline = Date(timeIntervalSinceNow: 60)
        var views = 0
        while views < 4, Date() < deadline {
            views = try count(project, "SELECT count(*) FROM feature_row WHERE kind = 'views'")
        }
        #expect(views == 4, "the views of the images that were labelled")
        try tmux.press("t")
        try tmux.waitIdle("a trained head") { $0.firstLine.contains("pool head, pooled") }
        try tmux.press("q")
        try tmux.expectRestored(status: "0")
        let estimators = project.path + "/.miwake/estimators"
        let file = try #require(
            FileManager.default.contentsOfDirectory(atPath: estimators).filter { !$0.hasPrefix("out-of-fold") }.max())
        let start = try Data(contentsOf: URL(filePath: estimators + "/" + file)).prefix(1 << 16)
        #expect(String(decoding: start, as: UTF8.self).contains(#"viewedImages\":4"#), "the record says what was drawn")
    }

    private func count(_ project: ClipProject, _ sql: String) throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        let path = project.path + "/.miwake/project.sqlite"
        return try DatabaseQueue(path: path, configuration: configuration).read { try Int.fetchOne($0, sql: sql) } ?? -1
    }
}
