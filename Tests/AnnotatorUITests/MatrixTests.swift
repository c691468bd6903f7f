import AnnotatorUI
import Evaluation
import Figures
import Heads
import Languages
import ProjectModel
import Testing
import TextUI

@Suite("The matrix")
struct MatrixTests {
    private static let trained = Fixture.state(estimator: Fixture.estimator)

    struct Case: CustomTestStringConvertible {
        var keys: String
        /// The cell under the cursor: truth, predicted.
        var cell: [Int]
        var testDescription: String { keys }

        init(_ keys: String, _ truth: Int, _ predicted: Int) {
            self.keys = keys
            cell = [truth, predicted]
        }
    }

    /// The cursor starts on the worst confusion: dent called good.
    static let moves: [Case] = [
        Case("", 6, 0), Case("up", 5, 0), Case("k k", 4, 0), Case("right", 6, 1), Case("l l l", 6, 3),
        Case("left", 6, 0),
        Case("down", 6, 0), Case("home", 0, 0), Case("end", 6, 6), Case("home down right j l", 2, 2),
        Case("page-up", 0, 0), Case("home page-down", 6, 0), Case("home h k", 0, 0), Case("s", 6, 0), Case("tab", 6, 0),
        Case("home m m", 0, 0),
    ]

    @Test("arrows move the cursor and stop at the edges", arguments: moves)
    func moving(_ example: Case) {
        Session.run(Self.trained) { session in
            session.press("m " + example.keys)
            #expect([session.state.matrix.truth, session.state.matrix.predicted] == example.cell)
        }
    }

    @Test("sorted by confusion the cursor moves as the screen shows it")
    func sortedMoves() {
        Session.run(Self.trained) { session in
            session.press("m o home")
            let order = session.state.matrix.displayOrder
            #expect(order != Array(0..<7))
            #expect(order.sorted() == Array(0..<7))
            #expect(session.state.matrix.truth == order[0])
            session.press("down right right")
            #expect([session.state.matrix.truth, session.state.matrix.predicted] == [order[1], order[2]])
            session.press("o")
            #expect(session.state.matrix.displayOrder == Array(0..<7))
        }
    }

    @Test("sorting puts the classes with the most errors first")
    func sortOrder() throws {
        var matrix = ConfusionMatrix(classCount: 3)
        matrix.add(50, truth: 0, predicted: 0)
        matrix.add(9, truth: 1, predicted: 2)
        matrix.add(1, truth: 0, predicted: 1)
        let figures = MatrixFigures(source: .audit, zeroShot: matrix, imageCount: 60)
        try Session.run(
            Fixture.state(project: Fixture.project(names: ["a", "b", "c"])),
            holding: [.loadMatrix, .train, .bell, .quit]
        ) { session in
            session.press("m")
            let generation = try session.takeRequest(.loadMatrix)
            session.send(.answer(MatrixScreen.self, .loaded(.figures(figures)), generation))
            session.press("o")
            #expect(session.state.matrix.displayOrder == [1, 2, 0])
        }
    }

    @Test("the title names source, head, mode, round, n and calibration")
    func titles() {
        Session.run(Self.trained) { session in
            session.press("m")
            #expect(
                session.screen.text.contains(
                    "Predicted · deconfusion, pooled · round 6 · n = 1507 · calibrated · counts"))
            session.press("s")
            #expect(session.screen.text.contains("Out-of-fold · deconfusion, pooled"))
            #expect(session.screen.text.contains("1 class not estimable"))
            #expect(session.screen.text.contains("3–4 shots per class"))
            session.press("s")
            #expect(session.screen.text.contains("Audit · deconfusion, pooled"))
            session.press("s tab")
            #expect(session.screen.text.contains("Predicted · deconfusion, pooled − CLIP"))
            session.press("tab %")
            #expect(session.screen.text.contains("Predicted · plain CLIP · n = 1507 · calibrated · % of the row"))
        }
    }

    @Test("before the first training only plain CLIP is shown, uncalibrated")
    func untrained() throws {
        try Session.run { session in
            session.press("m")
            #expect(session.screen.text.contains("Predicted · plain CLIP · n = 1507 · uncalibrated"))
            session.press("tab")
            try session.take(.bell)
            #expect(session.screen.text.contains("Not trained yet"))
        }
    }

    @Test("a source is loaded when it is chosen, and a late one of another is dropped")
    func sources() throws {
        try Session.run(Self.trained, holding: [.loadMatrix, .train, .bell, .quit]) { session in
            session.press("m")
            let effect = try session.take(.loadMatrix)
            #expect(effect.request(of: MatrixScreen.self) == .figures(nil), "the best-founded source")
            let best = try #require(effect.generation)
            #expect(session.screen.text.contains("Confusion matrix"))
            session.send(.answer(MatrixScreen.self, .loaded(.figures(Fixture.figures(.audit))), best))
            #expect(session.screen.text.contains("Audit · deconfusion, pooled"))
            session.press("s s")
            let predicted = try session.take(.loadMatrix)
            #expect(predicted.request(of: MatrixScreen.self) == .figures(.predicted))
            let first = try #require(predicted.generation)
            #expect(session.screen.text.contains("Counting"))
            session.send(.answer(MatrixScreen.self, .loaded(.figures(Fixture.figures(.predicted))), first))
            #expect(session.state.matrix.result == nil)
            let outOfFold = try session.take(.loadMatrix)
            #expect(outOfFold.request(of: MatrixScreen.self) == .figures(.outOfFold))
            let second = try #require(outOfFold.generation)
            session.send(.answer(MatrixScreen.self, .loaded(.figures(Fixture.figures(.outOfFold))), second))
            #expect(session.state.matrix.figures?.source == .outOfFold)
            #expect(session.state.isIdle)
        }
    }

    @Test(
        "an empty matrix says why and what to do",
        arguments: [
            (MatrixResult.empty(.noAuditAnswers(reserve: 300)), "miwake open --audit"),
            (.empty(.tooFewLabels), "two labels in at least two classes"),
            (.empty(.noFeatures), "miwake embed"),
            (.failed("The estimator file is cut off."), "The estimator file is cut off."),
        ])
    func empty(result: MatrixResult, words: String) throws {
        try Session.run(holding: [.loadMatrix, .train, .bell, .quit]) { session in
            session.press("m")
            let generation = try session.takeRequest(.loadMatrix)
            session.send(.answer(MatrixScreen.self, .loaded(result), generation))
            #expect(session.screen.text.contains(words))
            session.press("enter d % o")
            for _ in 0..<4 { try session.take(.bell) }
            session.press("up down left right home end page-up page-down")
        }
    }

    @Test("it is loaded once, and anew after a training: at once where it is seen, else when it is opened")
    func refresh() throws {
        try Session.run(Self.trained, holding: [.loadMatrix, .train, .bell, .quit]) { session in
            session.press("m")
            try session.answer(.loadMatrix)
            session.press("m m")
            #expect(session.outstanding == [])
            session.press("m [ ] m t")
            try session.answer(.train)
            try session.answer(.loadMatrix)
            session.press("m t")
            try session.answer(.train)
            #expect(session.outstanding == [])
            session.press("m")
            try session.answer(.loadMatrix)
        }
    }

    @Test("the heads share one scale, so that a cleaned matrix is seen to fade")
    func sharedScale() {
        Session.run(Self.trained) { session in
            session.press("m home")
            let active = session.screen.heatSum
            session.press("tab tab")
            #expect(session.state.matrix.head == .zeroShot)
            #expect(session.screen.heatSum > active)
        }
    }

    @Test("in the difference fewer errors and more right ones are cool, the opposite is warm")
    func difference() {
        Session.run(Self.trained) { session in
            session.press("m s s tab end")
            #expect(session.screen.text.contains("Audit"))
            #expect(session.screen.heatSum == 0)
            #expect(session.screen.roleLetters.contains("J"))
        }
    }

    @Test(
        "a predicted matrix is never a share that is right, nor set against CLIP's",
        arguments: [Language.english, .japanese])
    func belief(language: Language) {
        let state = Fixture.state(size: Size(columns: 120, rows: 40), language: language, estimator: Fixture.estimator)
        Session.run(state) { session in
            func text() -> String { session.screen.text }
            session.press("m")
            let (confidence, verdict) =
                language == .english
                ? ("mean confidence", "neither better nor worse") : ("平均確信度", "良し悪しではない")
            #expect(text().contains("\(confidence) 84.1 %") && !text().contains("63.4 %"))
            session.press("tab")
            #expect(text().contains(verdict) && !text().contains("84.1 %") && !text().contains("63.4 %"))
            #expect(session.screen.heatSum == 0 && !session.screen.roleLetters.contains("J"), "no colour of a verdict")
            session.press("tab")
            #expect(text().contains("\(confidence) 63.4 %") && !text().contains("84.1 %"))
            for _ in 0..<3 {
                #expect(!text().contains("right ") && !text().contains("正解率"))
                session.press("tab")
            }
        }
    }

    @Test("what is spread has a column of its own, and one sentence says what it is")
    func spread() throws {
        Session.run(Fixture.state(size: Size(columns: 120, rows: 40), estimator: Fixture.estimator)) { session in
            session.press("m home")
            // Row 1 of the fixture: 210 + 0 images, 2 % of them spread.
            #expect(session.screen.text.contains("spread"))
            #expect(session.screen.text.contains("spread: classes below 10 % in an image"))
            let row = session.screen.text.split(separator: "\n").first { $0.contains("▸ good") }
            #expect(row?.split(separator: " ").suffix(2) == ["4.2", "210"], "\(row ?? "")")
            session.press("%")
            let percent = session.screen.text.split(separator: "\n").first { $0.contains("▸ good") }
            #expect(percent?.split(separator: " ").suffix(2) == ["2", "210"], "\(percent ?? "")")
            session.press("?")
            #expect(session.screen.text.contains("doubt, but no confusion"))
            session.press("esc s")
            #expect(!session.screen.text.contains("spread"), "counted images are not spread")
        }
    }

    @Test("a hidden diagonal shows no figure")
    func hiddenDiagonal() {
        Session.run(Self.trained) { session in
            session.press("m")
            #expect(session.screen.text.contains("179"))
            session.press("d")
            #expect(!session.screen.text.contains("179"))
            #expect(session.screen.text.contains("╲"))
        }
    }

    @Test("rows too thin to trust are dimmed and said to be")
    func thinRows() {
        Session.run(Self.trained) { session in
            session.press("m s home")
            #expect(session.state.matrix.figures?.source == .outOfFold)
            #expect(session.screen.text.contains("too few to trust"))
        }
    }

    @Test("a hundred classes scroll: the cursor is always on the screen", arguments: [(80, 24), (120, 40), (40, 12)])
    func scrolling(columns: Int, rows: Int) {
        let names = (0..<100).map { "class-\($0)" }
        let state = Fixture.state(
            project: Fixture.project(names: names), size: Size(columns: columns, rows: rows),
            estimator: Fixture.estimator)
        Session.run(state) { session in
            session.press("m home")
            for key in ["down", "right", "page-down", "end", "up", "left", "page-up"] {
                for _ in 0..<4 {
                    session.press(key)
                    #expect(session.screen.roleLetters.contains("##"))
                    #expect(session.screen.text.contains("▸ class-\(session.state.matrix.truth)"))
                }
            }
        }
    }

    @Test("Enter opens the images of the cell, then one of them; Esc goes back step by step")
    func opening() throws {
        try Session.run(Self.trained, holding: [.loadCell, .train, .bell, .quit]) { session in
            session.press("m enter")
            #expect(session.state.view == .cell)
            let request = try #require(session.outstanding.first?.request(of: CellScreen.self))
            #expect(
                request
                    == CellRequest(
                        source: .predicted, isZeroShot: false, truth: ClassID(7), predicted: ClassID(1)))
            try session.answer(.loadCell)
            #expect(session.screen.text.contains("Predicted · deconfusion, pooled · believed dent, called good"))
            #expect(session.screen.text.contains("23 images"))
            session.press("down down enter")
            #expect(session.state.view == .picture)
            #expect(session.screen.text.contains("part-1502.png"))
            session.press("+ esc")
            #expect(session.state.view == .cell)
            session.press("esc")
            #expect(session.state.view == .matrix)
            session.press("esc")
            #expect(session.state.view == .compare)
        }
    }

    @Test("the list stops at its ends")
    func list() {
        Session.run(Self.trained) { session in
            session.press("m enter up")
            #expect(session.state.cell.selected == 0)
            session.press("end down")
            #expect(session.state.cell.selected == 22)
            session.press("page-up")
            #expect(session.state.cell.selected == 3)
            session.press("home page-down")
            #expect(session.state.cell.selected == 19)
        }
    }

    @Test("images of a cell that was left are dropped")
    func staleCell() throws {
        try Session.run(Self.trained, holding: [.loadCell, .train, .bell, .quit]) { session in
            session.press("m enter")
            let effect = try session.take(.loadCell)
            let old = try #require(effect.request(of: CellScreen.self))
            let generation = try #require(effect.generation)
            session.press("esc right enter")
            session.send(.answer(CellScreen.self, .loaded(Fixture.cellImages(old)), generation))
            #expect(session.state.cell.images == nil)
            try session.answer(.loadCell)
            #expect(session.state.cell.images != nil)
        }
    }

    @Test(
        "a cell's title names the head that its figures came from, whatever the matrix was made by or is in use by now")
    func headOfACell() throws {
        try Session.run(Self.trained, holding: [.loadCell, .train, .bell, .quit]) { session in
            session.press("m enter")
            #expect(!session.screen.text.contains("deconfusion, pooled ·"))
            // A training has ended between the press and the answer.
            var next = Fixture.estimator
            next.choice = HeadChoice(
                smallestClass: 3,
                losses: [.init(head: .zeroShot, logLoss: 0.9), .init(head: .kernelRidge, logLoss: 0.4)],
                expectedImages: 50)
            let effect = try session.take(.loadCell)
            let request = try #require(effect.request(of: CellScreen.self))
            let generation = try #require(effect.generation)
            session.send(
                .answer(
                    CellScreen.self, .loaded(Fixture.cellImages(request, estimator: next)), generation))
            #expect(session.screen.text.contains("Predicted · kernel ridge, pooled · believed"))
            // And one more while the list is looked at: its figures stay those that they were.
            session.send(.estimatorChanged(Fixture.estimator))
            #expect(session.screen.text.contains("Predicted · kernel ridge, pooled · believed"))
        }
    }

    @Test("a cell without images and a failed one say so")
    func emptyCell() throws {
        try Session.run(Self.trained, holding: [.loadCell, .train, .bell, .quit]) { session in
            session.press("m enter")
            let effect = try session.take(.loadCell)
            let request = try #require(effect.request(of: CellScreen.self))
            let generation = try #require(effect.generation)
            session.send(
                .answer(
                    CellScreen.self,
                    .loaded(CellImages(request: request, estimator: Fixture.estimator, images: [], total: 0)),
                    generation))
            #expect(session.screen.text.contains("No image is in this cell."))
            session.press("enter")
            try session.take(.bell)
            session.press("esc enter")
            let second = try session.takeRequest(.loadCell)
            session.send(.answer(CellScreen.self, .failed("The store is busy."), second))
            #expect(session.screen.text.contains("The store is busy."))
        }
    }

    @Test("a press selects a cell, a double press opens it, the wheel moves")
    func mouse() {
        Session.run(Self.trained) { session in
            session.press("m")
            session.send(.mouse(Mouse(kind: .press, position: Point(column: 24, row: 5))))
            #expect([session.state.matrix.truth, session.state.matrix.predicted] == [0, 1])
            session.send(.mouse(Mouse(kind: .wheelDown, position: Point(column: 24, row: 5))))
            #expect(session.state.matrix.truth == 1)
            session.send(.mouse(Mouse(kind: .doublePress, position: Point(column: 24, row: 5))))
            #expect(session.state.view == .cell)
            session.send(.mouse(Mouse(kind: .press, position: Point(column: 5, row: 6))))
            #expect(session.state.cell.selected == 4)
        }
    }
}

extension Screen {
    /// The sum of the levels of all warm cells.
    var heatSum: Int {
        cells.reduce(0) { sum, cell in
            if case .heat(let level) = cell.role { sum + Int(level) } else { sum }
        }
    }
}
