import Foundation
import ProjectModel
import ProjectStore
import Testing

@Suite("A class that was taken out")
struct RetiredClassTests {
    @Test("takes no label any more, whether it is an answer, a command or an import, until it is back")
    func takesNoLabel() throws {
        let fixture = try Fixture()
        let retired = fixture.classes[1].id
        let image = fixture.images[0]
        _ = try fixture.store.syncClasses(["good", "dent"].map { ClassDefinition(name: $0) })
        #expect(throws: StoreError.unknownClass(retired)) { try fixture.answer(image, .labelled(retired)) }
        #expect(throws: StoreError.unknownClass(retired)) {
            try fixture.store.commit(
                Edit(image: image.id, change: .review(from: .unseen, to: .labelled(retired)), origin: .command),
                shown: .nothing, by: "tester", at: moment(5))
        }
        #expect(throws: StoreError.unknownClass(retired)) {
            try fixture.store.importLabels(
                [(image: fixture.images[1].id, label: fixture.classes[0].id), (image: image.id, label: retired)],
                isReplacing: true, by: "tester", at: moment(5))
        }
        #expect(try fixture.store.reviews().isEmpty, "all of an import or nothing")
        #expect(try fixture.store.history(limit: 10).isEmpty)
        #expect(try fixture.store.prompts(limit: 10).isEmpty, "nor is the question logged as answered")

        _ = try fixture.store.syncClasses(Fixture.classNames.map { ClassDefinition(name: $0) })
        try fixture.answer(image, .labelled(retired))
        #expect(try fixture.store.review(of: image.id) == .labelled(retired))
    }
}
