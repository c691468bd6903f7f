package import ActiveLearning
package import Figures
package import ProjectModel
package import TextUI

extension ViewName {
    package static let compare = ViewName(rawValue: "compare")
}

extension Command {
    package static let answerFirst = Command("answer-first")
    package static let answerSecond = Command("answer-second")
    package static let findClass = Command("find-class")
    package static let frameOther = Command("frame-other")
    package static let skip = Command("skip")
    package static let unsure = Command("unsure")
    package static let noneOfThese = Command("none-of-these")
    package static let unusable = Command("unusable")
    package static let flag = Command("flag")
    package static let undo = Command("undo")
    package static let redo = Command("redo")
    package static let peek = Command("peek")
    package static let why = Command("why")
    package static let expertView = Command("expert-view")
    package static let order = Command("order")
}

extension Command {
    /// Says something about the framed picture that is kept.
    package var isAnswer: Bool {
        [.answerFirst, .answerSecond, .skip, .unsure, .noneOfThese, .unusable, .flag].contains(self)
    }

    /// Changes what is kept.
    package var isRecorded: Bool { isAnswer || self == .undo || self == .redo }
}

extension Unavailable {
    static let nothingAsked = Unavailable("refusal.nothing-asked")
    static let noPartner = Unavailable("refusal.no-partner")
    static let reasonsClosed = Unavailable("refusal.reasons-closed")
    static let nothingOpen = Unavailable("refusal.nothing-open")
    static let sameOrder = Unavailable("refusal.same-order")
}

extension RequestKind {
    package static let page = RequestKind("page")
    package static let commit = RequestKind("commit")
    package static let undo = RequestKind("undo")
    package static let explanation = RequestKind("explanation")
}

/// The question: two look-alikes, one of them asked about.
package enum CompareScreen: AskingScreen {
    package static let name: ViewName = .compare

    package static let parent: ViewName? = nil

    package enum Request: Sendable, Equatable {
        /// Rank the pool and draw sides and audit prompts. Images already answered do not come, skipped ones last.
        case page(order: RankingOrder)
        /// Write the edit and its prompt; a label is on disk before the answer is sent.
        /// The prompt of the log is made from the question, the role, the time of `markShown` and `wasPeeked`.
        case commit(Answer)
        /// Take back the last edit that was not undone, across restarts.
        case undo
        /// Make the last undone edit again.
        case redo
        /// The figures of the why panel.
        case explanation(ImageID)
    }

    package enum Event: Sendable, Equatable {
        case pageLoaded(Page)
        case pageFailed(String)
        /// The edit is on disk.
        case committed(Progress)
        /// Nothing was written; the sentence says why.
        case commitFailed(String)
        case undoFinished(UndoResult)
        case explained(Explanation)
        case explanationFailed(String)
        /// Out of the list of orders.
        case orderChosen(RankingOrder)
    }

    package static func kind(of request: Request) -> RequestKind {
        switch request {
        case .page: .page
        case .commit: .commit
        case .undo, .redo: .undo
        case .explanation: .explanation
        }
    }

    // MARK: Keys

    package static let keys: [KeyBinding] =
        answers + looking + KeyBinding.pictures + KeyBinding.openers + KeyBinding.training + [close]
        + KeyBinding.general

    private static func key(_ characters: Character...) -> [Key] { characters.map { .character($0) } }

    /// Answering: one press labels the framed picture, saves, and moves on.
    private static let answers: [KeyBinding] = [
        KeyBinding(.answerFirst, key("[")),
        KeyBinding(.answerSecond, key("]")),
        KeyBinding(.findClass, key("/"), hint: 1),
        KeyBinding(.skip, key(" "), hint: 2),
        KeyBinding(.unsure, key("s"), hint: 3),
        KeyBinding(.noneOfThese, key("x"), hint: 4),
        KeyBinding(.unusable, key("z"), hint: 8),
        KeyBinding(.undo, key("u"), hint: 5),
        KeyBinding(.redo, [.control("r")]),
        KeyBinding(.frameOther, [.tab], hint: 9),
        KeyBinding(.flag, key("f")),
    ]

    /// Looking: nothing here changes a label.
    private static let looking: [KeyBinding] = [
        KeyBinding(.peek, key("p"), hint: 11),
        KeyBinding(.why, key("w"), hint: 6),
        KeyBinding(.expertView, key("e")),
        KeyBinding(.order, key("o"), hint: 10),
    ]

    private static let close = KeyBinding(.back, [.escape], called: "close")

    package static func remarks(_ shell: Shell) -> [HelpRemark] {
        [HelpRemark(title: shell.words.confusionSymbol, text: shell.words.confusionHelp)]
    }

    // MARK: What happens

    package static func unavailability(of command: Command, _ own: CompareState, _ shell: Shell) -> Unavailable? {
        switch command {
        case .answerFirst, .answerSecond, .findClass, .skip, .unsure, .noneOfThese, .unusable, .flag:
            if own.current == nil { return .nothingAsked }
            return shell.isSaving ? .isSaving : nil
        case .frameOther:
            if own.current == nil { return .nothingAsked }
            return own.current?.partner == nil ? .noPartner : nil
        case .peek, .why: return own.current == nil ? .nothingAsked : nil
        case .expertView: return own.isWhyShown ? nil : .reasonsClosed
        case .undo, .redo: return shell.isSaving ? .isSaving : nil
        case .back: return own.isWhyShown || own.isBeliefShown ? nil : .nothingOpen
        case _ where command.looks: return shell.project.hasPictures ? nil : .noPictures
        default: return nil
        }
    }

    package static func perform(
        _ command: Command, _ own: inout CompareState, _ shell: inout Shell
    ) -> [Effect] {
        switch command {
        case .answerFirst, .answerSecond:
            guard let question = own.current else { return shell.refuse(.nothingAsked) }
            return answer(.labelled(command == .answerFirst ? question.first : question.second), &own, &shell)
        case .skip: return answer(.skipped, &own, &shell)
        case .unsure: return answer(.unsure, &own, &shell)
        case .noneOfThese: return answer(.noneOfThese, &own, &shell)
        case .unusable: return answer(.unusable, &own, &shell)
        case .flag: return toggleFlag(&own, &shell)
        case .undo: return ask(.undo, &shell)
        case .redo: return ask(.redo, &shell)
        case .frameOther: return frameOther(&own, &shell)
        case .why: return toggleWhy(&own, &shell)
        case .expertView: own.isWhyExpert.toggle()
        case .peek: togglePeek(&own)
        case .findClass:
            shell.open(.classFinder(ClassFinder(classes: shell.project.classes)), over: asked(own, shell))
        case .order:
            shell.overlay = .orderChooser(selected: shell.project.orders.firstIndex(of: own.order) ?? 0)
        case .back:
            own.isWhyShown = false
            own.isBeliefShown = false
            shell.message = nil
        default: return shell.look(command, &own.view)
        }
        return []
    }

    package static func receive(_ event: Event, _ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        switch event {
        case .pageLoaded(let page): return pageLoaded(page, &own, &shell)
        case .pageFailed(let sentence): return pageFailed(sentence, &own, &shell)
        case .committed(let progress): return committed(progress, &own, &shell)
        case .commitFailed(let sentence): return commitFailed(sentence, &own, &shell)
        case .undoFinished(let result): return undoFinished(result, &own, &shell)
        case .explained(let explanation): show(explanation, &own, shell.project)
        case .explanationFailed(let sentence): shell.message = Message(sentence, tone: .error)
        case .orderChosen(let order): return choose(order: order, &own, &shell)
        }
        return []
    }

    package static func hear(_ news: News, _ own: inout CompareState, _ shell: inout Shell) -> [Effect] {
        switch news {
        case .started, .poolGrew: return requestPage(&own, &shell)
        case .estimatorChanged:
            return requestPage(&own, &shell) + (own.isWhyShown ? explainFramed(&own, &shell) : [])
        case .frameShown:
            guard let sight = shell.door.inSight.first, !own.isQuestionMarked else { return [] }
            own.isQuestionMarked = true
            return [.markShown(questionNumber: sight.picture.question)]
        }
    }

    /// A press on the picture that is not framed frames it; the wheel zooms.
    package static func command(for mouse: Mouse, _ own: inout CompareState, _ shell: Shell) -> Command? {
        switch mouse.kind {
        case .wheelUp: return .zoomIn
        case .wheelDown: return .zoomOut
        case .doublePress: return nil
        case .press:
            guard let question = own.current else { return nil }
            let pane = CompareGeometry(own, shell).frames(of: question).first {
                !$0.isCovered && $0.frame.contains(mouse.position)
            }
            return pane?.isFramed == false ? .frameOther : nil
        }
    }

    // MARK: What is seen

    package static func asked(_ own: CompareState, _ shell: Shell) -> InputDoor.AskedPicture? {
        guard let question = own.current, let framed = own.framed else { return nil }
        return InputDoor.AskedPicture(question: question.number, image: framed.image)
    }

    package static func inSight(_ own: CompareState, _ shell: Shell) -> [InputDoor.AskedPicture] {
        guard let question = own.current else { return [] }
        return CompareGeometry(own, shell).panes(of: question).compactMap { picture, room in
            guard let room else { return nil }
            let request = PictureRequest(image: picture.image, size: room, view: own.view)
            // Where there is no picture to show, its name or the reason is what there is to see.
            let isThere =
                !shell.project.hasPictures || shell.pictures.missing[picture.image] != nil
                || shell.pictures.picture(for: request) != nil
            return isThere ? InputDoor.AskedPicture(question: question.number, image: picture.image) : nil
        }
    }

    /// Those of the question, then those of the next ones.
    package static func pictures(_ own: CompareState, _ shell: Shell) -> [PictureRequest]? {
        let geometry = CompareGeometry(own, shell)
        func requests(_ question: Question, _ view: ViewTransform) -> [PictureRequest] {
            geometry.panes(of: question).compactMap { picture, room in
                room.map { PictureRequest(image: picture.image, size: $0, view: view) }
            }
        }
        var next = own.view
        next.resetGeometry()
        return (own.current.map { requests($0, own.view) } ?? [])
            + own.upcoming.prefix(CompareState.prefetchedQuestions).flatMap { requests($0, next) }
    }

    package static func draw(_ own: CompareState, _ shell: Shell, on screen: inout Screen) {
        screen.drawCompare(own, shell)
    }
}
