import Interchange
import ProjectModel
import Testing

@Suite("Paths of images")
struct PathTests {
    private static let composed = "\u{304C}.png"
    private static let decomposed = "か\u{3099}.png"

    @Test("two names that are equal but for their normalisation are two paths")
    func identity() {
        #expect(Self.composed == Self.decomposed)
        #expect(ImagePath(Self.composed) != ImagePath(Self.decomposed))
        #expect(Set([ImagePath(Self.composed), ImagePath(Self.decomposed)]).count == 2)
        #expect(ImagePath("Z") < ImagePath("a") && ImagePath("a") < ImagePath("\u{304C}"))
    }

    @Test("the very bytes find an image first; an equivalent spelling finds it where it is the only one")
    func normalisation() {
        let twins = ImagePathIndex([Self.decomposed, Self.composed])
        #expect(twins.find(Self.decomposed) == .found(0))
        #expect(twins.find(Self.composed) == .found(1))
        #expect(ImagePathIndex([Self.decomposed]).find(Self.composed) == .found(0))
        #expect(ImagePathIndex([Self.composed]).find("./" + Self.decomposed) == .found(0))
    }

    @Test("a spelling that is that of no image and equivalent to two names both")
    func ambiguous() throws {
        let names = ["か\u{3099}き\u{3099}.png", "\u{304C}\u{304E}.png"]
        let index = ImagePathIndex(names)
        let mixed = "か\u{3099}\u{304E}.png"
        #expect(index.find(mixed) == .ambiguous(names))
        #expect(throws: PathDefect.ambiguous(mixed, line: 7, candidates: names)) { try index.image(mixed, line: 7) }
    }

    @Test(
        "paths of other machines find the image",
        arguments: [
            "lot 1/a.png", "./lot 1//a.png", "lot 1\\a.png", ".\\lot 1\\a.png", "/data/line/lot 1/a.png",
            "/data/./line/lot 1/a.png", "/mnt/line/lot 1/a.png", "lot 2/../lot 1/a.png", "C:\\pictures\\lot 1\\a.png",
            "C:/pictures/lot 1/a.png",
        ])
    func dialects(text: String) {
        let dialect = PathDialect(imageFolders: ["/data/line/", "/mnt/line"], strippingPrefix: "C:\\pictures\\")
        #expect(ImagePathIndex(["x.png", "lot 1/a.png"], dialect).find(text) == .found(1))
    }

    @Test("a backslash is a letter where a file is called so")
    func backslash() {
        let index = ImagePathIndex(["a\\b.png", "a/b.png"])
        #expect(index.find("a\\b.png") == .found(0))
        #expect(index.find("a/b.png") == .found(1))
        #expect(ImagePathIndex(["a/b.png"]).find("a\\b.png") == .found(0))
    }

    @Test("a beginning is taken away at a slash only, and nothing else is guessed")
    func prefix() {
        let index = ImagePathIndex(["a.png", "line/a.png"], PathDialect(strippingPrefix: "/data/li"))
        #expect(index.find("/data/line/a.png") == .unknown)
        #expect(index.find("/data/li/a.png") == .found(0))
        #expect(index.find("b.png") == .unknown)
    }

    @Test(
        "what leads out of the image folder is refused with its line",
        arguments: ["../a.png", "../../../../etc/passwd", "x/../../a.png", "..\\a.png", ".."])
    func climbing(text: String) {
        #expect(ImagePathIndex(["a.png"]).find(text) == .climbs)
        #expect(throws: PathDefect.climbs(text, line: 2)) { try PathDialect().newPaths(["a.png", text]) }
        #expect(throws: PathDefect.climbs(text, line: 2)) {
            try FeatureJoin(rowPaths: ["a.png", text], imagePaths: ["a.png"])
        }
    }

    @Test("new images get tidy paths, each once by its bytes; an absolute one asks for its beginning")
    func newPaths() throws {
        let paths = try PathDialect().newPaths(["./a.png", "b\\c.png", "a.png", Self.composed, Self.decomposed])
        #expect(
            paths.map { Array($0.text.utf8) }
                == ["a.png", "b/c.png", Self.composed, Self.decomposed].map { Array($0.utf8) })
        for text in ["/data/a.png", "C:\\data\\a.png"] {
            #expect(throws: PathDefect.absolute(text, line: 1)) { try PathDialect().newPaths([text]) }
        }
        #expect(try PathDialect(strippingPrefix: "C:/data").newPaths(["C:\\data\\a.png"]).map(\.text) == ["a.png"])
    }

    @Test("rows of twins stay with their own image")
    func joinTwins() throws {
        let join = try FeatureJoin(
            rowPaths: [Self.composed, Self.decomposed], imagePaths: [Self.decomposed, Self.composed])
        #expect(join.rows == [1, 0] && join.duplicates.isEmpty)
    }

    @Test("a split file takes twins as two images")
    func splitTwins() throws {
        let rows = [Self.composed, Self.decomposed].map { CoOpSplit.Row(path: $0, label: 0, className: "x") }
        #expect(try CoOpSplit(parsing: Array(CoOpSplit(train: rows).json().utf8)).train.count == 2)
    }
}
