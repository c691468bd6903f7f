import AnnotatorUI
import Figures
import Languages
import ProjectModel
import Testing
import TextUI

/// An inspector knows one symbol, Δs; whatever else the method has is for the expert view of the reasons.
@Suite("The reasons, in words and for experts")
struct WhyTests {
    private static func trained(_ language: Language = .english, columns: Int = 120, rows: Int = 40) -> State {
        Fixture.state(
            size: Size(columns: columns, rows: rows), language: language, estimator: Fixture.estimator,
            progress: Fixture.progress(labelled: 34))
    }

    /// Symbols of the method, and heads as figures and files call them.
    private static func symbols(in text: String) -> [String] {
        let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "+" }.map(String.init)
        let abbreviations = ["icd", "maf", "alf", "gda", "ICD", "MAF", "ALF", "GDA", "zero-shot", "kernel-ridge"]
        return ["ŝ", "α", "λ", "s_", "p("].filter(text.contains) + abbreviations.filter(words.contains)
    }

    @Test("the plain view says what CLIP says, what is taken away, and what is said now")
    func inWords() {
        Session.run(Self.trained()) { session in
            session.press("w")
            let text = session.screen.text
            #expect(text.contains("CLIP says crack (76 %)."))
            #expect(text.contains("Δs: CLIP pulls this towards crack by 2.3;"))
            #expect(text.contains("Now it says scratch (69 %, deconfusion)."))
            #expect(Self.symbols(in: text) == [])
        }
    }

    @Test("where Δs does not exist there is only what CLIP says")
    func untrained() {
        Session.run { session in
            session.press("w")
            let text = session.screen.text
            #expect(text.contains("CLIP says crack (76 %).") && text.contains("the confusion Δs is unknown"))
            #expect(!text.contains("Now it says"))
        }
    }

    @Test("a key that the panel names turns to the expert view and back", arguments: Language.allCases)
    func toExpertView(language: Language) {
        Session.run(Self.trained(language)) { session in
            session.press("w")
            let words = Words(language)
            #expect(session.screen.text.contains("e " + words.say("why.to-expert-view")))
            session.press("e")
            let text = session.screen.text
            #expect(text.contains("e " + words.say("why.to-plain-view")))
            for symbol in ["ŝ", "α 0.42", "λ 1", "Δs", "icd"] { #expect(text.contains(symbol), "\(symbol) in \(text)") }
            session.press("e")
            #expect(Self.symbols(in: session.screen.text) == [])
        }
    }

    @Test("the choice is kept for the session")
    func kept() {
        Session.run(Self.trained()) { session in
            session.press("w e w [ w")
            #expect(session.screen.text.contains("ŝ"))
            session.press("m esc")
            #expect(session.screen.text.contains("ŝ"))
        }
    }

    @Test("while the reasons are closed the key says what opens them")
    func closed() throws {
        try Session.run(Self.trained()) { session in
            session.press("e")
            try session.take(.bell)
            #expect(session.screen.text.contains("The reasons are not on the screen; w opens them."))
            session.press("w")
            #expect(!session.screen.text.contains("ŝ"))
        }
    }

    private static let scenes = [
        "", "p", "w", "]", "] u", "tab", "o", ":", "?", "? page-down page-down", "/", "t", "m", "m tab", "m tab tab",
        "m s",
        "m s s", "m ?", "m enter", "m enter ?", "m enter enter", "g", "g ?",
    ]

    @Test("no screen has another symbol than Δs, nor an abbreviation of a head", arguments: scenes, Language.allCases)
    func inspectorsScreens(keys: String, language: Language) {
        for (columns, rows) in [(40, 12), (80, 24), (200, 60)] {
            var session = Session(state: Self.trained(language, columns: columns, rows: rows), held: [.train])
            session.send(.start)
            session.press(keys)
            let text = session.screen.text
            #expect(Self.symbols(in: text) == [], "\(text)")
        }
    }

    @Test("the help explains Δs in one sentence", arguments: Language.allCases)
    func explained(language: Language) {
        Session.run(Self.trained(language, columns: 160, rows: 70)) { session in
            session.press("?")
            let sentence = Words(language).say("order.confusion.help")
            // It is broken where the panel ends.
            let begin = sentence.prefix(30)
            #expect(
                session.screen.text.split(separator: "\n").contains { $0.contains("Δs") && $0.contains(begin) })
            #expect(sentence.hasSuffix(language == .japanese ? "。" : "."))
        }
    }
}
