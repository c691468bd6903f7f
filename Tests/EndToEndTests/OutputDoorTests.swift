import Foundation
import TestSupport
import Testing

@Suite("Writing files for people")
struct OutputDoorTests {
    /// A labelled project of files that may be written to, with the bytes of all that must not change.
    private struct Guarded {
        let small: SmallProject
        let before: [String: Data]

        init() throws {
            small = try SmallProject(imagesPerClass: 4).set()
            try small.label(perClass: 2)
            before = try Self.content(small)
        }

        private static func content(_ small: SmallProject) throws -> [String: Data] {
            var content: [String: Data] = [:]
            let files = [
                "line/miwake.yaml", "line/.miwake/project.sqlite", "pictures/pit/pit-0.png",
                "pictures/crack/crack-1.png",
            ]
            for name in files { content[name] = try Data(contentsOf: URL(filePath: small.folder.path + "/" + name)) }
            return content
        }

        /// - Parameter database: false after a command that writes to the store as it should.
        func expectUntouched(
            _ what: String, database: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let after = try Self.content(small)
            let changed = before.keys.filter { before[$0] != after[$0] && (database || !$0.hasSuffix(".sqlite")) }
            #expect(changed.isEmpty, "\(what)", sourceLocation: sourceLocation)
        }
    }

    @Test("nothing of a project is ever written over, by whatever name and whatever the options")
    func protectedFiles() throws {
        let guarded = try Guarded()
        let (small, files) = (guarded.small, FileManager.default)
        let folder = small.folder.path
        let images = small.images
        try files.createSymbolicLink(atPath: folder + "/soft.csv", withDestinationPath: small.path + "/miwake.yaml")
        try files.createSymbolicLink(atPath: folder + "/softer.csv", withDestinationPath: "soft.csv")
        try files.createSymbolicLink(atPath: folder + "/store", withDestinationPath: small.path + "/.miwake")
        try files.createSymbolicLink(atPath: folder + "/soft.png", withDestinationPath: images + "/pit/pit-0.png")
        try files.linkItem(atPath: small.path + "/miwake.yaml", toPath: folder + "/hard.csv")
        try files.linkItem(atPath: small.path + "/.miwake/project.sqlite", toPath: folder + "/hard.sqlite")
        try files.linkItem(atPath: images + "/pit/pit-0.png", toPath: folder + "/hard.png")
        // An image that is a link itself: what it leads to is a source image, wherever it lies.
        try files.moveItem(atPath: images + "/crack/crack-1.png", toPath: folder + "/elsewhere.png")
        try files.createSymbolicLink(
            atPath: images + "/crack/crack-1.png", withDestinationPath: folder + "/elsewhere.png")
        let targets = [
            "line/miwake.yaml", "line/../line/./miwake.yaml", "line/.miwake/project.sqlite", "line/.miwake/new.csv",
            "line/.miwake/../.miwake/features/x", "soft.csv", "softer.csv", "store/labels.csv", "store/project.sqlite",
            "hard.csv", "hard.sqlite", "pictures/pit/pit-0.png", "hard.png", "soft.png", "elsewhere.png",
            "line/MIWAKE.YAML", "other/miwake.yaml", "other/.miwake/project.sqlite",
        ]
        try files.createDirectory(atPath: folder + "/other/.miwake", withIntermediateDirectories: true)
        for name in ["other/miwake.yaml", "other/.miwake/project.sqlite"] {
            try Data("another project's".utf8).write(to: URL(filePath: folder + "/" + name))
        }
        for target in targets {
            for options in [[], ["--force"]] {
                for format in ["csv", "coop"] {
                    try Program.refuses(
                        ["export", small.path, "--as", format, "--to", folder + "/" + target] + options, 3,
                        saying: "name another file")
                }
                try Program.refuses(
                    [
                        "simulate", small.path, "--truth", small.truth, "--seeds", "1", "--rounds", "1", "--results",
                        folder + "/" + target,
                    ] + options, 3, saying: "“")
            }
            try guarded.expectUntouched(target)
        }
        for target in ["line/.miwake", "store", "store/set", "pictures", "pictures/copies", "line/.miwake/a/b"] {
            for command in [
                ["export", small.path, "--as", "imagefolder", "--to"],
                ["replay", small.path, "--keys", folder + "/keys.txt", "--screens"],
            ] {
                try "m".write(toFile: folder + "/keys.txt", atomically: true, encoding: .utf8)
                try Program.refuses(command + [folder + "/" + target, "--force"], 3, saying: "another")
            }
            try guarded.expectUntouched(target, database: false)
        }
        #expect(!files.fileExists(atPath: small.path + "/.miwake/set"))
        #expect(!files.fileExists(atPath: images + "/copies"))
    }

    @Test("a source image stays also where copies are to be laid over it")
    func copiesOverImages() throws {
        let small = try SmallProject(imagesPerClass: 4)
        let images = small.folder.path + "/train"
        try FileManager.default.moveItem(atPath: small.images, toPath: images)
        try small.succeed(["new", small.path, "--images", images, "--reserve", "0"] + SmallProject.classArguments)
        // Labels that would lay the copy of pit-0 where the source image scratch-0 is.
        try "path,class\npit/pit-0.png,scratch\n".write(
            toFile: small.folder.path + "/l.csv", atomically: true, encoding: .utf8)
        try FileManager.default.moveItem(
            atPath: images + "/scratch/scratch-0.png", toPath: images + "/scratch/pit-0.png")
        try small.succeed(["import", "labels", small.path, small.folder.path + "/l.csv"])
        let original = try Data(contentsOf: URL(filePath: images + "/scratch/pit-0.png"))
        try Program.refuses(
            ["export", small.path, "--as", "imagefolder", "--to", small.folder.path, "--force"], 3,
            saying: "is a source image")
        #expect(try Data(contentsOf: URL(filePath: images + "/scratch/pit-0.png")) == original)
    }

    @Test("a file of somebody else is written over with --force only; one of ours until somebody changes it")
    func filesOfOthers() throws {
        let guarded = try Guarded()
        let small = guarded.small
        let file = small.folder.path + "/labels.csv"
        func export(_ options: String...) -> [String] { ["export", small.path, "--as", "csv", "--to", file] + options }
        try Data("mine".utf8).write(to: URL(filePath: file))
        try Program.refuses(export(), 3, saying: "labels.csv", "Miwake did not write it", "--force")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
        try small.succeed(export("--force"))
        try small.succeed(["label", small.path, "pit/pit-1.png", "crack"])
        try small.succeed(export())
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("pit/pit-1.png,crack"))
        try (String(contentsOfFile: file, encoding: .utf8) + "more\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        try Program.refuses(export(), 3, saying: "changed since")
        // The record is one that sha256sum reads.
        let check = try Subprocess.run([
            "sh", "-c", "cd '\(small.path)' && sha256sum -c --quiet .miwake/written.sha256",
        ])
        #expect(check.status == 1 && check.output.contains("labels.csv"))
        // Moved with the project it is still known.
        try FileManager.default.removeItem(atPath: file)
        try small.succeed(["export", small.path, "--as", "csv", "--to", small.path + "/labels.csv"])
        let moved = small.folder.path + "/moved"
        try FileManager.default.moveItem(atPath: small.path, toPath: moved)
        try small.succeed(["export", moved, "--as", "csv", "--to", moved + "/labels.csv"])
    }

    @Test("devices, pipes and links to elsewhere are written through, and - is standard output")
    func through() throws {
        let guarded = try Guarded()
        let small = guarded.small
        let folder = small.folder.path
        func shell(_ line: String) throws -> Finished {
            try Subprocess.run(
                ["bash", "-c", line], environment: ["M": Program.path, "P": small.path, "D": folder])
        }
        try small.succeed(["export", small.path, "--as", "csv", "--to", folder + "/plain.csv"])
        let plain = try String(contentsOfFile: folder + "/plain.csv", encoding: .utf8)
        // By links, so that a program that replaces what it should write through replaces the link and not the device.
        for device in ["null", "full", "stdout"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/" + device, withDestinationPath: "/dev/" + device)
        }
        for target in ["-", "/dev/fd/1", "/proc/self/fd/1", folder + "/stdout"] {
            let finished = try small.succeed(["export", small.path, "--as", "csv", "--to", target])
            #expect(finished.output == plain, "\(target)")
            #expect(finished.errors.contains("8 labelled images"))
        }
        try small.succeed(["export", small.path, "--as", "csv", "--to", folder + "/null"])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/null") == "/dev/null")
        let pipe = try shell(
            "mkfifo $D/pipe; cat $D/pipe > $D/read & $M export $P --as csv --to $D/pipe && wait; cat $D/read")
        #expect(pipe.output.hasSuffix(plain), "\(pipe)")
        let substitution = try shell(
            "$M export $P --as csv --to >(cat > $D/substituted) > /dev/null; sleep 0.3; cat $D/substituted")
        #expect(substitution.output == plain)
        let full = try shell("$M export $P --as csv --to $D/full")
        #expect(full.status == 5 && full.errors.contains("/full") && full.errors.contains("No space left"))
        // A link to elsewhere stays one.
        for (link, target) in [("a.csv", "real.csv"), ("b.csv", "a2.csv")] {
            try FileManager.default.createSymbolicLink(atPath: folder + "/" + link, withDestinationPath: target)
        }
        try FileManager.default.createSymbolicLink(atPath: folder + "/a2.csv", withDestinationPath: "real2.csv")
        for (link, target) in [("a.csv", "real.csv"), ("b.csv", "real2.csv")] {
            for _ in 0..<2 { try small.succeed(["export", small.path, "--as", "csv", "--to", folder + "/" + link]) }
            #expect(try String(contentsOfFile: folder + "/" + target, encoding: .utf8) == plain)
            #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + link)) != nil)
        }
        // Standard output that somebody led into the store is no way in.
        let sneaky = try shell("$M export $P --as csv --to - >> $P/miwake.yaml")
        #expect(sneaky.status == 3 && sneaky.errors.contains("never written over"))
        try guarded.expectUntouched("standard output led into miwake.yaml")
    }

    @Test("an image folder that was ended half way is finished by the same command, and follows later labels")
    func resumed() throws {
        let guarded = try Guarded()
        let small = guarded.small
        let target = small.folder.path + "/set"
        let command = ["export", small.path, "--as", "imagefolder", "--to", target]
        func files() throws -> [String: Data] {
            var found: [String: Data] = [:]
            for name in FileManager.default.enumerator(atPath: target)?.compactMap({ $0 as? String }) ?? []
            where name.contains(".") { found[name] = try Data(contentsOf: URL(filePath: target + "/" + name)) }
            return found
        }
        try small.succeed(command)
        let whole = try files()
        try #require(whole.count == 8)
        // As a kill leaves it: some copies missing, one not complete under its temporary name.
        let names = whole.keys.sorted()
        for name in names.prefix(3) { try FileManager.default.removeItem(atPath: target + "/" + name) }
        try Data("half".utf8).write(to: URL(filePath: target + "/" + names[0] + ".12.34.partial"))
        let kept = target + "/" + names[7]
        let stamp = try FileManager.default.attributesOfItem(atPath: kept)[.modificationDate] as? Date
        try small.succeed(command)
        #expect(try files() == whole)
        #expect(try FileManager.default.attributesOfItem(atPath: kept)[.modificationDate] as? Date == stamp)
        // A label that changed takes its copy along.
        let moved = try #require(names.first { $0.hasPrefix("train/pit/") })
        let image = "pit/" + (moved as NSString).lastPathComponent
        try small.succeed(["label", small.path, image, "crack"])
        let again = try small.succeed(command)
        #expect(again.output.contains("1 file of an earlier export removed"))
        #expect(try files()[moved] == nil)
        #expect(try files()["train/crack/" + (moved as NSString).lastPathComponent] == whole[moved])
        // A copy that somebody painted over is somebody's.
        try Data("painted".utf8).write(to: URL(filePath: kept))
        try Program.refuses(command, 3, saying: names[7], "changed since")
        try small.succeed(command + ["--force"])
        #expect(try files()[names[7]] == whole[names[7]])
    }

    @Test("links are copied as pictures; an image that is gone is named, and the others are copied")
    func linksAndMissing() throws {
        let guarded = try Guarded()
        let small = guarded.small
        let labelled = try small.succeed(["export", small.path, "--as", "csv", "--to", "-"]).output
            .split(whereSeparator: \.isNewline).dropFirst().map { String($0.prefix { $0 != "," }) }
        try #require(labelled.count == 8)
        let (linked, gone) = (labelled[0], labelled[5])
        let bytes = try Data(contentsOf: URL(filePath: small.images + "/" + linked))
        try FileManager.default.moveItem(atPath: small.images + "/" + linked, toPath: small.folder.path + "/kept.png")
        try FileManager.default.createSymbolicLink(
            atPath: small.images + "/" + linked, withDestinationPath: "../../kept.png")
        try FileManager.default.removeItem(atPath: small.images + "/" + gone)
        let target = small.folder.path + "/set"
        let finished = try Program.run(["export", small.path, "--as", "imagefolder", "--to", target])
        #expect(finished.status == 3)
        #expect(finished.errors.contains("1 image passed over: “\(gone)” cannot be read: No such file or directory"))
        let copies = FileManager.default.enumerator(atPath: target)?.compactMap { $0 as? String } ?? []
        #expect(copies.count { $0.hasSuffix(".png") } == 7)
        let copy = try #require(copies.first { $0.hasSuffix((linked as NSString).lastPathComponent) })
        #expect(
            try FileManager.default.attributesOfItem(atPath: target + "/" + copy)[.type] as? FileAttributeType
                == .typeRegular)
        #expect(try Data(contentsOf: URL(filePath: target + "/" + copy)) == bytes)
    }

    @Test("a class that only the audit knows comes after those of the training list")
    func indices() throws {
        let small = try SmallProject(imagesPerClass: 10).set()
        let reserve = try small.succeed(["rank", small.path, "--top", "1000", "--format", "json"]).rows()
        let image = try #require(reserve[0]["asked"] as? String)
        try small.succeed(["label", small.path, image, "inclusion"])
        try small.replay("1", options: ["--audit"])
        let text = try small.succeed(["export", small.path, "--as", "coop", "--to", "-"])
        let object = try text.json()
        let train = try #require(object["train"] as? [[Any]])
        let test = try #require(object["test"] as? [[Any]])
        try #require(train.count == 1 && test.count == 1)
        #expect(train.map { $0[1] as? Int } == [0] && train[0][2] as? String == "inclusion")
        #expect(test.map { $0[1] as? Int } == [1] && test[0][2] as? String == "scratch")
    }

    @Test("miwake.yaml may be a link into a repository: what it leads to is changed, and the link stays")
    func linkedProjectFile() throws {
        let clip = try ClipProject(imagesPerClass: 1)
        let real = clip.folder.path + "/repository.yaml"
        try FileManager.default.moveItem(atPath: clip.yaml, toPath: real)
        try FileManager.default.createSymbolicLink(atPath: clip.yaml, withDestinationPath: "../repository.yaml")
        let copy = clip.folder.path + "/clip-copy"
        try FileManager.default.copyItem(atPath: ClipProject.checkpoint, toPath: copy)
        try clip.embed("--checkpoint", copy)
        #expect(try String(contentsOfFile: real, encoding: .utf8).contains(copy))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: clip.yaml) == "../repository.yaml")
    }

    @Test("finished runs are added to no file that holds something else, and a line that was cut short ends")
    func records() throws {
        let small = try SmallProject(imagesPerClass: 8).set()
        let file = small.folder.path + "/runs.jsonl"
        func command(_ seeds: Int) -> [String] {
            [
                "simulate", small.path, "--truth", small.truth, "--strategies", "random", "--heads", "kernel-ridge",
                "--rounds", "2", "--batch", "2", "--seeds", "\(seeds)", "--results", file,
            ]
        }
        try "notes\n".write(toFile: file, atomically: true, encoding: .utf8)
        try Program.refuses(command(1), 3, saying: "something other than finished runs")
        try FileManager.default.removeItem(atPath: file)
        try small.succeed(command(1))
        let first = try String(contentsOfFile: file, encoding: .utf8)
        try (first + first.prefix(40)).write(toFile: file, atomically: true, encoding: .utf8)
        try small.succeed(command(2))
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines[1] == first.prefix(40) && lines[2].hasSuffix("}"))
    }
}
