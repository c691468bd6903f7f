import GRDB
import ProjectModel
import ProjectStore
import Testing

@Suite("Classes that change")
struct ClassChangeTests {
    private func record(_ name: String, _ store: ProjectStore) throws -> ClassRecord {
        try #require(try store.classRecords().first { $0.name == name })
    }

    private func change(_ fixture: Fixture, _ step: ClassStep, order: [String]) throws {
        let file = try fixture.store.change(step, order: order, file: ("before", "after"), by: "eva", at: moment(99))
        try fixture.store.settle(file)
    }

    /// Images 0 and 1 are cracks, 2 is a dent, and the first of the reserve is a crack by an audit answer.
    private func labelled() throws -> Fixture {
        let fixture = try Fixture(reserve: 0.3)
        let pool = fixture.images.filter { !$0.isReserve }
        let reserve = try #require(fixture.images.first { $0.isReserve })
        let (crack, dent) = (fixture.classes[1].id, fixture.classes[2].id)
        try fixture.answer(pool[0], .labelled(crack))
        try fixture.answer(pool[1], .labelled(crack))
        try fixture.answer(pool[2], .labelled(dent))
        try fixture.answer(reserve, .labelled(crack), role: .audit)
        return fixture
    }

    @Test("labels that were merged keep who gave them, when and why, and the log says that they moved")
    func merge() throws {
        let fixture = try labelled()
        let before = try fixture.store.labels(in: .all)
        let edits = try fixture.store.history(limit: 100).count
        try change(fixture, .merge(["crack"], into: "dent"), order: ["good", "dent"])
        let after = try fixture.store.labels(in: .all)
        #expect(after.map(\.event) == before.map(\.event) && after.map(\.provenance) == before.map(\.provenance))
        #expect(Set(after.map(\.label)) == [fixture.classes[2].id])
        let moves = try fixture.store.history(limit: 100).dropLast(edits)
        #expect(moves.count == 3 && moves.allSatisfy { $0.who == "eva" && $0.edit.origin == .command })
        #expect(try record("dent", fixture.store).labels == ClassLabelCounts(training: 3, auditAnswers: 1))
        let crack = try record("crack", fixture.store)
        #expect(crack.position == nil && crack.mergedInto == fixture.classes[2].id && crack.labels.total == 0)
        #expect(crack.returning == ClassLabelCounts(training: 2, auditAnswers: 1))
        #expect(try fixture.store.undo(by: "eva", at: moment(100)) == nil)
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("a merge is taken back for the labels that nobody gave anew")
    func restoreMerged() throws {
        let fixture = try labelled()
        let before = try fixture.store.labels(in: .all)
        try change(fixture, .merge(["crack"], into: "dent"), order: ["good", "dent"])
        let relabelled = before[0].image
        let dent = Review.labelled(fixture.classes[2].id)
        let good = Review.labelled(fixture.classes[0].id)
        _ = try fixture.store.commit(
            Edit(image: relabelled, change: .review(from: dent, to: good), origin: .command), shown: .nothing,
            by: "eva", at: moment(100))
        try change(fixture, .restore("crack"), order: ["good", "dent", "crack"])
        let after = try fixture.store.labels(in: .all)
        #expect(try fixture.store.review(of: relabelled) == good)
        #expect(after.filter { $0.image != relabelled } == before.filter { $0.image != relabelled })
        #expect(try record("crack", fixture.store).returning.total == 0)
        // A second merge and its way back work as the first did.
        try change(fixture, .merge(["crack"], into: "good"), order: ["good", "dent"])
        #expect(try record("crack", fixture.store).returning == ClassLabelCounts(training: 1, auditAnswers: 1))
        try change(fixture, .restore("crack"), order: ["good", "dent", "crack"])
        #expect(try fixture.store.labels(in: .all) == after)
    }

    @Test("a class that was merged twice over finds its labels with the class that has them now")
    func chain() throws {
        let fixture = try labelled()
        let before = try fixture.store.labels(in: .all)
        try change(fixture, .merge(["crack"], into: "dent"), order: ["good", "dent"])
        try change(fixture, .merge(["dent"], into: "good"), order: ["good"])
        try change(fixture, .restore("crack"), order: ["good", "crack"])
        #expect(try record("crack", fixture.store).labels == ClassLabelCounts(training: 2, auditAnswers: 1))
        try change(fixture, .restore("dent"), order: ["good", "crack", "dent"])
        #expect(try fixture.store.labels(in: .all) == before)
    }

    @Test("labels of a retired class rest, and come back with it")
    func retire() throws {
        let fixture = try labelled()
        let before = try fixture.store.labels(in: .all)
        try change(fixture, .retire("crack"), order: ["good", "dent"])
        #expect(try fixture.store.labels(in: .all).map(\.label) == [fixture.classes[2].id])
        #expect(try record("crack", fixture.store).labels == ClassLabelCounts(training: 2, auditAnswers: 1))
        // The project file no longer has it, and that is in order.
        let present = try fixture.store.syncClasses(["good", "dent"].map { ClassDefinition(name: $0) })
        #expect(present.map(\.name) == ["good", "dent"])
        try change(fixture, .restore("crack"), order: ["good", "dent", "crack"])
        #expect(try fixture.store.labels(in: .all) == before)
        #expect(try record("crack", fixture.store).id == fixture.classes[1].id)
    }

    @Test("a new name changes no set of labels, and the old one is free")
    func rename() throws {
        let fixture = try labelled()
        let manifest = try fixture.store.manifest(of: fixture.store.labels(in: .pool))
        try change(fixture, .rename("crack", to: "割れ"), order: ["good", "割れ", "dent"])
        #expect(try fixture.store.manifest(of: fixture.store.labels(in: .pool)) == manifest)
        // Another class of the old name is another class.
        try change(fixture, .add("crack"), order: ["good", "割れ", "dent", "crack"])
        let younger = try record("crack", fixture.store).id
        let image = try #require(try fixture.store.labels(in: .pool).first).image
        _ = try fixture.store.commit(
            Edit(
                image: image, change: .review(from: .labelled(fixture.classes[1].id), to: .labelled(younger)),
                origin: .command), shown: .nothing, by: "eva", at: moment(100))
        #expect(try fixture.store.manifest(of: fixture.store.labels(in: .pool)) != manifest)
        #expect(throws: StoreError.repeatedClassName("dent")) {
            try change(fixture, .rename("割れ", to: "dent"), order: ["good", "dent", "crack"])
        }
        #expect(throws: StoreError.unknownClassName("bend")) { try change(fixture, .retire("bend"), order: []) }
        #expect(try fixture.store.unwrittenFile() == nil, "what was refused left nothing behind")
    }

    @Test("the name of a class that left goes to another, and the one that left is told apart")
    func releasedName() throws {
        let fixture = try labelled()
        try change(fixture, .merge(["crack"], into: "dent"), order: ["good", "dent"])
        try change(fixture, .rename("dent", to: "crack"), order: ["good", "crack"])
        #expect(try fixture.store.classRecords().map(\.name) == ["good", "crack", "crack (2)"])
        try change(fixture, .restore("crack (2)"), order: ["good", "crack", "crack (2)"])
        #expect(try record("crack (2)", fixture.store).labels == ClassLabelCounts(training: 2, auditAnswers: 1))
    }

    @Test("a class that images carry cannot leave without a word, and the error names the new ones")
    func labelledClassStays() throws {
        let fixture = try labelled()
        let without = ["good", "dent", "fracture"].map { ClassDefinition(name: $0) }
        #expect(throws: StoreError.labelledClassesRemoved([.init(name: "crack", labels: 3)], new: ["fracture"])) {
            try fixture.store.syncClasses(without)
        }
    }

    @Test("until a change is settled, the store knows what the project file is to say")
    func unwritten() throws {
        var fixture = try labelled()
        let file = try fixture.store.change(
            .reorder, order: ["dent", "good", "crack"], file: ("a", "b"), by: "eva", at: moment(99))
        try fixture.reopen()
        #expect(try fixture.store.unwrittenFile() == file)
        #expect(file.before == "a" && file.after == "b" && file.who == "eva" && file.madeAt == moment(99))
        try fixture.store.settle(file)
        #expect(try fixture.store.unwrittenFile() == nil)
        #expect(try fixture.store.classRecords().map(\.name) == ["dent", "good", "crack"])
    }

    @Test("answers that agreed, or differed, are counted whether undo reaches them or not, and merged classes as one")
    func agreement() throws {
        let fixture = try labelled()
        let image = try #require(try fixture.store.labels(in: .pool).first).image
        let item = try fixture.store.image(image)
        let (crack, dent) = (Review.labelled(fixture.classes[1].id), Review.labelled(fixture.classes[2].id))
        try fixture.answer(item, dent, from: crack, role: .repeated)
        #expect(try fixture.store.selfAgreement().disputed.count == 1)
        _ = try fixture.store.undo(by: "eva", at: moment(30))
        #expect(try fixture.store.selfAgreement().asked == 0)
        _ = try fixture.store.redo(by: "eva", at: moment(31))
        let other = fixture.images.filter { !$0.isReserve }[5]
        _ = try fixture.store.importLabels(
            [(image: other.id, label: fixture.classes[0].id)], isReplacing: false, by: "eva", at: moment(40))
        #expect(try fixture.store.selfAgreement().asked == 1, "an import ends undo, not the count")
        try change(fixture, .merge(["crack"], into: "dent"), order: ["good", "dent"])
        #expect(try fixture.store.selfAgreement().agreed == 1)
    }

    @Test("the history of the classes only grows")
    func history() throws {
        let fixture = try labelled()
        try change(fixture, .retire("crack"), order: ["good", "dent"])
        let queue = try DatabaseQueue(path: fixture.folder.path + "/.miwake/project.sqlite")
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: "DELETE FROM class_event") } }
        #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "UPDATE class_event SET kind = 'added'") }
        }
    }
}
