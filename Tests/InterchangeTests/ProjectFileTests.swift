import FileContents
import Foundation
import Interchange
import Languages
import ProjectModel
import Testing

@Suite("The project file")
struct ProjectFileTests {
    private static func parse(_ text: String) throws(ProjectFileError) -> ProjectFile {
        try ProjectFile(parsing: Array(text.utf8))
    }

    /// The smallest file, with lines after it.
    private static func minimal(_ more: String = "") -> String {
        "version: 1\nclasses: [good, crack]\nimages: photos\n" + more
    }

    @Test("a file that uses everything is read as written")
    func everything() throws {
        let file = try Self.parse(
            """
            version: 1
            classes:
              - name: 良品
                prompt_name: a flawless part
                key: 1
                verdict: accept
                note: "no: marks"
              - name: crack
                key: "0"
                verdict: reject
                prompts: ["a photo of a {} in metal", "a {}"]
              - dent
            prompts: "a picture of a {}"
            images: ../photos
            group: "{lot}/**"
            source: "*/{camera}_*.png"
            features:
              imported: {logit_scale: 98.5}
            costs:
              良品: {crack: 1, dent: 2}
              crack: {良品: 50, crack: 0.5, dent: 0}
              dent: {良品: 20, crack: 0}
            priors: {良品: 0.97, crack: 0.02, dent: 0.01}
            seed: 18446744073709551615
            reserve: {fraction: 0.1, maximum: 50}
            labelling: {retrain_every: never, target_per_class: 8}
            estimator: {lambda_maf: 0.5, lambda_icd: 3}
            keys: {skip: space, undo: u, why: 9}
            theme: dark
            language: ja
            """)
        #expect(
            file.classes == [
                ClassDefinition(
                    name: "良品", promptName: "a flawless part", key: "1", verdict: .accept, note: "no: marks"),
                ClassDefinition(
                    name: "crack", key: "0", verdict: .reject, prompts: ["a photo of a {} in metal", "a {}"]),
                ClassDefinition(name: "dent"),
            ])
        #expect(file.prompts == ["a picture of a {}"])
        #expect(file.prompts(of: file.classes[1]).count == 2 && file.prompts(of: file.classes[2]) == file.prompts)
        #expect(file.images == .folder("../photos"))
        #expect(file.group?.text == "{lot}/**" && file.source?.text == "*/{camera}_*.png")
        #expect(file.features == .imported(logitScale: 98.5))
        #expect(file.costs == [[0, 1, 2], [50, 0.5, 0], [20, 0, 0]])
        #expect(file.priors == [0.97, 0.02, 0.01])
        #expect(file.seed == .max)
        #expect(file.reserve == .init(fraction: 0.1, maximum: 50))
        #expect(file.labelling == .init(retrainEvery: nil, targetPerClass: 8))
        #expect(file.estimator == .init(lambdaMAF: 0.5, lambdaICD: 3))
        #expect(file.keys == ["skip": "space", "undo": "u", "why": "9"])
        #expect(file.theme == "dark" && file.language == .japanese)
    }

    @Test("what is left out has its documented value")
    func defaults() throws {
        let file = try Self.parse(Self.minimal())
        #expect(
            file
                == ProjectFile(
                    classes: [ClassDefinition(name: "good"), ClassDefinition(name: "crack")],
                    images: .folder("photos")))
        #expect(file.prompts == ["a photo of a {}"])
        #expect(file.reserve == .init(fraction: 0.2, maximum: 300))
        #expect(file.labelling == .init(retrainEvery: 5, targetPerClass: 16))
        #expect(file.estimator == .init(lambdaMAF: 1, lambdaICD: 1))
        #expect(try Self.parse("version: 1\nclasses: [a]\nimages: none").images == .none)
        #expect(try Self.parse(Self.minimal("features: {imported: {}}")).features == .imported(logitScale: 100))
        #expect(
            try Self.parse(Self.minimal("features: {checkpoint: a.safetensors}")).features
                == .checkpoint("a.safetensors"))
    }

    @Test("a written file explains itself and reads back as it was", arguments: 0..<200)
    func roundTrip(seed: Int) throws {
        var random = RandomFile(state: UInt64(seed))
        let file = random.file()
        let text = file.yaml
        #expect(text.contains("# "))
        do {
            let read = try Self.parse(text)
            #expect(read == file, "\(text)")
        } catch {
            Issue.record("\(error)\n\(text)")
        }
    }

    /// Each line: what is wrong, where, and the text.
    private static let mistakes:
        [(problem: ProjectFileError.Problem, path: String, line: Int, column: Int, text: String)] = [
            (.unknownKey("sede", known: []), "sede", 4, 1, minimal("sede: 4")),
            (.wrongType(expected: .integer, found: .text), "seed", 4, 7, minimal("seed: four")),
            (.wrongType(expected: .integer, found: .number), "seed", 4, 7, minimal("seed: 4.5")),
            (.outOfRange(found: "-1", lowest: 0, highest: nil), "seed", 4, 7, minimal("seed: -1")),
            (.outOfRange(found: "0x10", lowest: 0, highest: nil), "seed", 4, 7, minimal("seed: 0x10")),
            (.missingKey("images"), "", 1, 1, "version: 1\nclasses: [a]"),
            (.missingKey("version"), "", 1, 1, "classes: [a]"),
            (.missingKey("name"), "classes[0]", 2, 12, "version: 1\nclasses: [ {key: 1} ]\nimages: x"),
            (.newerVersion(found: 2, newest: 1), "version", 1, 10, "version: 2\nsomething_new: 1"),
            (.wrongType(expected: .list, found: .text), "classes", 2, 10, "version: 1\nclasses: good\nimages: x"),
            (
                .wrongType(expected: .text, found: .boolean), "classes[1]", 4, 5,
                "version: 1\nclasses:\n  - good\n  - no\nimages: x"
            ),
            (
                .wrongType(expected: .text, found: .integer), "classes[0].name", 3, 11,
                "version: 1\nclasses:\n  - name: 12\nimages: x"
            ),
            (.wrongType(expected: .text, found: .nothing), "images", 3, 9, "version: 1\nclasses: [a]\nimages: ~"),
            (
                .wrongType(expected: .mapping, found: .nothing), "features.imported", 5, 12,
                minimal("features:\n  imported:\n")
            ),
            (.noClasses, "classes", 2, 10, "version: 1\nclasses: []\nimages: x"),
            (.emptyText, "classes[1].name", 2, 14, "version: 1\nclasses: [a, \" \"]\nimages: x"),
            (.controlCharacter, "classes[0].name", 2, 11, "version: 1\nclasses: [\"a\\tb\"]\nimages: x"),
            (
                .sameName("crack", first: YAMLPath([.key("classes"), .index(1)])), "classes[2].name", 5, 5,
                "version: 1\nclasses:\n  - good\n  - crack\n  - \"crack \"\nimages: x"
            ),
            (
                .sameKey("1", first: YAMLPath([.key("classes"), .index(0)])), "classes[1].key", 4, 20,
                "version: 1\nclasses:\n  - {name: a, key: 1}\n  - {name: b, key: 1}\nimages: x"
            ),
            (.notADigit("12"), "classes[0].key", 3, 20, "version: 1\nclasses:\n  - {name: a, key: 12}\nimages: x"),
            (.notADigit("x"), "classes[0].key", 3, 20, "version: 1\nclasses:\n  - {name: a, key: x}\nimages: x"),
            (.notADigit("１"), "classes[0].key", 3, 20, "version: 1\nclasses:\n  - {name: a, key: １}\nimages: x"),
            (
                .notOneOf(["accept", "reject"], found: "ok"), "classes[0].verdict", 3, 24,
                "version: 1\nclasses:\n  - {name: a, verdict: ok}\nimages: x"
            ),
            (.templateWithoutPlace("a photo"), "prompts[1]", 4, 16, minimal("prompts: [\"{}\",a photo]")),
            (.templateWithoutPlace("{} {}"), "prompts[0]", 4, 10, minimal("prompts: \"{} {}\"")),
            (.badPattern(.placeCount(0)), "group", 4, 8, minimal("group: \"*\"")),
            (.badPattern(.unbalancedBrace), "source", 4, 9, minimal("source: \"{a\"")),
            (.eitherCheckpointOrImported, "features", 4, 11, minimal("features: {}")),
            (
                .outOfRange(found: "0", lowest: .leastNonzeroMagnitude, highest: 1e6), "features.imported.logit_scale",
                4, 36, minimal("features: {imported: {logit_scale: 0}}")
            ),
            (
                .outOfRange(found: "0.7", lowest: 0, highest: 0.5), "reserve.fraction", 4, 21,
                minimal("reserve: {fraction: 0.7}")
            ),
            (
                .outOfRange(found: ".nan", lowest: 0, highest: 0.5), "reserve.fraction", 4, 21,
                minimal("reserve: {fraction: .nan}")
            ),
            (
                .outOfRange(found: "-0.5", lowest: 0, highest: 1000), "estimator.lambda_icd", 4, 25,
                minimal("estimator: {lambda_icd: -0.5}")
            ),
            (
                .outOfRange(found: "0", lowest: 1, highest: nil), "labelling.retrain_every", 4, 28,
                minimal("labelling: {retrain_every: 0}")
            ),
            (.unknownClass("bend"), "priors.bend", 4, 10, minimal("priors: {bend: 1}")),
            (.missingClass("crack"), "priors", 4, 9, minimal("priors: {good: 1}")),
            (.priorsDoNotSumToOne(0.75), "priors", 4, 9, minimal("priors: {good: 0.5, crack: 0.25}")),
            (.missingClass("crack"), "costs.good", 4, 15, minimal("costs: {good: {}}")),
            (.repeatedKey("seed"), "", 4, 1, minimal("seed: 1\nseed: 2")),
            (.notOneOf(Language.allCases.map(\.rawValue), found: "fr"), "language", 4, 11, minimal("language: fr")),
        ]

    @Test("every mistake is named with its line, column and key", arguments: mistakes.indices)
    func mistake(index: Int) throws {
        let expected = Self.mistakes[index]
        do {
            _ = try Self.parse(expected.text)
            Issue.record("accepted: \(expected.text)")
        } catch {
            if case .unknownKey(let name, let known) = error.problem {
                #expect(name == "sede" && known.contains("seed"))
            } else {
                #expect(error.problem == expected.problem)
            }
            #expect(error.keyPath.description == expected.path)
            #expect(error.place == TextPlace(line: expected.line, column: expected.column))
        }
    }

    @Test("two spellings of one Unicode name are one name")
    func unicodeNames() {
        let text = "version: 1\nclasses: [\"\u{304C}\", \"\u{304B}\u{3099}\"]\nimages: x"
        let error = #expect(throws: ProjectFileError.self) { try Self.parse(text) }
        guard case .sameName("\u{304C}", _)? = error?.problem else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("text that is not YAML, not UTF-8, too large, too deep or explosive is refused at once")
    func hostile() throws {
        func problem(_ bytes: [UInt8]) -> ProjectFileError? {
            #expect(throws: ProjectFileError.self) { try ProjectFile(parsing: bytes) }
        }
        #expect(problem([])?.problem == .empty)
        #expect(problem(Array("# only a comment\n".utf8))?.problem == .empty)
        let broken = problem(Array("version: 1\nclasses: [a\nimages: x".utf8))
        guard case .syntax? = broken?.problem, broken?.place?.line == 3 else {
            Issue.record("\(String(describing: broken))")
            return
        }
        let notUTF8 = problem(Array("version: 1\nclasses: [".utf8) + [0x93, 0xC7] + Array("]".utf8))
        #expect(notUTF8?.problem == .unreadable(.encoding(.shiftJIS, line: 2)) && notUTF8?.place?.line == 2)
        #expect(problem([UInt8](repeating: 0x20, count: 2 << 20))?.problem == .tooLarge(bytes: 2 << 20, limit: 1 << 20))
        #expect(problem(Array("a: 1\n---\nb: 2\n".utf8))?.problem == .severalDocuments)
        let deep = [
            String(repeating: "[", count: 500_000), String(repeating: "- ", count: 200_000) + "x",
            String(repeating: "? ", count: 200_000), String(repeating: "{a: ", count: 200_000),
            (0..<1000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        ]
        for text in deep { #expect(problem(Array(text.utf8))?.problem == .tooDeep(limit: 100)) }
        var bomb = "a0: &a0 [x, x]\n"
        for level in 1..<60 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(problem(Array(bomb.utf8))?.problem == .tooManyAliases(limit: 20))
    }

    @Test("any cut and any flipped byte is an error or a file, never a crash")
    func mutilated() throws {
        var random = RandomFile(state: 99)
        let whole = Array(random.file().yaml.utf8)
        for length in stride(from: 0, to: whole.count, by: 23) {
            _ = try? ProjectFile(parsing: Array(whole[..<length]))
        }
        for round in 0..<600 {
            var bytes = whole
            for _ in 0...(round % 4) { bytes[random.next(bytes.count)] = UInt8(random.next(256)) }
            _ = try? ProjectFile(parsing: bytes)
        }
        #expect(throws: ProjectFileError.self) { try ProjectFile(parsing: Array(whole[..<40])) }
    }

    @Test("a value made by a program is checked like a text, without a place")
    func programmed() {
        let file = ProjectFile(classes: ["a", " a\n"].map { ClassDefinition(name: $0) }, images: .none)
        #expect(file.classes[1].name == "a", "names are kept in the form in which they are compared")
        #expect(
            throws: ProjectFileError(
                .sameName("a", first: YAMLPath([.key("classes"), .index(0)])),
                at: YAMLPath([.key("classes"), .index(1), .key("name")]))
        ) { try file.validate() }
    }
}

/// Random project files whose texts are as awkward as YAML can make them.
struct RandomFile {
    var state: UInt64

    private static let words = [
        "good", "良品", "no", "yes", "1", "0x1F", "1:30", "~", "null", "a: b", "#x", "- x", "{x}", "[y", "'q'", "\"q\"",
        "back\\slash", "tab\there", "2024-01-01", "é", "ひび割れ", "a,b", "*star", "&and", "!tag", "%p", "@at", "`b`", "|",
        ">",
        "trailing:", "a #b", "none", "never", "-", "?", "=", "<<", "emoji 🔧", "x\u{2028}sep", "x\u{FEFF}y", ".5", "1e5",
        "/abs",
    ]

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    private mutating func word() -> String { Self.words[next(Self.words.count)] }

    private mutating func safeWord() -> String {
        let word = word()
        return word.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "plain" : word
    }

    private mutating func definition(_ index: Int) -> ClassDefinition {
        ClassDefinition(
            name: safeWord() + (index == 0 ? "" : " \(index)"), promptName: next(2) == 0 ? safeWord() : nil,
            key: index < 10 && next(2) == 0 ? Character(String(index)) : nil,
            verdict: [nil, .accept, .reject][next(3)],
            prompts: next(3) == 0 ? [safeWord() + "{}", "{}" + safeWord()] : [], note: next(2) == 0 ? word() : "")
    }

    mutating func file() -> ProjectFile {
        let count = 1 + next(6)
        let classes = (0..<count).map { definition($0) }
        var file = ProjectFile(classes: classes, images: next(3) == 0 ? .none : .folder(safeWord() + "/x"))
        file.prompts = (0...next(2)).map { _ in safeWord() + " {}" }
        if next(2) == 0 { file.group = try? PathPattern("{lot}/**") }
        if next(2) == 0 { file.source = try? PathPattern("*/\"{camera}\"_*") }
        file.features =
            [
                nil, .imported(logitScale: 12.25), .checkpoint(safeWord()),
                .checkpoint(safeWord(), vocabulary: safeWord()),
            ][next(4)]
        if next(2) == 0 { file.costs = (0..<count).map { _ in (0..<count).map { _ in Double(next(1000)) / 8 } } }
        if next(2) == 0 { file.priors = (0..<count).map { $0 == 0 ? 1 : 0 } }
        file.seed = next(2) == 0 ? 1 : UInt64.max - UInt64(next(5))
        file.reserve = .init(fraction: Double(next(6)) / 10, maximum: next(1000))
        file.estimator = .init(lambdaMAF: Double(next(8)) / 4, lambdaICD: Double(next(4)))
        file.labelling = .init(retrainEvery: next(2) == 0 ? nil : 1 + next(9), targetPerClass: 1 + next(50))
        if next(2) == 0 { file.keys = ["skip": safeWord(), "undo": "u ctrl-z"] }
        if next(2) == 0 { file.theme = safeWord() }
        file.language = [nil, .english, .japanese][next(3)]
        return file
    }
}
