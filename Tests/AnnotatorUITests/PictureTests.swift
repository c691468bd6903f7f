import ActiveLearning
import AnnotatorUI
import ProjectModel
import Testing
import TextUI

@Suite("Pictures")
struct PictureTests {
    private func requests(of effects: [Effect]) -> [PictureRequest]? {
        for case .drawPictures(let requests) in effects { return requests }
        return nil
    }

    private func loaded(_ size: Size = Size(columns: 80, rows: 24), hasPictures: Bool = true) -> (State, [Effect]) {
        var state = Fixture.state(project: Fixture.project(hasPictures: hasPictures), size: size)
        let generation = pageGeneration(of: reduce(&state, .start)) ?? Generation(0)
        let effects = reduce(&state, .answer(CompareScreen.self, .pageLoaded(Fixture.page()), generation))
        return (state, effects)
    }

    @Test("the pictures on the screen are asked for first, then those of the next questions")
    func prefetch() {
        let (state, effects) = loaded()
        #expect(requests(of: effects)?.map(\.image.rawValue) == [2, 3, 4, 5, 6, 7])
        #expect(!state.isIdle)
    }

    @Test(
        "pictures fill their frames",
        arguments: [(80, 24, 38, 16), (120, 40, 58, 31), (40, 12, 18, 5), (200, 60, 98, 51)])
    func sizes(columns: Int, rows: Int, width: Int, height: Int) {
        let (_, effects) = loaded(Size(columns: columns, rows: rows))
        #expect(requests(of: effects)?.first?.size == Size(columns: width, rows: height))
    }

    @Test("the next question's pictures are there already when it comes")
    func nextIsThere() {
        Session.run { session in
            let before = session.state.pictures.drawn.count
            #expect(before == 6)
            session.press("[")
            #expect(session.state.pictures.drawn.count == 6)
            #expect(session.state.isIdle)
        }
    }

    @Test("a project without images asks for no picture and shows paths")
    func withoutPictures() throws {
        let (state, effects) = loaded(hasPictures: false)
        #expect(requests(of: effects) == nil)
        let text = render(state).text
        #expect(text.contains("part-1002.png"))
        #expect(text.contains("features only"))
        var zoomed = state
        #expect(reduce(&zoomed, .command(.zoomIn)) == [.bell])
        #expect(render(zoomed).text.contains("has no pictures"))
    }

    @Test("a missing file is said in a sentence, and can still be labelled")
    func missing() {
        Session.run(missing: [ImageID(2)]) { session in
            #expect(session.screen.text.contains("The file is not where it was."))
            session.press("[")
            #expect(session.log == ["2=crack asked"])
        }
    }

    @Test("a picture that cannot be read says why")
    func unreadable() {
        var (state, effects) = loaded()
        for request in requests(of: effects) ?? [] {
            _ = reduce(&state, .pictureMissing(request, .unreadable("The PNG is cut off.")))
        }
        #expect(state.isIdle)
        #expect(render(state).text.contains("cannot be read: The"))
    }

    @Test("zooming asks for both pictures anew and shows the old ones meanwhile")
    func zoom() throws {
        try Session.run(holding: [.drawPictures, .train, .bell, .quit]) { session in
            try session.answer(.drawPictures)
            session.press("+")
            guard case .drawPictures(let wanted) = try session.take(.drawPictures) else { return }
            #expect(wanted.map(\.image.rawValue) == [2, 3])
            #expect(wanted.allSatisfy { $0.view.zoomSteps == 1 })
            #expect(session.screen.roleLetters.contains("pppp"))
            #expect(!session.state.isIdle)
        }
    }

    @Test("a late picture of an abandoned view is dropped")
    func latePicture() throws {
        try Session.run(holding: [.drawPictures, .train, .bell, .quit]) { session in
            try session.answer(.drawPictures)
            session.press("+")
            guard case .drawPictures(let old) = try session.take(.drawPictures) else { return }
            session.press("+")
            let before = session.state
            session.send(.pictureDrawn(old[0], Fixture.picture(old[0])))
            #expect(session.state == before)
            try session.answer(.drawPictures)
            #expect(session.state.isIdle)
        }
    }

    @Test("the shelf keeps no more than what is wanted")
    func shelfIsBounded() {
        Session.run { session in
            for _ in 0..<40 { session.press("s + r x w tab") }
            #expect(session.state.pictures.drawn.count <= 2 * (CompareState.prefetchedQuestions + 2))
        }
    }

    struct ViewCase: CustomTestStringConvertible {
        var keys: String
        var expected: @Sendable (inout ViewTransform) -> Void
        var testDescription: String { keys }

        init(_ keys: String, _ expected: @escaping @Sendable (inout ViewTransform) -> Void) {
            self.keys = keys
            self.expected = expected
        }
    }

    static let views: [ViewCase] = [
        ViewCase("+") { $0.zoomSteps = 1 },
        ViewCase("+ + -") { $0.zoomSteps = 1 },
        ViewCase("- -") { _ in },
        ViewCase("+ + + + + + + + + + + +") { $0.zoomSteps = ViewTransform.largestZoomSteps },
        ViewCase("+ l =") { _ in },
        ViewCase("l k") { _ in },
        ViewCase("+ l l l l l l") {
            $0.zoomSteps = 1
            $0.centreX = 1 - 0.5 / 1.5
        },
        ViewCase("+ right right right right") {
            $0.zoomSteps = 1
            $0.centreX = 1 - 0.5 / 1.5
        },
        ViewCase("+ h h h h j j j j") {
            $0.zoomSteps = 1
            $0.centreX = 0.5 / 1.5
            $0.centreY = 1 - 0.5 / 1.5
        },
        ViewCase("+ l l l l l l -") { _ in },
        ViewCase("r") { $0.quarterTurns = 1 },
        ViewCase("r r r r") { _ in },
        ViewCase("b b B") { $0.brightnessSteps = 1 },
        ViewCase("B B B B B B B B") { $0.brightnessSteps = -ViewTransform.largestToneSteps },
        ViewCase("c C C") { $0.contrastSteps = -1 },
        ViewCase("i") { $0.isInverted = true },
        ViewCase("i i a") { $0.isStretched = true },
        ViewCase("b + r =") { $0.brightnessSteps = 1 },
        ViewCase("b i + [") {
            $0.brightnessSteps = 1
            $0.isInverted = true
        },
    ]

    @Test("keys look closer and never leave the picture", arguments: views)
    func viewKeys(_ example: ViewCase) {
        Session.run { session in
            session.press(example.keys)
            var expected = ViewTransform()
            example.expected(&expected)
            let view = session.state.compare.view
            #expect(abs(view.centreX - expected.centreX) < 1e-5)
            #expect(abs(view.centreY - expected.centreY) < 1e-5)
            expected.centreX = view.centreX
            expected.centreY = view.centreY
            #expect(view == expected)
        }
    }

    @Test("four quarter turns bring the same point back to the middle")
    func turning() {
        Session.run { session in
            session.press("+ + l j")
            let before = session.state.compare.view
            session.press("r r r r")
            #expect(abs(session.state.compare.view.centreX - before.centreX) < 1e-5)
            #expect(abs(session.state.compare.view.centreY - before.centreY) < 1e-5)
        }
    }

    @Test("a press on the other picture frames it, the wheel zooms")
    func mouse() {
        Session.run { session in
            session.send(.mouse(Mouse(kind: .press, position: Point(column: 60, row: 10))))
            #expect(session.state.compare.isPartnerFramed)
            session.send(.mouse(Mouse(kind: .press, position: Point(column: 61, row: 10))))
            #expect(session.state.compare.isPartnerFramed)
            session.send(.mouse(Mouse(kind: .press, position: Point(column: 10, row: 10))))
            #expect(!session.state.compare.isPartnerFramed)
            session.send(.mouse(Mouse(kind: .wheelUp, position: Point(column: 10, row: 10))))
            #expect(session.state.compare.view.zoomSteps == 1)
        }
    }
}
