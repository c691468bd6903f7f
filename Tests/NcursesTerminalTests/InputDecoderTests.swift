import NcursesTerminal
import Testing
import TextUI

/// What terminals send, cut wherever a slow line may cut it.
@Suite("The bytes of a terminal are told from keys")
struct InputDecoderTests {
    /// Feeds bytes with a pause before each of them, and lets everything run out in the end.
    private static func events(
        _ text: String, pauseBefore: (Int) -> Duration, named: [[UInt8]: Key] = [:],
        escapeDelay: Duration = EscapeDelay.standard
    ) -> [InputDecoder.Event] {
        events(Array(text.utf8), pauseBefore: pauseBefore, named: named, escapeDelay: escapeDelay)
    }

    private static func events(
        _ bytes: [UInt8], pauseBefore: (Int) -> Duration, named: [[UInt8]: Key] = [:],
        escapeDelay: Duration = EscapeDelay.standard
    ) -> [InputDecoder.Event] {
        var decoder = InputDecoder(escapeDelay: escapeDelay, named: named)
        var now: Duration = .seconds(100)
        var events: [InputDecoder.Event] = []
        for (index, byte) in bytes.enumerated() {
            let next = now + pauseBefore(index)
            while let due = decoder.deadline, due <= next { events += decoder.passed(due) }
            now = next
            events += decoder.take(byte, at: Arrival(at: now))
        }
        while let due = decoder.deadline { events += decoder.passed(due) }
        return events
    }

    private static func atOnce(_ text: String) -> [InputDecoder.Event] { events(text, pauseBefore: { _ in .zero }) }

    static let keys: [(bytes: String, key: Key)] = [
        ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[B", .down), ("\u{1B}[C", .right), ("\u{1B}OD", .left),
        ("\u{1B}[H", .home), ("\u{1B}[1~", .home), ("\u{1B}[7~", .home), ("\u{1B}OF", .end), ("\u{1B}[4~", .end),
        ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown), ("\u{1B}[3~", .delete), ("\u{1B}[Z", .backTab),
        ("\u{1B}OP", .function(1)), ("\u{1B}[[A", .function(1)), ("\u{1B}[15~", .function(5)),
        ("\u{1B}[24~", .function(12)), ("\u{1B}OM", .enter), ("\u{1B}[1;1A", .up),
    ]

    /// Everything else that a terminal sends by itself, or for keys that have no meaning here.
    static let others: [String] = [
        "\u{1B}[1;5A", "\u{1B}[<0;10;5M", "\u{1B}[<0;10;5m", "\u{1B}[<64;1;1M", "\u{1B}[M !!", "\u{1B}[M#%%",
        "\u{1B}[I", "\u{1B}[O", "\u{1B}]10;rgb:ffff/ffff/ffff\u{7}", "\u{1B}]11;rgb:1e1e/1e1e/2e2e\u{1B}\\",
        "\u{1B}[?62;1;2;4c", "\u{1B}[>41;320;0c", "\u{1B}[24;80R", "\u{1B}P1$r0m\u{1B}\\",
        "\u{1B}P>|tmux 3.3a\u{1B}\\", "\u{1B}[?2026;2$y", "\u{1B}_Gi=31;OK\u{1B}\\", "\u{1B}[4;600;800t",
        "\u{1B}[200~[]1szx 2\u{1B}[201~", "\u{1B}[200~\u{1B}[A x\n\u{1B}[201~", "\u{1B}[27;5;93~", "\u{1B}[93;5u",
        "\u{1B}[<35;1;1M", "\u{1B}[0n", "\u{1B}O5A",
    ]

    @Test("a key is the same key whichever way its bytes are cut, up to a second apart", arguments: keys)
    func keysInPieces(bytes: String, key: Key) {
        #expect(Self.atOnce(bytes) == [.key(key)])
        for cut in 1..<bytes.utf8.count {
            for gap in [5, 60, 300, 1000] {
                let events = Self.events(bytes, pauseBefore: { $0 == cut ? .milliseconds(gap) : .zero })
                // An escape that nothing followed for a while has been the key Esc as well.
                #expect(events == [.key(key)] || events == [.key(.escape), .key(key)], "cut \(cut), \(gap) ms")
            }
        }
        for gap in [60, 250, 400, 1000] {
            let events = Self.events(bytes, pauseBefore: { _ in .milliseconds(gap) })
            #expect(events == [.key(.escape), .key(key)], "every byte \(gap) ms after the last")
        }
    }

    @Test("nothing that a terminal sends by itself holds a character, whichever way it is cut", arguments: others)
    func noCharacters(bytes: String) {
        for gap in [0, 5, 60, 250, 1000] {
            for cut in 0..<bytes.utf8.count {
                let one = Self.events(bytes, pauseBefore: { $0 == cut ? .milliseconds(gap) : .zero })
                #expect(one.allSatisfy { !$0.isTyped }, "cut \(cut), \(gap) ms: \(one)")
            }
            let each = Self.events(bytes, pauseBefore: { _ in .milliseconds(gap) })
            #expect(each.allSatisfy { !$0.isTyped }, "every byte, \(gap) ms: \(each)")
        }
    }

    @Test("what follows a sequence is a key again", arguments: keys.map(\.bytes) + others)
    func keyAfterwards(bytes: String) {
        #expect(Self.atOnce(bytes + "x").last == .key(.character("x")))
    }

    @Test("reports of the terminal say nothing, keys without a meaning do")
    func reports() {
        for silent in [
            "\u{1B}[I", "\u{1B}[O", "\u{1B}[24;80R", "\u{1B}[?62c", "\u{1B}]11;rgb:0/0/0\u{7}", "\u{1B}[<0;1;1m",
        ] {
            #expect(Self.atOnce(silent) == [], "\(silent.dropFirst())")
        }
        #expect(Self.atOnce("\u{1B}[1;5A") == [.dropped(.sequence)])
        #expect(Self.atOnce("\u{1B}x") == [.dropped(.alt("x"))])
        #expect(Self.atOnce("\u{1B}é") == [.dropped(.alt("é"))])
        #expect(Self.atOnce("\u{1B}[200~abc\u{1B}[201~d") == [.dropped(.paste), .key(.character("d"))])
    }

    @Test("a mouse report says what and where, in digits and in the old bytes")
    func mouse() {
        #expect(Self.atOnce("\u{1B}[<0;10;5M") == [.mouse(MouseReport(.press, column: 9, row: 4))])
        #expect(Self.atOnce("\u{1B}[<65;1;1M") == [.mouse(MouseReport(.wheelDown, column: 0, row: 0))])
        #expect(Self.atOnce("\u{1B}[M *%") == [.mouse(MouseReport(.press, column: 9, row: 4))])
        let far = Array("\u{1B}[M".utf8) + [32, 233, 200]
        #expect(
            Self.events(far, pauseBefore: { _ in .zero }) == [.mouse(MouseReport(.press, column: 200, row: 167))])
    }

    @Test("a lone escape is the key soon; an introducer after it is held for a second, and then dropped with a word")
    func heldBack() {
        var decoder = InputDecoder()
        _ = decoder.take(0x1B, at: Arrival(at: .zero))
        #expect(decoder.deadline == InputDecoder.loneEscape)
        #expect(decoder.passed(InputDecoder.loneEscape) == [.key(.escape)])
        for introducer in ["[", "O", "]", "P", "_"] {
            let byte = Array(introducer.utf8)[0]
            var held = decoder
            #expect(held.take(byte, at: Arrival(at: .milliseconds(990))) == [])
            #expect(held.passed(.milliseconds(1900)) == [])
            #expect(held.passed(.milliseconds(2200)) == [.dropped(.introducer(Character(introducer)))])
            var late = decoder
            #expect(
                late.take(byte, at: Arrival(at: .milliseconds(1200))) == [.key(.character(Character(introducer)))])
        }
        #expect(decoder.take(0x78, at: Arrival(at: .milliseconds(300))) == [.key(.character("x"))])
    }

    @Test("bytes that waited while nobody read them came in time")
    func readLate() {
        var decoder = InputDecoder()
        var events = decoder.take(0x1B, at: Arrival(at: .zero))
        let late = Arrival(earliest: .milliseconds(20), latest: .seconds(5))
        for byte in "[A".utf8 { events += decoder.take(byte, at: late) }
        #expect(events == [.key(.up)])
    }

    @Test("ESCDELAY sets the time; what is no number of milliseconds is refused")
    func escapeDelay() throws {
        #expect(try EscapeDelay.time(in: [:]) == .seconds(1))
        #expect(try EscapeDelay.time(in: ["ESCDELAY": "2500"]) == .milliseconds(2500))
        for wrong in ["soon", "-1", "1e9", "30001"] {
            #expect(throws: TerminalError.escapeDelay(wrong, allowed: 0...30_000)) {
                try EscapeDelay.time(in: ["ESCDELAY": wrong])
            }
        }
        let slow = Self.events("\u{1B}[A", pauseBefore: { _ in .seconds(2) }, escapeDelay: .seconds(2))
        #expect(slow == [.key(.escape), .key(.up)])
        let quick = Self.events(
            "\u{1B}[", pauseBefore: { $0 == 1 ? .milliseconds(300) : .zero }, escapeDelay: .milliseconds(100))
        #expect(quick == [.key(.escape), .key(.character("["))])
    }

    @Test("a line that was slow once is waited for: the arrow after the first closes nothing")
    func slowLine() {
        var now = 0
        var decoder = InputDecoder()
        var events: [InputDecoder.Event] = []
        for byte in "\u{1B}[A\u{1B}[B".utf8 {
            now += 200
            while let due = decoder.deadline, due <= .milliseconds(now) { events += decoder.passed(due) }
            events += decoder.take(byte, at: Arrival(at: .milliseconds(now)))
        }
        #expect(events == [.key(.escape), .key(.up), .key(.down)])
        // Esc and a letter that no sequence begins with stay two keys.
        _ = decoder.take(0x1B, at: Arrival(at: .milliseconds(now)))
        #expect(
            decoder.take(0x6D, at: Arrival(at: .milliseconds(now + 200))) == [.key(.escape), .key(.character("m"))])
    }

    @Test("characters of several bytes are whole characters, in pieces too; broken ones are none")
    func characters() {
        for gap in [0, 400] {
            #expect(
                Self.events("傷é🙂", pauseBefore: { _ in .milliseconds(gap) })
                    == [.key(.character("傷")), .key(.character("é")), .key(.character("🙂"))])
        }
        #expect(Self.events([0xE5, 0x78], pauseBefore: { _ in .zero }) == [.key(.character("x"))])
        #expect(Self.events([0x9B, 0xFF, 0xC0, 0x78], pauseBefore: { _ in .zero }) == [.key(.character("x"))])
    }

    @Test("a terminal's description names keys that no convention has")
    func describedKeys() {
        let named: [[UInt8]: Key] = [Array("\u{1B}A".utf8): .up, Array("\u{1B}[224z".utf8): .function(1)]
        #expect(Self.events("\u{1B}A", pauseBefore: { _ in .zero }, named: named) == [.key(.up)])
        #expect(Self.events("\u{1B}[224z", pauseBefore: { _ in .zero }, named: named) == [.key(.function(1))])
    }

    @Test("random bytes never leave it waiting for ever", arguments: 1...20)
    func anything(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        var decoder = InputDecoder()
        var now: Duration = .zero
        for _ in 0..<2000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let byte = Array("\u{1B}[O]P_M<;0129~ARx\u{7}\\傷".utf8)
            _ = decoder.take(byte[Int(state >> 33) % byte.count], at: Arrival(at: now))
            now += .milliseconds(Int(state >> 60) * 40)
        }
        var rounds = 0
        while let due = decoder.deadline {
            _ = decoder.passed(due)
            rounds += 1
            #expect(rounds < 4)
        }
        #expect(decoder.take(0x78, at: Arrival(at: now + .seconds(60))) == [.key(.character("x"))])
    }
}

extension InputDecoder.Event {
    /// A character: what answers, what commands.
    fileprivate var isTyped: Bool { if case .key(.character) = self { true } else { false } }
}
