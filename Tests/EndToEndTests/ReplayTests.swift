import Foundation
import TestSupport
import Testing

@Suite("A session played from a key file")
struct ReplayTests {
    @Test("labels, an undo, a retraining by itself, and the matrix, each on its screen and on the disk")
    func session() throws {
        let small = try SmallProject(imagesPerClass: 20).set()
        let screens = try small.replay("1 2 u 2 3 4 1 m tab s m ? esc q")
        #expect(screens.count == 14, "one before each key; the last one leaves")
        #expect(screens.allSatisfy { $0.firstLine.hasSuffix("●") }, "each key waits until the screen is idle")
        #expect(screens[0].contains("Which class is this?"))
        #expect(
            screens[0].firstLine.contains("0 reviews") && screens[0].firstLine.contains("pool head, before training"))
        #expect(screens[0].contains("suggested"))
        #expect(screens[1].firstLine.contains("1 review ") && screens[1].contains("recorded: scratch"))
        #expect(screens[2].firstLine.contains("2 reviews") && screens[2].contains("recorded: crack"))
        #expect(screens[3].firstLine.contains("1 review "), "the second answer is taken back")
        // The picture whose answer was taken back is asked again.
        #expect(screens[3].picturePaths.first == screens[1].picturePaths.first)
        // Five labels start a training; the last answer's screen has its head.
        #expect(screens[7].firstLine.contains("pool head, pooled"), "\(screens[7])")
        #expect(screens[7].firstLine.contains("round 1"))
        #expect(screens[8].contains("Predicted") && screens[8].contains("round 1"))
        #expect(screens[9].contains("Predicted") && screens[9] != screens[8], "plain CLIP's matrix")
        #expect(screens[10].contains("Out-of-fold"))
        #expect(screens[11].contains("Which class is this?"))
        #expect(screens[12].contains("Take the last answer back"), "the help names the keys")
        #expect(try small.status("reviews") == 5)
        #expect(try small.status("round") == 1)
        #expect(try small.status("labels_trained_on") <= 5)
    }

    @Test("the same keys and seed give the same screens and labels, whatever the machine does meanwhile")
    func determinism() throws {
        let keys = "1 2 [ ] tab ] u ctrl-r 3 4 x z s space 1 2 w p m"
        let runs = try (1...2).map { _ -> [String] in
            let small = try SmallProject(imagesPerClass: 15).set()
            // How long a training took is the one thing that may differ.
            return try small.replay(keys, size: "100x30").map { $0.replacing(#/\d+\.\d s|\d+ ms/#, with: "…") }
        }
        #expect(runs[0].count == runs[1].count)
        for (first, second) in zip(runs[0], runs[1]) { #expect(first == second) }
    }

    @Test("a class by type-ahead, a skip that comes back, an unsure that does not")
    func answers() throws {
        let small = try SmallProject(imagesPerClass: 10).set(up: ["--reserve", "0"])
        let screens = try small.replay("/ \"incl\" enter space s x z f")
        #expect(screens[5].contains("inclusion"))
        #expect(screens[6].contains("recorded: inclusion"))
        #expect(try small.status("labels_in_training") == 1)
        #expect(
            try small.status("reviews") == 4, "an inclusion, unsure, none of these and unusable; a skip is no answer")
        #expect(try small.status("skipped") == 1)
        #expect(try small.status("unsure") == 1)
        #expect(try small.status("none_of_these") == 1)
        #expect(try small.status("unusable") == 1)
        #expect(try small.status("flagged") == 1)
    }

    @Test("a session opens with the counts that the last one ended with, the reserve's answers among them")
    func counts() throws {
        let small = try SmallProject(imagesPerClass: 15).set()
        _ = try small.replay("1 2 s", options: ["--audit"])
        let before = try small.replay("1 2 3 s ?")
        let after = try small.replay("?")
        #expect(before[4].firstLine.contains("7 reviews"), "\(before[4])")
        #expect(after[0].firstLine.contains("7 reviews"), "\(after[0])")
        #expect(try small.status("reviews") == 7)
        #expect(try small.status("audit_answers") >= 3)
    }

    @Test("undo reaches back into the session before")
    func undoAcrossSessions() throws {
        let small = try SmallProject(imagesPerClass: 10).set()
        try small.replay("1 2 3")
        #expect(try small.status("reviews") == 3)
        try small.replay("u u")
        #expect(try small.status("reviews") == 1)
        try small.replay("ctrl-r")
        #expect(try small.status("reviews") == 2)
    }

    @Test("what the model believes is not on the screen before the answer, unless somebody peeks, and the log notes it")
    func anchoring() throws {
        let small = try SmallProject(imagesPerClass: 10).set()
        let screens = try small.replay("p [")
        #expect(!screens[0].contains("CLIP:") && !screens[0].contains("CLIP says"))
        #expect(screens[1] != screens[0])
    }

    @Test(
        "every size draws, down to one cell, and the session goes on",
        arguments: ["80x24", "120x40", "40x12", "200x60"])
    func sizes(size: String) throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        let screens = try small.replay("1 resize:40x12 2 resize:1x1 resize:100x30 3 m resize:60x20", size: size)
        let numbers = size.split(separator: "x").compactMap { Int($0) }
        #expect(
            screens[0].split(separator: "\n", omittingEmptySubsequences: false).prefix(numbers[1]).count == numbers[1])
        #expect(screens[5].contains("Which class is this?"))
        #expect(screens[7].contains("Predicted"))
        #expect(try small.status("reviews") == 3)
    }

    @Test("pictures are drawn as blocks, side by side")
    func pictures() throws {
        let small = try SmallProject(imagesPerClass: 6).set()
        let screen = try small.replay("")[0]
        let drawn = screen.unicodeScalars.count {
            (0x1FB00...0x1FB3B).contains($0.value) || (0x2580...0x259F).contains($0.value)
        }
        #expect(drawn > 100, "\(screen)")
        #expect(screen.picturePaths.count == 2, "\(screen)")
    }

    @Test("Japanese screens, Japanese classes")
    func japanese() throws {
        let small = try SmallProject(imagesPerClass: 6)
        let names = ["傷", "ひび割れ", "ピット", "介在物"]
        try small.succeed(["new", small.path, "--images", small.images] + names.flatMap { ["--class", $0] })
        try small.importFeatures()
        let screens = try small.replay("2 m", options: ["--language", "ja"])
        #expect(screens[0].contains("ひび割れ") && screens[1].contains("ひび割れ"))
        #expect(screens[2].contains("予測"))
        for screen in screens { #expect(screen.firstLine.hasSuffix("●")) }
        let table = try small.succeed(["confusion", small.path])
        #expect(table.output.contains("介在物"))
    }

    @Test("an audit session asks the reserve alone and ends with it")
    func audit() throws {
        let small = try SmallProject(imagesPerClass: 5).set()
        let screens = try small.replay("1 2 3 4 1 2", options: ["--audit"])
        #expect(try small.status("reserve") == 4)
        #expect(try small.status("audit_answers") == 4)
        #expect(screens.last?.contains("Which class is this?") == false)
    }

    @Test("a key script with a mistake names its line, and nothing is labelled")
    func script() throws {
        let small = try SmallProject(imagesPerClass: 4).set()
        let keys = small.folder.path + "/keys.txt"
        try "1 2\n# a remark\n1 hyper-x\n".write(toFile: keys, atomically: true, encoding: .utf8)
        try Program.refuses(["replay", small.path, "--keys", keys], 3, saying: "Line 3", "“hyper-x”")
        try "1 2 \"open".write(toFile: keys, atomically: true, encoding: .utf8)
        try Program.refuses(["replay", small.path, "--keys", keys], 3, saying: "line 1", "never closed")
        try Program.refuses(["replay", small.path, "--keys", keys + "x"], 3, saying: "cannot be read")
        #expect(try small.status("reviews") == 0)
    }
}

extension String {
    /// The paths under the two pictures of the compare screen.
    var picturePaths: [String] {
        matches(of: #/([a-z]+\/[a-z]+-\d+\.png)/#).map { String($0.output.1) }
    }
}
