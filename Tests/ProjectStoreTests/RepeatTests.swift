import ProjectModel
import ProjectStore
import Testing

@Suite("Repeated questions")
struct RepeatTests {
    @Test("only labels that answered a question are repeated, once, and not too soon")
    func candidates() throws {
        let fixture = try Fixture()
        let (good, crack) = (fixture.classes[0].id, fixture.classes[1].id)
        try fixture.answer(fixture.images[0], .labelled(good))
        try fixture.answer(fixture.images[1], .unsure)
        try fixture.answer(fixture.images[2], .labelled(crack), role: .partner)
        try fixture.answer(fixture.images[3], .labelled(crack))
        #expect(try fixture.store.imagesToRepeat(after: 0) == [fixture.images[0].id, fixture.images[3].id])
        #expect(try fixture.store.imagesToRepeat(after: 3) == [fixture.images[0].id])
        #expect(try fixture.store.imagesToRepeat(after: 4).isEmpty)
        try fixture.answer(fixture.images[0], .labelled(good), from: .labelled(good), role: .repeated)
        #expect(try fixture.store.imagesToRepeat(after: 0) == [fixture.images[3].id])
    }

    @Test("the same answer again changes nothing; another one counts, and is named")
    func agreement() throws {
        let fixture = try Fixture()
        let (good, crack) = (fixture.classes[0].id, fixture.classes[1].id)
        for image in fixture.images.prefix(2) { try fixture.answer(image, .labelled(good)) }
        let before = try fixture.store.labels(in: .all)
        try fixture.answer(fixture.images[0], .labelled(good), from: .labelled(good), role: .repeated)
        #expect(try fixture.store.labels(in: .all) == before)
        try fixture.answer(fixture.images[1], .labelled(crack), from: .labelled(good), role: .repeated)
        let agreement = try fixture.store.selfAgreement()
        #expect(agreement.asked == 2)
        #expect(agreement.agreed == 1)
        #expect(
            agreement.disputed
                == [.init(image: fixture.images[1].id, first: .labelled(good), second: .labelled(crack))])
        #expect(try fixture.store.review(of: fixture.images[1].id) == .labelled(crack))
        _ = try fixture.store.undo(by: "tester", at: moment(30))
        #expect(try fixture.store.selfAgreement().asked == 1)
        #expect(try fixture.store.labels(in: .all) == before)
    }
}
