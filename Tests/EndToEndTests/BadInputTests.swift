import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Bad input: one sentence, one exit code, nothing lost")
struct BadInputTests {
    // MARK: Terminals

    @Test("no terminal, and a TERM without a name, are refused instead of hanging")
    func noTerminal() throws {
        let small = try SmallProject(imagesPerClass: 4).set()
        try Program.refuses(["open", small.path], 5, saying: "needs a terminal", "miwake replay")
        try Program.refuses(["open", small.path], 5, saying: "TERM is not set", environment: ["TERM": nil])
        try Program.refuses(["open", small.path], 5, saying: "TERM is not set", environment: ["TERM": ""])
        #expect(try small.status("reviews") == 0)
    }

    // MARK: Images

    @Test("a folder without images, a file instead of a folder, no folder at all")
    func imageFolders() throws {
        let folder = try TemporaryFolder()
        let classes = ["--class", "a", "--class", "b"]
        let empty = folder.path + "/empty"
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(filePath: empty + "/scan.tif"))
        let project = folder.path + "/line"
        try Program.refuses(
            ["new", project, "--images", empty] + classes, 3, saying: "no PNG or JPEG", "1 tif", "--no-images")
        try Program.refuses(["new", project, "--images", empty + "/scan.tif"] + classes, 3, saying: "is a file")
        try Program.refuses(["new", project, "--images", empty + "/none"] + classes, 3, saying: "no folder")
        #expect(!FileManager.default.fileExists(atPath: project), "what is refused leaves nothing behind")
    }

    @Test("a missing and an unreadable picture are said on the screen, and the question can be answered still")
    func pictures() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        for name in SmallProject.classes {
            for number in 0..<6 {
                let path = small.images + "/\(name)/\(name)-\(number).png"
                if name == "scratch" || name == "crack" {
                    try FileManager.default.removeItem(atPath: path)
                } else {
                    try Data("no picture".utf8).write(to: URL(filePath: path))
                }
            }
        }
        let screens = try small.replay("1 2 1 2 1 2 1 2", size: "200x50").joined()
        #expect(screens.contains("The file is not where it was."), "\(screens)")
        #expect(screens.contains("The picture cannot be read:"), "\(screens)")
        #expect(try small.status("reviews") == 8)
    }

    @Test("an image that cannot be read is named and left out")
    func unreadableImage() throws {
        let small = try SmallProject(imagesPerClass: 4)
        try FileManager.default.createSymbolicLink(
            atPath: small.images + "/pit/dangling.png", withDestinationPath: small.images + "/nowhere.png")
        let finished = try small.succeed(["new", small.path, "--images", small.images] + SmallProject.classArguments)
        #expect(finished.output.contains("Could not be read: “pit/dangling.png”."))
        #expect(try small.status("images") == 16)
    }

    // MARK: Classes

    @Test("two classes with one name, one class, none, and a prompt without a place")
    func classes() throws {
        let folder = try TemporaryFolder()
        let project = folder.path + "/line"
        func new(_ arguments: [String]) -> [String] { ["new", project, "--no-images"] + arguments }
        try Program.refuses(new(["--class", "pit", "--class", "pit"]), 3, saying: "“pit” is named twice")
        // The same name, once composed and once with a combining mark.
        try Program.refuses(new(["--class", "caf\u{E9}", "--class", "cafe\u{301}"]), 3, saying: "named twice")
        try Program.refuses(new(["--class", "pit"]), 3, saying: "two classes")
        let list = folder.path + "/classes.txt"
        try "pit\ncrack\n\npit\n".write(toFile: list, atomically: true, encoding: .utf8)
        try Program.refuses(new(["--classes", list]), 3, saying: "Line 3", "is empty")
        try Program.refuses(new(["--classes", folder.path + "/none.txt"]), 3, saying: "cannot be read")
        let usage = try Program.run(new(["--class", "a", "--class", "b", "--prompt", "no place"]))
        #expect(usage.status == 2)
        #expect(!FileManager.default.fileExists(atPath: project))
    }

    // MARK: Feature files

    @Test("damaged feature files are refused by name, and the project stays as it was")
    func features() throws {
        let small = try SmallProject(imagesPerClass: 6)
        try small.succeed(["new", small.path, "--images", small.images] + SmallProject.classArguments)
        let good = try Data(contentsOf: URL(filePath: small.folder.path + "/images.npy"))
        let bad = small.folder.path + "/bad.npy"
        func refuse(_ data: Data, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
            try data.write(to: URL(filePath: bad))
            try Program.refuses(
                small.importArguments(image: bad), 3, saying: "bad.npy", words, sourceLocation: sourceLocation)
        }
        try refuse(good.prefix(good.count / 2), "cut short")
        try refuse(good.prefix(40), "bad.npy")
        try refuse(Data(), "is empty")
        try refuse(Data("hello".utf8), "is text that begins with “hello”")
        try refuse(Data([1, 2, 3]), "neither")
        try refuse(good + Data([0]), "promises")
        var features = small.imageFeatures
        features[5 * SmallProject.width + 3] = .nan
        try refuse(
            NumPyBytes().file(features, rows: 24, columns: SmallProject.width), "Row 5 of image_features")
        features[5 * SmallProject.width + 3] = .infinity
        try refuse(NumPyBytes().file(features, rows: 24, columns: SmallProject.width), "not a finite number")
        for column in 0..<SmallProject.width { features[7 * SmallProject.width + column] = 0 }
        features[5 * SmallProject.width + 3] = 1
        try refuse(NumPyBytes().file(features, rows: 24, columns: SmallProject.width), "Row 7")
        try refuse(
            NumPyBytes().file(
                Array(small.imageFeatures.dropLast(SmallProject.width)), rows: 23, columns: SmallProject.width),
            "23 rows")
        try Program.refuses(small.importArguments(image: small.folder.path + "/none.npy"), 3, saying: "none.npy")
        try Program.refuses(
            small.importArguments(text: small.folder.path + "/images.npy"), 3,
            saying: "(4, \(SmallProject.width)) is needed")
        let paths = small.folder.path + "/other.txt"
        try (0..<24).map { "x/\($0).png" }.joined(separator: "\n").write(
            toFile: paths, atomically: true, encoding: .utf8)
        try Program.refuses(small.importArguments(paths: paths), 3, saying: "“x/0.png”", "relative to the image folder")
        #expect(try small.status("with_features") == 0)
        try Program.refuses(["rank", small.path], 4, saying: "no features yet")
        try Program.refuses(["open", small.path], 4, saying: "no features yet")
        try small.importFeatures()
        #expect(try small.status("with_features") == 24)
    }

    // MARK: Labels

    @Test("a label for an unknown path or class names its line, and not one label of the file is given")
    func labels() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        let table = small.folder.path + "/bad.csv"
        func refuse(_ text: String, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
            try text.write(toFile: table, atomically: true, encoding: .utf8)
            let finished = try Program.refuses(
                ["import", "labels", small.path, table], 3, saying: "bad.csv", sourceLocation: sourceLocation)
            for word in words {
                #expect(finished.errors.contains(word), "\(finished.errors)", sourceLocation: sourceLocation)
            }
        }
        let good = "pit/pit-0.png,pit\npit/pit-1.png,pit\npit/pit-2.png,pit\n"
        try refuse("path,class\n" + good + "pit/pit-99.png,pit\n", "Line 5", "“pit/pit-99.png”", "--ignore-unknown")
        try refuse("path,class\n" + good + "crack/crack-0.png,rust\n", "Line 5", "“rust”")
        try refuse("path,label\n" + good, "no column “class”")
        try refuse("path,class\n" + good + "pit/pit-4.png\n", "Line 5", "1 field")
        try refuse("path,class\n" + good + "pit/pit-0.png,crack\n", "Lines 2 and 5")
        try refuse("path,class\n" + good + "\"pit/pit-4.png,pit\n", "never closed")
        try refuse("", "is empty")
        try Program.refuses(["import", "labels", small.path, small.folder.path + "/none.csv"], 3, saying: "none.csv")
        #expect(try small.status("reviews") == 0)
    }

    // MARK: The project

    @Test("a wrong type in miwake.yaml names file, line and key")
    func projectFile() throws {
        let small = try SmallProject(imagesPerClass: 4).set()
        try small.label(perClass: 1)
        let file = small.path + "/miwake.yaml"
        let good = try String(contentsOfFile: file, encoding: .utf8)
        func refuse(_ text: String, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            for command in [["status"], ["rank"], ["train"], ["open"]] {
                let finished = try Program.refuses(
                    [command[0], small.path], 3, saying: file, sourceLocation: sourceLocation)
                for word in words {
                    #expect(finished.errors.contains(word), "\(finished.errors)", sourceLocation: sourceLocation)
                }
            }
        }
        let lines = good.split(separator: "\n", omittingEmptySubsequences: false)
        let seed = try #require(lines.firstIndex { $0.hasPrefix("seed:") })
        func replaced(_ index: Int, _ line: String) -> String {
            var changed = lines.map(String.init)
            changed[index] = line
            return changed.joined(separator: "\n")
        }
        try refuse(replaced(seed, "seed: soon"), ["line \(seed + 1)", "seed", "a whole number", "not a text"])
        try refuse(replaced(seed, "sead: 1"), ["line \(seed + 1)", "“sead”"])
        try refuse(replaced(seed, "seed: [1"), ["line"])
        try refuse(good.replacing("name: crack", with: "name: scratch"), ["“scratch”", "already"])
        try refuse("", ["empty"])
        try good.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try small.status("reviews") == 4)
    }

    @Test("a class that has labels cannot be taken away, and one that is added is taken up")
    func changedClasses() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        try small.label(perClass: 1)
        try small.succeed(["train", small.path])
        let file = small.path + "/miwake.yaml"
        let good = try String(contentsOfFile: file, encoding: .utf8)
        try good.replacing("name: crack", with: "name: dent").write(toFile: file, atomically: true, encoding: .utf8)
        try Program.refuses(["train", small.path], 4, saying: "“crack” (1 label)")
        try Program.refuses(["rank", small.path], 4, saying: "have changed")
        try good.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try small.status("reviews") == 4)
        try small.succeed(["rank", small.path])
    }

    @Test("a folder without a project, and one without its store")
    func noProject() throws {
        let folder = try TemporaryFolder()
        for command in ["status", "rank", "train", "open"] {
            try Program.refuses([command, folder.path], 4, saying: "no miwake.yaml", "miwake new")
        }
        let small = try SmallProject(imagesPerClass: 4).set()
        try FileManager.default.removeItem(atPath: small.path + "/.miwake")
        try Program.refuses(["status", small.path], 4, saying: "no label store")
    }

    @Test("a store from a newer version is left alone")
    func newerStore() throws {
        let small = try SmallProject(imagesPerClass: 4).set()
        try small.label(perClass: 1)
        let path = small.path + "/.miwake/project.sqlite"
        do {
            let database = try DatabaseQueue(path: path)
            try database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('from the future')") }
            try database.close()
        }
        let before = try Data(contentsOf: URL(filePath: path))
        for command in [
            ["status", small.path], ["train", small.path], ["label", small.path, "pit/pit-0.png", "pit"],
        ] {
            try Program.refuses(command, 4, saying: "newer Miwake")
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        try Data("no database".utf8).write(to: URL(filePath: path))
        try Program.refuses(["status", small.path], 4, saying: "not a label store")
    }

    @Test("a damaged checkpoint is named, and training makes a new one")
    func checkpoint() throws {
        let small = try SmallProject(imagesPerClass: 8).set()
        try small.label(perClass: 2)
        try small.succeed(["train", small.path])
        let file = small.path + "/.miwake/estimators/round-000001.safetensors"
        let good = try Data(contentsOf: URL(filePath: file))
        try good.prefix(good.count / 2).write(to: URL(filePath: file))
        try Program.refuses(
            ["rank", small.path], 4, saying: "round-000001.safetensors", "not what was written", "miwake train")
        try FileManager.default.removeItem(atPath: file)
        try Program.refuses(["rank", small.path], 4, saying: "round-000001.safetensors", "is gone", "miwake train")
        try small.succeed(["train", small.path])
        try small.succeed(["rank", small.path])
        #expect(try small.status("reviews") == 8)
    }

    // MARK: The disk and other processes

    @Test("a second writer is told who is first; readers go on beside it; nobody's label is lost")
    func twoProcesses() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        let keys = small.folder.path + "/keys.txt"
        try String(repeating: "1 2 ", count: 30).write(toFile: keys, atomically: true, encoding: .utf8)
        let first = try Program.start(["replay", small.path, "--keys", keys])
        let end = Date(timeIntervalSinceNow: 60)
        // A reader works at any time; the first label says that the writer is at work.
        while try small.status("reviews") == 0, Date() < end {}
        let refused = try Program.refuses(
            ["label", small.path, "pit/pit-0.png", "pit"], 4, saying: "is being written by process \(first.processID)")
        #expect(refused.output.isEmpty)
        try Program.refuses(["train", small.path], 4, saying: "close that one first")
        try Program.refuses(["replay", small.path, "--keys", keys], 4, saying: "close that one first")
        try small.succeed(["rank", small.path])
        let finished = try first.finish()
        #expect(finished.status == 0, "\(finished.errors)")
        let given = try small.status("reviews")
        #expect(given >= 60 || finished.output.contains("60 keys"), "\(given)")
        try small.succeed(["label", small.path, "pit/pit-0.png", "pit"])
    }

    @Test(
        "a full disk is named, what was saved stays, and labelling goes on when there is room",
        .enabled(if: SmallDisk.isAvailable, "needs the right to mount"))
    func fullDisk() throws {
        let small = try SmallProject(imagesPerClass: 25).set()
        let labels = try #require(try small.status("images") == 100 ? 40 : nil)
        let script = small.folder.path + "/fill.sh"
        // A file system of its own that only this shell sees: the project is copied in, the rest is filled up.
        let disk = small.folder.path + "/disk"
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        try """
        set -e
        mount -t tmpfs -o size=3m none '\(disk)'
        cp -r '\(small.path)' '\(disk)/line'
        dd if=/dev/zero of='\(disk)/filler' bs=4k 2>/dev/null || true
        set +e
        kept=0
        for number in $(seq 0 \(labels)); do
            '\(Program.path)' label '\(disk)/line' "pit/pit-$((number % 25)).png" $([ $((number / 25 % 2)) = 0 ] && echo pit || echo crack) >'\(small.folder.path)/out' 2>'\(small.folder.path)/err'
            status=$?
            [ $status = 0 ] || break
            kept=$((kept + 1))
        done
        echo "status=$status kept=$kept"
        cat '\(small.folder.path)/err'
        rm '\(disk)/filler'
        '\(Program.path)' label '\(disk)/line' crack/crack-0.png crack >/dev/null
        echo "after=$?"
        '\(Program.path)' status '\(disk)/line' --format csv 2>/dev/null | grep '^reviews,'
        """.write(toFile: script, atomically: true, encoding: .utf8)
        let finished = try Subprocess.run(
            SmallDisk.privately + ["bash", script], environment: Program.environment)
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(finished.output.contains("status=5 "), "\(finished.output)")
        #expect(finished.output.contains("The disk is full"), "\(finished.output)")
        #expect(finished.output.contains("after=0"), "\(finished.output)")
        let kept = try #require(finished.output.firstMatch(of: #/kept=(\d+)/#).flatMap { Int($0.output.1) })
        let reviews = try #require(finished.output.firstMatch(of: #/reviews,(\d+)/#).flatMap { Int($0.output.1) })
        #expect(reviews == min(kept, 25) + 1, "every label that was acknowledged is there")
    }

    @Test("an export that cannot be written says so")
    func export() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        try small.label(perClass: 1)
        let target = small.folder.path + "/none/labels.csv"
        for format in ["csv", "coop"] {
            try Program.refuses(
                ["export", small.path, "--as", format, "--to", target], 5, saying: "cannot be written", "No such file")
        }
        try Data().write(to: URL(filePath: small.folder.path + "/file"))
        try Program.refuses(
            ["export", small.path, "--as", "imagefolder", "--to", small.folder.path + "/file"], 3,
            saying: "is not a folder")
    }
}

/// A file system in memory that only one child sees.
enum SmallDisk {
    /// A namespace of its own, in which mounting is allowed.
    static let privately = ["unshare", "--map-root-user", "--mount"]

    static let isAvailable: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        let finished = try? Subprocess.run(privately + ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder.path])
        return finished?.status == 0
    }()
}
