package import Figures
package import Languages
package import TextUI

/// What all screens share: the project, the frame around them, the door for answers, training, pictures.
package struct Shell: Sendable, Equatable {
    package var project: ProjectFacts
    package var language: Language
    package var keymap: Keymap
    package var size: Size
    /// The themes to choose from, by name.
    package var themes: [String]
    /// The one in use.
    package var theme: String

    package var view: ViewName = ScreenTable.home.name
    /// What lies over the view and takes the keys.
    package var overlay: Overlay?

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
    /// `q` was pressed while a label was on its way to the disk: leave when it is there.
    package var isLeaving = false

    /// What was asked of the world and not yet answered. One generation per kind: a newer request replaces the older one.
    package private(set) var awaited: [RequestKind: Generation] = [:]
    private var lastGeneration = 0
    /// What is still to be told to screens; empty between two actions.
    var mail: [Mail] = []

    init(
        project: ProjectFacts, progress: Progress, estimator: EstimatorFacts?, size: Size, language: Language,
        keymap: Keymap, themes: [String], theme: String
    ) {
        self.project = project
        self.progress = progress
        self.estimator = estimator
        self.size = size
        self.language = language
        self.keymap = keymap
        self.themes = themes
        self.theme = theme
    }
}

/// What one screen says to another, or something to all of them.
enum Mail: Sendable, Equatable {
    case event(ScreenEvent)
    case news(News)
}

/// The kinds of requests that are answered by generation. An open set: a screen has one of its name, or declares its own.
package struct RequestKind: Sendable, Hashable {
    private let name: String

    package init(_ name: String) {
        self.name = name
    }

    package static let training = RequestKind("training")
}

// MARK: Requests

extension Shell {
    package func isAwaiting(_ kind: RequestKind) -> Bool { awaited[kind] != nil }

    /// The generation for a new request of a kind; answers to an older one will be dropped.
    package mutating func request(_ kind: RequestKind) -> Generation {
        lastGeneration += 1
        let generation = Generation(lastGeneration)
        awaited[kind] = generation
        return generation
    }

    /// Whether an answer belongs to the latest request of its kind, which then is answered.
    mutating func accept(_ generation: Generation) -> Bool {
        guard let kind = awaited.first(where: { $0.value == generation })?.key else { return false }
        awaited[kind] = nil
        return true
    }

    /// An answer, an undo or a redo has not reached the disk yet.
    package var isSaving: Bool { isAwaiting(.commit) || isAwaiting(.undo) }
}

// MARK: Between screens

extension Shell {
    /// Says something to another screen, which hears it when this one is done.
    mutating func tell<Told: FullScreen>(_ screen: Told.Type, _ event: Told.Event) {
        mail.append(.event(ScreenEvent(screen, event)))
    }

    mutating func announce(_ news: News) { mail.append(.news(news)) }

    /// Whether a screen is in view, or the way back from there leads to it.
    func isOpen(_ name: ViewName) -> Bool {
        var place: ViewName? = view
        while let here = place, here != name { place = ScreenTable.screen(named: here).parent }
        return place == name
    }
}

// MARK: What is said

extension Shell {
    package var words: Words { Words(language, keymap: keymap) }

    /// What the screen says of it.
    package func sentence(for reason: Unavailable) -> String { words.sentence(for: reason) }

    mutating func refuse(_ reason: Unavailable) -> [Effect] {
        message = Message(words.sentence(for: reason), tone: .warning)
        return reason.isHeardOften ? [] : [.bell]
    }

    /// News from the background: they do not take the place of what a key has just been told.
    mutating func tell(_ news: Message) {
        guard message?.tone != .warning, message?.tone != .error else { return }
        message = news
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

/// Which of several requests of one kind an answer belongs to; an answer to an older one is dropped.
package struct Generation: Sendable, Hashable, Comparable {
    package let rawValue: Int

    package init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    package static func < (left: Generation, right: Generation) -> Bool { left.rawValue < right.rawValue }
}
