import ActiveLearning
import AnnotatorUI
import Languages
import Testing
import TextUI

@Suite("The command line")
struct CommandLineTests {
    private static var state: State {
        var state = Fixture.state()
        state.themes = ["dark", "broken", "light", "colorblind-light"]
        state.theme = "dark"
        return state
    }

    private func line(_ session: Session) -> CommandLine? {
        if case .commandLine(let line) = session.state.overlay { line } else { nil }
    }

    @Test("a theme is seen while it is chosen, and kept by Enter")
    func preview() {
        Session.run(Self.state) { session in
            session.press(": \"theme \"")
            #expect(line(session)?.selectedSuggestion?.request == .theme("dark"))
            session.press("\"li\"")
            #expect(session.state.theme == "light")
            session.press("enter")
            #expect(session.state.overlay == nil)
            #expect(session.state.theme == "light")
            #expect(session.screen.text.contains("theme: light in miwake.yaml keeps it"))
        }
    }

    @Test(
        "Escape, or a line that is no theme any more, brings the theme before back",
        arguments: ["esc", "backspace backspace backspace"])
    func wayBack(keys: String) {
        Session.run(Self.state) { session in
            session.press(": \"theme li\"")
            #expect(session.state.theme == "light")
            session.press(keys)
            #expect(session.state.theme == "dark")
        }
    }

    @Test("arrows walk through the themes, each seen at once")
    func arrows() throws {
        try Session.run(Self.state) { session in
            session.press(": \"theme \" down")
            // The file is broken: the sentence is shown, and the theme stays.
            #expect(session.state.theme == "dark")
            try session.take(.bell)
            session.press("down")
            #expect(session.state.theme == "light")
            session.press("down enter")
            #expect(session.state.theme == "colorblind-light")
        }
    }

    @Test("words are completed by Tab, and Enter on a word that wants more completes it too")
    func completion() throws {
        try Session.run(Self.state) { session in
            session.press(": \"the\" tab")
            #expect(line(session)?.text == "theme ")
            session.press("esc : \"th\" enter")
            #expect(line(session)?.text == "theme ")
            session.press("\"blind\"")
            // On the way there, a single b had found the broken one.
            try session.take(.bell)
            #expect(session.state.theme == "colorblind-light")
            session.press("esc")
        }
    }

    @Test("any command of the screen can be given by its name")
    func commands() {
        Session.run(Self.state) { session in
            session.press(": \"matr\" enter")
            #expect(session.state.view == .matrix)
            session.press(": \"hide-diag\" enter")
            #expect(session.state.matrix.isDiagonalHidden)
            session.press(": \"order sus\" esc : \"back\" enter : \"order sus\" enter")
            #expect(session.state.view == .compare)
            #expect(session.state.compare.order == .suspectedErrors)
        }
    }

    @Test("a command that is not there is told, and nothing else happens")
    func unknown() throws {
        try Session.run(Self.state) { session in
            session.press(": \"fly\" enter")
            #expect(session.state.overlay == nil)
            #expect(session.screen.text.contains("no command “fly”"))
            try session.take(.bell)
            #expect(session.log.isEmpty)
        }
    }

    @Test("a disabled command says why, as its key does")
    func unavailable() throws {
        try Session.run(Self.state) { session in
            session.press(": \"retrain\" enter")
            #expect(session.screen.text.contains("at least two labels"))
            try session.take(.bell)
        }
    }

    @Test("letters are letters in the line: no label is given by typing")
    func typing() {
        Session.run(Self.state) { session in
            session.press(": \"12[]suxz\" esc")
            #expect(session.log.isEmpty)
        }
    }
}
