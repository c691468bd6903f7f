import ProjectModel
import ProjectStore
import Testing

@Suite("Undo and redo")
struct UndoTests {
    @Test("undo takes the last answer back, in a later session too, and brings its prompt")
    func undoAcrossSessions() throws {
        var fixture = try Fixture()
        let image = fixture.images[0]
        let event = try fixture.answer(image, .labelled(fixture.classes[0].id))
        try fixture.reopen()
        let reversal = try #require(try fixture.store.undo(by: "later", at: moment(99)))
        #expect(reversal.reversed.id == event)
        #expect(reversal.edit.change == .review(from: .labelled(fixture.classes[0].id), to: .unseen))
        #expect(reversal.edit.origin == .undo)
        #expect(reversal.prompt == fixture.prompt(image))
        #expect(try fixture.store.reviews().isEmpty)
        let logged = try #require(try fixture.store.history(limit: 1).first)
        #expect(logged.reverses == event)
        #expect(logged.who == "later")
        try fixture.reopen()
        #expect(try fixture.store.undo(by: "x", at: moment(100)) == nil)
        let redone = try #require(try fixture.store.redo(by: "x", at: moment(101)))
        #expect(redone.edit.change == .review(from: .unseen, to: .labelled(fixture.classes[0].id)))
        #expect(try fixture.store.redo(by: "x", at: moment(102)) == nil)
        #expect(try fixture.store.review(of: image.id) == .labelled(fixture.classes[0].id))
    }

    @Test("a redone answer keeps its place in the order and how it came about")
    func provenanceSurvives() throws {
        let fixture = try Fixture()
        for image in fixture.images.prefix(3) { try fixture.answer(image, .labelled(fixture.classes[0].id)) }
        let before = try fixture.store.labels(in: .all)
        for _ in 0..<3 { _ = try fixture.store.undo(by: "x", at: moment(0)) }
        #expect(try fixture.store.labels(in: .all).isEmpty)
        for _ in 0..<3 { _ = try fixture.store.redo(by: "x", at: moment(0)) }
        #expect(try fixture.store.labels(in: .all) == before)
    }

    @Test("undoing a changed answer brings the earlier one back, with its own event")
    func earlierAnswerReturns() throws {
        let fixture = try Fixture()
        let image = fixture.images[0]
        let (good, crack) = (fixture.classes[0].id, fixture.classes[1].id)
        try fixture.answer(image, .labelled(good))
        let before = try fixture.store.labels(in: .all)
        try fixture.answer(image, .labelled(crack), from: .labelled(good))
        _ = try fixture.store.undo(by: "x", at: moment(0))
        #expect(try fixture.store.labels(in: .all) == before)
    }

    @Test("a new answer discards what was undone")
    func newEditDiscardsRedo() throws {
        let fixture = try Fixture()
        try fixture.answer(fixture.images[0], .unsure)
        try fixture.answer(fixture.images[1], .unsure)
        _ = try fixture.store.undo(by: "x", at: moment(0))
        try fixture.answer(fixture.images[2], .unusable)
        #expect(try fixture.store.redo(by: "x", at: moment(0)) == nil)
        let first = try #require(try fixture.store.undo(by: "x", at: moment(0)))
        #expect(first.edit.image == fixture.images[2].id)
        let second = try #require(try fixture.store.undo(by: "x", at: moment(0)))
        #expect(second.edit.image == fixture.images[0].id)
        #expect(try fixture.store.undo(by: "x", at: moment(0)) == nil)
    }

    @Test("a flag is undone like an answer")
    func flagUndone() throws {
        let fixture = try Fixture()
        let image = fixture.images[0].id
        _ = try fixture.store.commit(
            Edit(image: image, change: .flag(from: false, to: true), origin: .command), shown: .nothing, by: "x",
            at: moment(0))
        _ = try fixture.store.undo(by: "x", at: moment(1))
        #expect(try fixture.store.flaggedImages().isEmpty)
        _ = try fixture.store.redo(by: "x", at: moment(2))
        #expect(try fixture.store.flaggedImages() == [image])
    }

    @Test("undo does not reach behind an import, nor to a class that was taken out")
    func barriers() throws {
        let fixture = try Fixture()
        let good = fixture.classes[0].id
        try fixture.answer(fixture.images[0], .unsure)
        _ = try fixture.store.importLabels([(fixture.images[1].id, good)], isReplacing: false, by: "x", at: moment(0))
        #expect(try fixture.store.undo(by: "x", at: moment(0)) == nil)

        let dent = fixture.classes[2].id
        try fixture.answer(fixture.images[2], .labelled(dent))
        try fixture.answer(fixture.images[2], .labelled(good), from: .labelled(dent))
        _ = try fixture.store.syncClasses([ClassDefinition(name: "good"), ClassDefinition(name: "crack")])
        #expect(try fixture.store.undo(by: "x", at: moment(0)) == nil)
    }

    @Test(
        "any walk of answers, undos and redos ends where a list of states says", arguments: 1...8 as ClosedRange<UInt64>
    )
    func randomWalk(seed: UInt64) throws {
        var fixture = try Fixture(images: 4)
        var generator = Walk(state: seed)
        var states: [[ImageID: Review]] = [[:]]
        var cursor = 0
        for step in 0..<60 {
            switch generator.next(5) {
            case 0:
                let done = try fixture.store.undo(by: "x", at: moment(0)) != nil
                #expect(done == (cursor > 0))
                cursor = max(0, cursor - 1)
            case 1:
                let done = try fixture.store.redo(by: "x", at: moment(0)) != nil
                #expect(done == (cursor < states.count - 1))
                cursor = min(states.count - 1, cursor + 1)
            default:
                let image = fixture.images[generator.next(4)]
                let from = states[cursor][image.id] ?? .unseen
                let to: Review = [.labelled(fixture.classes[generator.next(3)].id), .unsure, .skipped][
                    generator.next(3)]
                guard to != from else { continue }
                try fixture.answer(image, to, from: from)
                var next = states[cursor]
                next[image.id] = to
                states = Array(states[...cursor]) + [next]
                cursor += 1
            }
            if step % 17 == 0 { try fixture.reopen() }
            #expect(try fixture.store.reviews() == states[cursor])
        }
    }

    /// A small seeded generator; the quality of the numbers does not matter here.
    private struct Walk {
        var state: UInt64
        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }
}
