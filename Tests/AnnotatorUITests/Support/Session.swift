import AnnotatorUI
import Figures
import ProjectModel
import Testing
import TextUI

/// A person at the keys and a world that answers at once; an effect that neither the world nor the test takes care of
/// fails the test.
struct Session {
    private(set) var state: State
    /// Effects that wait for the test.
    private(set) var outstanding: [Effect] = []
    /// What reached the disk, as `image=review role`.
    private(set) var log: [String] = []

    /// Kinds of effects that the world leaves to the test.
    var held: Set<EffectKind>
    private var store = FakeStore()
    private var nextQuestion = 1
    private let missing: Set<ImageID>

    /// Runs a session and fails where an effect is left over.
    static func run(
        _ state: State = Fixture.state(), holding held: Set<EffectKind> = [.train, .cancelTraining, .bell, .quit],
        missing: Set<ImageID> = [], sourceLocation: SourceLocation = #_sourceLocation,
        _ body: (inout Session) throws -> Void
    ) rethrows {
        var session = Session(state: state, held: held, missing: missing)
        session.send(.start)
        try body(&session)
        #expect(session.outstanding == [], "an effect was not handled", sourceLocation: sourceLocation)
    }

    init(
        state: State, held: Set<EffectKind> = [.train, .cancelTraining, .bell, .quit], missing: Set<ImageID> = []
    ) {
        self.state = state
        self.held = held
        self.missing = missing
    }

    /// The terminal's clock; a test moves it, nobody waits.
    private(set) var now: Duration = .zero

    /// Presses the keys of a script, one after the other, like a person who looks before each.
    /// - Parameter gap: the time before each of them.
    mutating func press(
        _ keys: String, every gap: Duration = timeToLook, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do {
            for input in try KeyScript.inputs(from: keys) { send(input, after: gap) }
        } catch {
            Issue.record("the script cannot be played: \(error)", sourceLocation: sourceLocation)
        }
    }

    static let timeToLook: Duration = .seconds(2)

    /// An input that comes after a time in which the present frame is on the screen.
    mutating func send(_ input: Input, after gap: Duration = timeToLook) {
        send(.frameShown(at: now))
        now += gap
        send(.input(input, at: Arrival(at: now)))
    }

    /// Time passes, and the frame stays.
    mutating func wait(_ time: Duration) {
        send(.frameShown(at: now))
        now += time
        send(.clock(at: now))
    }

    /// As an undo or another order does it.
    mutating func replaceQuestion(with question: Question) { state.compare.current = question }

    /// Reduces an action, and all answers that the world has for it.
    mutating func send(_ action: Action) {
        for effect in reduce(&state, action) {
            if held.contains(effect.kind) {
                outstanding.append(effect)
            } else {
                for answer in answers(to: effect) { send(answer) }
            }
        }
    }

    /// Takes the first waiting effect of a kind away.
    @discardableResult
    mutating func take(
        _ kind: EffectKind, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Effect {
        let place = try #require(
            outstanding.firstIndex { $0.kind == kind }, "no \(kind) is waiting", sourceLocation: sourceLocation)
        return outstanding.remove(at: place)
    }

    /// Takes the first waiting effect of a kind away and lets the world answer it now.
    mutating func answer(_ kind: EffectKind, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let effect = try take(kind, sourceLocation: sourceLocation)
        for action in answers(to: effect) { send(action) }
    }

    /// As it is after somebody has looked at it for a while.
    var screen: Screen {
        var seen = self
        seen.wait(Self.timeToLook)
        return render(seen.state)
    }

    private var classCount: Int { state.project.classes.count }

    /// What the world says to an effect.
    private mutating func answers(to effect: Effect) -> [Action] {
        switch effect {
        case .ask(let request):
            if let compare = request.content(of: CompareScreen.self) {
                return [.answer(CompareScreen.self, answer(to: compare), request.generation)]
            }
            let screen = request.screen as? any RehearsedScreen.Type
            return (screen?.answer(request, in: state)).map { [$0] } ?? []
        case .drawPictures(let requests):
            return requests.map { request in
                missing.contains(request.image)
                    ? .pictureMissing(request, .fileMissing) : .pictureDrawn(request, Fixture.picture(request))
            }
        case .train(let generation):
            store.trainedOn = store.labels
            return [.trainingFinished(Fixture.estimator, store.progress(classes: classCount), generation)]
        case .cancelTraining: return []
        case .embed: return [.embeddingFinished(nil)]
        case .useTheme(let name): return name == "broken" ? [.themeFailed("It is broken.")] : [.themeInUse(name)]
        case .markShown, .bell, .suspend, .quit: return []
        }
    }

    private mutating func answer(to request: CompareScreen.Request) -> CompareScreen.Event {
        switch request {
        case .page:
            defer { nextQuestion += 20 }
            return .pageLoaded(
                Fixture.page(from: nextQuestion, isTrained: state.estimator != nil, classes: classCount))
        case .commit(let answer):
            store.commit(answer.edit)
            log.append(describe(answer))
            return .committed(store.progress(classes: classCount))
        case .undo: return .undoFinished(store.undo(classes: classCount))
        case .redo: return .undoFinished(store.redo(classes: classCount))
        case .explanation(let image):
            return .explained(
                Fixture.explanation(of: image, classes: classCount, isTrained: state.estimator != nil))
        }
    }

    private func describe(_ answer: Answer) -> String {
        let what =
            switch answer.edit.change {
            case .review(_, .labelled(let id)): state.project[id]?.name ?? "?"
            case .review(_, let review): "\(review)"
            case .flag(_, let flag): flag ? "flagged" : "unflagged"
            }
        return "\(answer.edit.image.rawValue)=\(what) \(answer.role.rawValue)" + (answer.wasPeeked ? " peeked" : "")
    }
}

/// A screen whose requests the world of these tests answers; whoever adds a screen adds what it hears here.
protocol RehearsedScreen: FullScreen {
    static func answer(to request: Request, in state: State) -> Event
}

extension RehearsedScreen {
    fileprivate static func answer(_ asked: ScreenRequest, in state: State) -> Action? {
        asked.content(of: Self.self).map { .answer(Self.self, answer(to: $0, in: state), asked.generation) }
    }
}

extension MatrixScreen: RehearsedScreen {
    static func answer(to request: Request, in state: State) -> Event {
        switch request {
        case .figures(let source):
            .loaded(
                .figures(
                    Fixture.figures(
                        source ?? .predicted, classes: state.project.classes.count, isTrained: state.estimator != nil)))
        }
    }
}

extension CellScreen: RehearsedScreen {
    static func answer(to request: CellRequest, in state: State) -> Event {
        .loaded(Fixture.cellImages(request, estimator: state.estimator))
    }
}

extension ProgressScreen: RehearsedScreen {
    static func answer(to request: Request, in state: State) -> Event {
        .loaded(Fixture.progressFigures(isTrained: state.estimator != nil))
    }
}

/// Edits and their inverses, as the store keeps them.
private struct FakeStore {
    private var done: [Edit] = []
    private var undone: [Edit] = []
    private var reviews: [ImageID: Review] = [:]
    var trainedOn: [ImageID: ClassID] = [:]

    var labels: [ImageID: ClassID] { reviews.compactMapValues(\.labelledClass) }

    mutating func commit(_ edit: Edit) {
        done.append(edit)
        undone = []
        apply(edit)
    }

    mutating func undo(classes: Int) -> UndoResult {
        guard let edit = done.popLast() else { return .nothingLeft }
        undone.append(edit)
        let inverse = edit.inverted(origin: .undo)
        apply(inverse)
        return .done(inverse, question: nil, progress(classes: classes))
    }

    mutating func redo(classes: Int) -> UndoResult {
        guard var edit = undone.popLast() else { return .nothingLeft }
        done.append(edit)
        edit.origin = .redo
        apply(edit)
        return .done(edit, question: nil, progress(classes: classes))
    }

    func progress(classes: Int) -> Progress {
        var counts = LabelCounts(
            inTrainingByClass: [Int](repeating: 0, count: classes), auditAnswers: 0,
            reviews: reviews.values.count(where: \.isAnswered))
        for id in labels.values { counts.inTrainingByClass[Int(id.rawValue) - 1] += 1 }
        let changed = Set(labels.keys).union(trainedOn.keys).filter { labels[$0] != trainedOn[$0] }
        return Progress(imageCount: 1800, counts: counts, reserveCount: 300, trainingChanges: changed.count)
    }

    private mutating func apply(_ edit: Edit) {
        if case .review(_, let review) = edit.change { reviews[edit.image] = review }
    }
}

enum EffectKind: Hashable, CaseIterable {
    case loadPage, markShown, commit, undo, redo, drawPictures, explain, train, cancelTraining, loadMatrix, loadCell
    case embed, loadProgress, useTheme, bell, suspend, quit
    /// What a screen asks that has no kind of its own here.
    case other
}

extension Effect {
    private static let kinds: [ViewName: EffectKind] = [
        .matrix: .loadMatrix, .cell: .loadCell, .progress: .loadProgress,
    ]

    var kind: EffectKind {
        switch self {
        case .ask(let request):
            switch request.content(of: CompareScreen.self) {
            case .page: .loadPage
            case .commit: .commit
            case .undo: .undo
            case .redo: .redo
            case .explanation: .explain
            case nil:
                Self.kinds[request.screen.name] ?? .other
            }
        case .markShown: .markShown
        case .drawPictures: .drawPictures
        case .train: .train
        case .cancelTraining: .cancelTraining
        case .embed: .embed
        case .useTheme: .useTheme
        case .bell: .bell
        case .suspend: .suspend
        case .quit: .quit
        }
    }

    /// Of what a screen asks.
    var generation: Generation? { if case .ask(let request) = self { request.generation } else { nil } }

    /// What a screen asks, where this is a request of it.
    func request<Asking: FullScreen>(of screen: Asking.Type) -> Asking.Request? {
        if case .ask(let request) = self { request.content(of: screen) } else { nil }
    }
}

extension Session {
    /// Takes the first waiting request of a kind away, for an answer of the test's own.
    mutating func takeRequest(
        _ kind: EffectKind, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Generation {
        try #require(try take(kind, sourceLocation: sourceLocation).generation, sourceLocation: sourceLocation)
    }
}

// What each screen knows.
extension State {
    var compare: CompareState {
        get { screens[CompareState.self] }
        set { screens[CompareState.self] = newValue }
    }

    var matrix: MatrixState {
        get { screens[MatrixState.self] }
        set { screens[MatrixState.self] = newValue }
    }

    var cell: CellState { screens[CellState.self] }
    var progressScreen: ProgressState { screens[ProgressState.self] }
}

extension State {
    /// The pictures of the question are drawn, and looked at for a while.
    mutating func lookAtQuestion() {
        for request in shell.pictures.awaited { _ = reduce(&self, .pictureDrawn(request, Fixture.picture(request))) }
        _ = reduce(&self, .frameShown(at: .seconds(1)))
        _ = reduce(&self, .clock(at: .seconds(3)))
    }
}
