import Foundation
import ProjectModel
import ProjectStore
import Testing

@Suite("Answers and their log")
struct LabellingTests {
    @Test("an answer is there for the next session, with what was shown")
    func answerSurvives() throws {
        var fixture = try Fixture()
        let image = fixture.images[3]
        var prompt = fixture.prompt(image, partner: fixture.images[4])
        prompt.wasPeeked = true
        prompt.side = .right
        prompt.belief = Belief(fixture.classes[1].id, probability: 0.75)
        let edit = Edit(
            image: image.id, change: .review(from: .unseen, to: .labelled(fixture.classes[1].id)), origin: .answer)
        let event = try fixture.store.commit(
            edit, shown: .prompt(prompt), by: "観察者", at: moment(20.125), latency: .milliseconds(740))
        try fixture.reopen()

        #expect(try fixture.store.reviews() == [image.id: .labelled(fixture.classes[1].id)])
        let logged = try #require(try fixture.store.history(limit: 10).first)
        #expect(logged.id == event)
        #expect(logged.edit == edit)
        #expect(logged.who == "観察者")
        #expect(logged.madeAt == moment(20.125))
        #expect(logged.latency == .milliseconds(740))
        let promptID = try #require(logged.prompt)
        #expect(try fixture.store.prompt(promptID) == prompt)
        #expect(try fixture.store.prompts(limit: 5).map(\.prompt) == [prompt])
    }

    @Test(
        "every kind of review comes back as it was given",
        arguments: [Review.unsure, .noneOfThese, .unusable, .skipped])
    func reviewsRoundTrip(review: Review) throws {
        let fixture = try Fixture()
        try fixture.answer(fixture.images[0], review)
        #expect(try fixture.store.review(of: fixture.images[0].id) == review)
        #expect(try fixture.store.history(limit: 1).first?.edit.change == .review(from: .unseen, to: review))
        #expect(try fixture.store.labels(in: .all).isEmpty)
    }

    @Test("an edit that starts from another state than the image is in changes nothing")
    func staleEdit() throws {
        let fixture = try Fixture()
        let image = fixture.images[0]
        try fixture.answer(image, .unsure)
        #expect(throws: StoreError.staleEdit(image.id, found: .review(from: .unsure, to: .skipped))) {
            try fixture.answer(image, .skipped)
        }
        #expect(try fixture.store.prompts(limit: 10).count == 1, "the prompt of a refused edit is not logged")
        #expect(try fixture.store.history(limit: 10).count == 1)
    }

    @Test("an answer without a prompt, for an unknown image or with an unknown class is refused")
    func refusals() throws {
        let fixture = try Fixture()
        let image = fixture.images[0]
        let missing = ImageID(999)
        func edit(_ image: ImageID, _ review: Review, _ origin: Edit.Origin) -> Edit {
            Edit(image: image, change: .review(from: .unseen, to: review), origin: origin)
        }
        #expect(throws: StoreError.answerWithoutPrompt(image.id)) {
            try fixture.store.commit(edit(image.id, .unsure, .answer), shown: .nothing, by: "x", at: moment(0))
        }
        #expect(throws: StoreError.unknownImage(missing)) {
            try fixture.store.commit(edit(missing, .unsure, .command), shown: .nothing, by: "x", at: moment(0))
        }
        #expect(throws: StoreError.unknownClass(ClassID(77))) {
            try fixture.store.commit(
                edit(image.id, .labelled(ClassID(77)), .command), shown: .nothing, by: "x", at: moment(0))
        }
        #expect(throws: StoreError.unknownPrompt(PromptID(5))) {
            try fixture.store.commit(
                edit(image.id, .unsure, .answer), shown: .logged(PromptID(5)), by: "x", at: moment(0))
        }
        #expect(throws: StoreError.badProbability(0)) {
            var prompt = fixture.prompt(image)
            prompt.probability = 0
            _ = try fixture.store.log(prompt)
        }
        #expect(throws: StoreError.unknownEstimator(EstimatorID(4))) {
            var prompt = fixture.prompt(image)
            prompt.estimator = EstimatorID(4)
            _ = try fixture.store.log(prompt)
        }
        #expect(try fixture.store.reviews().isEmpty)
    }

    @Test("labels come in the order in which they were given, each with how it came about")
    func provenance() throws {
        let fixture = try Fixture(reserve: 0.2)
        let pool = fixture.images.filter { !$0.isReserve }
        let reserved = try #require(fixture.images.first { $0.isReserve })
        let (good, crack) = (fixture.classes[0].id, fixture.classes[1].id)
        try fixture.answer(pool[5], .labelled(good))
        try fixture.answer(pool[1], .labelled(crack), role: .partner)
        try fixture.answer(reserved, .labelled(good), role: .audit)
        _ = try fixture.store.commit(
            Edit(image: pool[0].id, change: .review(from: .unseen, to: .labelled(crack)), origin: .command),
            shown: .nothing, by: "x", at: moment(0))
        _ = try fixture.store.importLabels([(pool[2].id, good)], isReplacing: false, by: "x", at: moment(0))

        let labels = try fixture.store.labels(in: .all)
        #expect(labels.map(\.image) == [pool[5], pool[1], reserved, pool[0], pool[2]].map(\.id))
        #expect(labels.map(\.label) == [good, crack, good, crack, good])
        #expect(labels.map(\.provenance) == [.asked(order: "suggested"), .partner, .audit, .command, .imported])
        #expect(try fixture.store.labels(in: .reserve).map(\.image) == [reserved.id])
        #expect(try fixture.store.labels(in: .pool).count == 4)
    }

    @Test("audit prompts ask for the reserve, others never do, and a partner never comes from it")
    func rolesFollowTheReserve() throws {
        let fixture = try Fixture(reserve: 0.5)
        let pool = try #require(fixture.images.first { !$0.isReserve })
        let reserved = try #require(fixture.images.first { $0.isReserve })
        #expect(throws: StoreError.promptAgainstReserve(reserved.id, role: .asked)) {
            try fixture.answer(reserved, .unsure)
        }
        #expect(throws: StoreError.promptAgainstReserve(pool.id, role: .audit)) {
            try fixture.answer(pool, .unsure, role: .audit)
        }
        #expect(throws: StoreError.promptAgainstReserve(reserved.id, role: .partner)) {
            _ = try fixture.store.log(fixture.prompt(pool, partner: reserved))
        }
        // The look-alike beside an audit question may be answered too.
        _ = try fixture.store.log(fixture.prompt(pool, role: .partner, partner: reserved))
        _ = try fixture.store.log(fixture.prompt(reserved, role: .audit, partner: pool))
    }

    @Test("a flag is kept apart from the answer")
    func flags() throws {
        let fixture = try Fixture()
        let image = fixture.images[2]
        let flag = Edit(image: image.id, change: .flag(from: false, to: true), origin: .answer)
        _ = try fixture.store.commit(flag, shown: .prompt(fixture.prompt(image)), by: "x", at: moment(0))
        let prompt = try #require(try fixture.store.history(limit: 1).first?.prompt)
        _ = try fixture.store.commit(
            Edit(image: image.id, change: .review(from: .unseen, to: .unsure), origin: .answer),
            shown: .logged(prompt), by: "x", at: moment(1))
        #expect(try fixture.store.flaggedImages() == [image.id])
        #expect(try fixture.store.review(of: image.id) == .unsure)
        #expect(try fixture.store.prompts(limit: 10).count == 1, "one prompt, two edits")
        #expect(throws: StoreError.staleEdit(image.id, found: .flag(from: true, to: true))) {
            _ = try fixture.store.commit(flag, shown: .logged(prompt), by: "x", at: moment(2))
        }
    }

    @Test("an import keeps what is answered unless told to replace it, and is all or nothing")
    func imports() throws {
        let fixture = try Fixture()
        let (good, crack) = (fixture.classes[0].id, fixture.classes[1].id)
        try fixture.answer(fixture.images[0], .labelled(crack))
        try fixture.answer(fixture.images[1], .labelled(good))
        try fixture.answer(fixture.images[2], .skipped)
        let labels = fixture.images.prefix(4).map { (image: $0.id, label: good) }
        let first = try fixture.store.importLabels(labels, isReplacing: false, by: "x", at: moment(0))
        #expect(first == ImportedLabels(given: 2, unchanged: 1, kept: [fixture.images[0].id]))
        let second = try fixture.store.importLabels(labels, isReplacing: true, by: "x", at: moment(0))
        #expect(second == ImportedLabels(given: 1, unchanged: 3, replaced: [fixture.images[0].id]))

        let broken = [(image: fixture.images[9].id, label: good), (image: ImageID(999), label: good)]
        #expect(throws: StoreError.unknownImage(ImageID(999))) {
            try fixture.store.importLabels(broken, isReplacing: false, by: "x", at: moment(0))
        }
        #expect(try fixture.store.review(of: fixture.images[9].id) == .unseen)
    }

    @Test("the manifest of labels depends on what is labelled, not on the order")
    func manifest() throws {
        let fixture = try Fixture()
        try fixture.answer(fixture.images[7], .labelled(fixture.classes[1].id))
        try fixture.answer(fixture.images[1], .labelled(fixture.classes[0].id))
        let labels = try fixture.store.labels(in: .all)
        let manifest = try fixture.store.manifest(of: labels)
        #expect(manifest == Array("part-1.png\0good\npart-7.png\0crack\n".utf8))
        #expect(try fixture.store.manifest(of: labels.reversed()) == manifest)
    }

    @Test("the history comes newest first, in pages, and by image")
    func historyPages() throws {
        let fixture = try Fixture()
        let events = try fixture.images.prefix(5).map { try fixture.answer($0, .unsure) }
        let page = try fixture.store.history(limit: 2)
        #expect(page.map(\.id) == [events[4], events[3]])
        #expect(try fixture.store.history(before: events[3], limit: 9).map(\.id) == [events[2], events[1], events[0]])
        #expect(try fixture.store.history(of: fixture.images[1].id).map(\.id) == [events[1]])
    }
}
