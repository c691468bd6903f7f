package import TextUI

/// Everything the screens know. Changed by `reduce` only, drawn by `render`.
package struct State: Sendable, Equatable {
    package var project: ProjectFacts
    package var language: Language
    package var keymap: Keymap
    package var size: Size
    /// The themes to choose from, by name.
    package var themes: [String]
    /// The one in use.
    package var theme: String

    package var view: ViewName = .compare
    /// What lies over the view and takes the keys.
    package var overlay: Overlay?
    package var compare = CompareState()
    package var matrix = MatrixState()
    package var cell: CellState?
    package var progressScreen = ProgressState()

    package var progress: Progress
    /// The head in use; nil before the first training.
    package var estimator: EstimatorFacts?
    package var training: Training = .none
    /// nil: nothing is being embedded.
    package var embedding: EmbeddingProgress?
    /// Changes at which the last run ended without a result: the next one by itself waits for as many again.
    package var changesAtLastFailure = 0
    package var pictures = PictureShelf()
    package var message: Message?
    package var door = InputDoor()
    /// What a guide says above the hints; nil without one.
    package var caption: Caption?

    /// What was asked of the world and not yet answered. One generation a kind: a newer request replaces the older.
    package private(set) var awaited: [RequestKind: Generation] = [:]
    private var lastGeneration = 0
    /// `q` was pressed while a label was on its way to the disk: leave when it is there.
    package var isLeaving = false

    package init(
        project: ProjectFacts, progress: Progress, estimator: EstimatorFacts? = nil, size: Size,
        language: Language = .english, keymap: Keymap = .standard, themes: [String] = [], theme: String = ""
    ) {
        self.project = project
        self.progress = progress
        self.estimator = estimator
        self.size = size
        self.language = language
        self.keymap = keymap
        self.themes = themes
        self.theme = theme
        compare.order = project.orders.first?.name ?? ""
    }

    /// No request is unanswered: nothing will change until the person does something.
    package var isIdle: Bool {
        awaited.isEmpty && pictures.awaited.isEmpty && embedding == nil && door.keptBack == nil
    }

    /// Idle, and what is asked has been in sight for long enough to be answered: what the mark on the status line says.
    package var isReady: Bool { isIdle && !isFirstSeen }

    package func isAwaiting(_ kind: RequestKind) -> Bool { awaited[kind] != nil }

    /// The generation for a new request of a kind; answers to an older one will be dropped.
    package mutating func request(_ kind: RequestKind) -> Generation {
        lastGeneration += 1
        let generation = Generation(lastGeneration)
        awaited[kind] = generation
        return generation
    }

    /// Whether an answer belongs to the latest request of its kind, which then is answered.
    package mutating func accept(_ kind: RequestKind, _ generation: Generation) -> Bool {
        guard awaited[kind] == generation else { return false }
        awaited[kind] = nil
        return true
    }
}

/// The kinds of requests that are answered by generation.
package enum RequestKind: Sendable, Hashable, CaseIterable {
    case page
    case commit
    case undo
    case explanation
    case training
    case matrix
    case cell
    case progress
}

/// A panel over a view.
package enum Overlay: Sendable, Equatable {
    case help(scroll: Int)
    case classFinder(ClassFinder)
    case orderChooser(selected: Int)
    case commandLine(CommandLine)
}

extension State {
    /// The room that the screens have: a caption takes the lowest rows of a terminal that is large enough.
    package var viewSize: Size {
        guard caption != nil, size.rows - Caption.rows >= smallestSize.rows else { return size }
        return Size(columns: size.columns, rows: size.rows - Caption.rows)
    }
}

/// Two lines of a guide under a title, until its next.
package struct Caption: Sendable, Equatable {
    package var title: String
    package var text: String

    static let textRows = 2
    static let rows = textRows + 2

    package init(title: String, text: String) {
        self.title = title
        self.text = text
    }
}

/// One line for the person, gone with the next answer.
package struct Message: Sendable, Equatable {
    package var text: String
    package var tone: Tone

    package enum Tone: Sendable, Hashable {
        case plain
        case success
        case warning
        case error
    }

    package init(_ text: String, tone: Tone = .plain) {
        self.text = text
        self.tone = tone
    }
}
