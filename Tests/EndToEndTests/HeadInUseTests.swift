import Foundation
import TestSupport
import Testing

@Suite("The head in use, at every door")
struct HeadInUseTests {
    /// Commands that print figures of the project as it lies, and what may keep one from it.
    private static let commands: [[String]] = [
        ["status"], ["rank"], ["confusion"], ["confusion", "--source", "predicted"],
        ["confusion", "--source", "out-of-fold"], ["confusion", "--source", "audit"], ["evaluate"],
        ["evaluate", "--truth", "folders"], ["report"], ["predict"], ["status"],
    ]
    /// What the screens call each head.
    private static let plainNames = [
        "zero-shot": "plain CLIP", "icd+kernel-ridge": "mean head", "kernel-ridge": "kernel ridge",
        "linear-probe": "linear probe", "gda": "Gaussian discriminant", "tip-adapter": "vote of look-alikes",
        "pool": "pool head", "icd": "deconfusion", "alf": "adaptive fusion", "maf": "multi-level adapter",
    ]
    /// The project is not ready for the command.
    private static let projectState: Int32 = 4

    /// What the head is called by each command that is ready, and by the screens.
    private func heads(of project: ClipProject) throws -> [String: String] {
        let picture = project.images + "/pit/pit-0.png"
        var heads: [String: String] = [:]
        for (place, command) in Self.commands.enumerated() {
            let finished = try Program.run(
                [command[0], project.path] + (command[0] == "predict" ? [picture] : []) + command.dropFirst()
                    + ["--format", "json"])
            guard finished.status != Self.projectState else { continue }
            #expect(finished.status == 0, "\(command): \(finished.errors)")
            heads["\(place) \(command.joined(separator: " "))"] = try #require(
                try finished.source()["head"] as? String, "\(command)")
        }
        return heads
    }

    private func agree(_ project: ClipProject, on head: String? = nil, least: Int) throws -> String {
        let heads = try heads(of: project)
        #expect(heads.count >= least, "\(heads.keys.sorted())")
        #expect(Set(heads.values).count == 1, "\(heads)")
        let found = try #require(heads.values.first)
        if let head { #expect(found == head) }
        try screensAgree(project, on: found)
        return found
    }

    /// First frame, matrix and progress.
    private func screensAgree(_ project: ClipProject, on head: String) throws {
        let copy = project.folder.path + "/copy-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: project.path, toPath: copy)
        let keys = copy + "/keys.txt"
        try "m s s s g g".write(toFile: keys, atomically: true, encoding: .utf8)
        let screens = copy + "/screens"
        _ = try project.succeed([
            "replay", copy, "--keys", keys, "--size", "140x40", "--screens", screens,
        ])
        let texts = try FileManager.default.contentsOfDirectory(atPath: screens).sorted()
            .filter { !$0.contains("roles") }.map {
                try String(contentsOfFile: screens + "/" + $0, encoding: .utf8)
            }
        #expect(texts.count == 7)
        let named = try #require(Self.plainNames[head])
        for (place, text) in texts.enumerated() {
            let line = String(text.split(separator: "\n").first ?? "")
            #expect(
                line.contains("│ \(named), pooled") || line.contains("│ \(named), before training"), "\(line)")
            // The titles of the matrices and of the curve name one head, or plain CLIP where nothing is trained.
            let title = String(text.split(separator: "\n").dropFirst().first ?? "")
            guard 1...5 ~= place, title.contains(" · ") else { continue }
            #expect(title.contains(" · \(named)"), "screen \(place): \(title)")
            for other in Self.plainNames.values where other != named {
                #expect(!title.contains(" · \(other) ") && !title.contains(" · \(other),"), "screen \(place): \(title)")
            }
        }
    }

    private func label(_ project: ClipProject, _ perClass: Int, classes: [String] = ClipProject.classes) throws {
        for name in classes {
            for number in 0..<perClass {
                try project.succeed(["label", project.path, "\(name)/\(name)-\(number).png", name])
            }
        }
    }

    @Test("without a label a small pool leaves plain CLIP; with labels that nothing was trained on it is the pool head")
    func untrained() throws {
        let project = try ClipProject()
        try project.embed()
        _ = try agree(project, on: "zero-shot", least: 5)
        try label(project, 1, classes: ["pit"])
        _ = try agree(project, on: "pool", least: 5)
        try label(project, 3)
        _ = try agree(project, on: "pool", least: 7)
    }

    @Test(
        "at one label per class it is the pool head; three untrained ones change nothing; trained they choose, and one more keeps it"
    )
    func trained() throws {
        let project = try ClipProject(imagesPerClass: 8)
        try project.embed()
        try label(project, 1)
        try project.succeed(["train", project.path])
        _ = try agree(project, on: "pool", least: 6)
        try label(project, 3)
        _ = try agree(project, on: "pool", least: 8)
        let trained = try project.succeed(["train", project.path, "--format", "json"])
        let chosen = try agree(project, least: 8)
        #expect(try trained.named("head") as? String == chosen)
        // A label since then is no reason for another head.
        try project.succeed(["label", project.path, "pit/pit-5.png", "pit"])
        _ = try agree(project, on: chosen, least: 8)
        // Without the stored figures the head of a stale round cannot be measured again; all say the same even then.
        let estimators = project.path + "/.miwake/estimators"
        for name in try FileManager.default.contentsOfDirectory(atPath: estimators) where name.hasPrefix("out-of-fold")
        {
            try FileManager.default.removeItem(atPath: estimators + "/" + name)
        }
        _ = try agree(project, least: 8)
    }

    @Test("with audit answers the report joins in")
    func audited() throws {
        let project = try ClipProject(imagesPerClass: 8, options: ["--reserve", "0.3"])
        try project.embed()
        // The pictures of a class look alike, so that a label gives the reserve's away: two classes stay without any.
        let table = project.folder.path + "/labels.csv"
        let rows = ClipProject.classes.prefix(2).flatMap { name in (0..<8).map { "\(name)/\(name)-\($0).png,\(name)" } }
        try (["path,class"] + rows).joined(separator: "\n").write(toFile: table, atomically: true, encoding: .utf8)
        try project.succeed(["import", "labels", project.path, table])
        try project.succeed(["train", project.path])
        let keys = project.folder.path + "/audit.txt"
        try "[ ] [ ] [ ]".write(toFile: keys, atomically: true, encoding: .utf8)
        try project.succeed(["replay", project.path, "--keys", keys, "--audit"])
        #expect(try project.status("audit_answers") > 0)
        _ = try agree(project, least: 10)
    }

    @Test("predict prints class and probability of the head in use, whichever it is, and of every head")
    func predicts() throws {
        let project = try ClipProject()
        try project.embed()
        try label(project, 1)
        try project.succeed(["train", project.path])
        let picture = project.images + "/crack/crack-4.png"
        let finished = try project.succeed(["predict", project.path, picture, "--format", "json"])
        #expect(try finished.source()["head"] as? String == "pool")
        let row = try #require(try finished.rows().first)
        #expect(ClipProject.classes.contains(try #require(row["class"] as? String)))
        #expect(row["class"] as? String == row["pool"] as? String)
        #expect(row["probability"] as? Double == row["p_pool"] as? Double)
        let names = ["zero_shot", "maf", "icd", "alf", "kernel_ridge", "gda", "tip_adapter", "linear_probe"]
        for name in names {
            #expect(ClipProject.classes.contains(try #require(row[name] as? String, "\(name)")))
            #expect(try #require(row["p_" + name] as? Double) >= 0.25, "\(name): the largest of four")
        }
        // The picture is one of the project, which the screens believe the same of.
        let details = try project.succeed(["predict", project.path, picture, "--details", "--format", "json"]).rows()
        for name in names + ["icd+kernel_ridge"] {
            let sum = try details.reduce(0.0) { $0 + (try #require($1["p_" + name] as? Double)) }
            #expect(abs(sum - 1) < 2e-3, "\(name)")
        }
    }
}
