import Languages
import Testing

@Suite("A language's file")
struct CatalogueTests {
    private static let header = "[language]\nplural = one\n"

    private static func catalogue(_ text: String) throws -> Catalogue { try Catalogue(parsing: header + text) }

    private static func texts(_ message: Message?, _ form: PluralForm = .other) -> [[Template.Piece]] {
        message?.forms[form]?.map(\.pieces) ?? []
    }

    @Test("a key is its group and its name; comments and empty lines say nothing")
    func keys() throws {
        let catalogue = try Self.catalogue("# A comment.\n\n[compare]\nwhich-class = Which = class?\n  other=x  \n")
        #expect(catalogue.keys == ["language.plural", "compare.which-class", "compare.other"])
        #expect(Self.texts(catalogue["compare.which-class"]) == [[.text("Which = class?")]])
        #expect(Self.texts(catalogue["compare.other"]) == [[.text("x")]])
    }

    @Test("braces hold what is put in; two stand for one")
    func braces() throws {
        let catalogue = try Self.catalogue("[a]\nb = {count} of {key:help} {{}}\n")
        #expect(
            Self.texts(catalogue["a.b"]) == [
                [.placeholder("count"), .text(" of "), .placeholder("key:help"), .text(" {}")]
            ])
        #expect(catalogue["a.b"]?.placeholders == ["count", "key:help"])
    }

    @Test("a name in brackets is the text for a count, a bar a shorter text")
    func forms() throws {
        let catalogue = try Self.catalogue("[a]\nb[one] = one thing\n| one\nb = {count} things\n    | {count}\n")
        #expect(Self.texts(catalogue["a.b"], .one) == [[.text("one thing")], [.text("one")]])
        #expect(Self.texts(catalogue["a.b"]) == [[.placeholder("count"), .text(" things")], [.placeholder("count")]])
    }

    @Test(
        "what is wrong is told with its line",
        arguments: [
            ("[a\n", 3, .unclosedGroup), ("[a]\nno sign\n", 4, .noEqualsSign), ("[a]\n| x\n", 4, .noMessageAbove),
            ("[a]\nb = {x\n", 4, .unpairedBrace), ("[a]\nb = x}\n", 4, .unpairedBrace),
            ("[a]\nb[two] = x\n", 4, .unknownForm("[two]")), ("[a]\nb = x\nb = y\n", 5, .saidTwice("a.b")),
            ("[a]\nb[one] = x\n", 5, .noOtherForm("a.b")),
        ] as [(String, Int, CatalogueError.Defect)])
    func errors(text: String, line: Int, defect: CatalogueError.Defect) {
        #expect(throws: CatalogueError(line: line, defect: defect)) { try Self.catalogue(text) }
    }

    @Test("a file without a plural rule is none")
    func pluralRule() {
        #expect(throws: CatalogueError(line: 2, defect: .noPluralRule)) { try Catalogue(parsing: "[a]\nb = x") }
        #expect(PluralRule.none.form(of: 1) == .other)
        #expect([0, 1, 2].map(PluralRule.one.form) == [.other, .one, .other])
        #expect([0, 1, 2].map(PluralRule.upToOne.form) == [.one, .one, .other])
    }
}

@Suite("Words")
struct WordsTests {
    @Test("a count chooses its form; what nobody knows is seen")
    func filling() {
        let words = Words(.english) { $0 == "help" ? "F1" : nil }
        #expect(words.say("counts.reviews", ["count": 1]) == "1 review")
        #expect(words.say("counts.reviews", ["count": 2]) == "2 reviews")
        #expect(words.say("counts.reviews") == "⟨count⟩ reviews")
        #expect(words.say("counts.nothing") == "⟨counts.nothing⟩")
        #expect(words.say("door.sequence").contains("F1"))
        #expect(Words(.japanese, keyName: { _ in nil }).say("door.sequence").contains("⟨key:help⟩"))
    }

    @Test(
        "the environment asks as POSIX has it",
        arguments: [
            ([:], "en"), (["LANG": "ja_JP.UTF-8"], "ja"), (["LANG": "ja_JP.UTF-8", "LC_MESSAGES": "C"], "en"),
            (["LC_ALL": "ja", "LANG": "en_US"], "ja"), (["LC_ALL": "", "LANG": "ja_JP"], "ja"),
            (["LANG": "fr_FR"], "en"),
            (["LANG": "jam_JM"], "en"),
        ] as [([String: String], String)])
    func environment(variables: [String: String], code: String) {
        #expect(Language(environment: variables).rawValue == code)
    }

    @Test("a language that is not there is none")
    func unknown() {
        #expect(Language(rawValue: "xx") == nil && Language(rawValue: "ja") == .japanese)
        #expect(Language.allCases.first == .english && Language.allCases.contains(.japanese))
    }
}
