internal import ProjectModel
internal import TextUI

/// What a screen asks of the world, with the generation that the answer must carry.
package struct ScreenRequest: Sendable, Equatable {
    package let screen: any FullScreen.Type
    package let generation: Generation
    private let content: any Sendable & Equatable

    package init<Asking: FullScreen>(_ screen: Asking.Type, _ content: Asking.Request, _ generation: Generation) {
        self.screen = screen
        self.content = content
        self.generation = generation
    }

    /// What is asked, where that screen asks it.
    package func content<Asking: FullScreen>(of screen: Asking.Type) -> Asking.Request? { content as? Asking.Request }

    package static func == (left: ScreenRequest, right: ScreenRequest) -> Bool {
        left.screen == right.screen && left.generation == right.generation && isEqual(left.content, right.content)
    }
}

/// What a screen is told: by the world, in answer to a request, or by another screen.
package struct ScreenEvent: Sendable, Equatable {
    let screen: any FullScreen.Type
    /// Of the request that it answers; nil for what was not asked for.
    let generation: Generation?
    private let content: any Sendable & Equatable

    package init<Told: FullScreen>(_ screen: Told.Type, _ content: Told.Event, answering generation: Generation? = nil)
    {
        self.screen = screen
        self.content = content
        self.generation = generation
    }

    /// What is told, where that screen is told it.
    package func content<Told: FullScreen>(of screen: Told.Type) -> Told.Event? { content as? Told.Event }

    package static func == (left: ScreenEvent, right: ScreenEvent) -> Bool {
        left.screen == right.screen && left.generation == right.generation && isEqual(left.content, right.content)
    }
}

private func isEqual(_ left: any Equatable, _ right: any Equatable) -> Bool {
    func matches<Left: Equatable>(_ left: Left) -> Bool { left == right as? Left }
    return matches(left)
}

extension FullScreen {
    /// Asks the world; the answer comes as an event.
    static func ask(_ request: Request, _ shell: inout Shell) -> [Effect] {
        [.ask(ScreenRequest(Self.self, request, shell.request(kind(of: request))))]
    }
}

// MARK: From the state of all screens to that of one

extension State {
    /// The screen in view.
    var screen: any FullScreen.Type { ScreenTable.screen(named: shell.view) }

    /// Runs a function of a screen on its own state, then delivers what it had to say to other screens.
    fileprivate mutating func change<Changed: FullScreen>(
        _ screen: Changed.Type, _ body: (inout Changed.Own, inout Shell) -> [Effect]
    ) -> [Effect] {
        var own = screens[Changed.Own.self]
        let effects = body(&own, &shell)
        screens[Changed.Own.self] = own
        return deliverMail() + effects
    }

    /// What was said while something was reduced reaches the screens before the next action.
    mutating func deliverMail() -> [Effect] {
        var effects: [Effect] = []
        while !shell.mail.isEmpty {
            switch shell.mail.removeFirst() {
            case .event(let event): effects += deliver(event)
            case .news(let news): for screen in ScreenTable.screens { effects += screen.hear(news, in: &self) }
            }
        }
        return effects
    }

    /// An answer to a request that a newer one has replaced is dropped.
    mutating func deliver(_ event: ScreenEvent) -> [Effect] {
        if let generation = event.generation, !shell.accept(generation) { return [] }
        return event.screen.receive(event, in: &self)
    }
}

extension FullScreen {
    static func opened(in state: inout State) -> [Effect] { state.change(Self.self) { opened(&$0, &$1) } }

    static func perform(_ command: Command, in state: inout State) -> [Effect] {
        state.change(Self.self) { perform(command, &$0, &$1) }
    }

    static func command(for mouse: Mouse, in state: inout State) -> Command? {
        command(for: mouse, &state.screens[Own.self], state.shell)
    }

    static func hear(_ news: News, in state: inout State) -> [Effect] {
        state.change(Self.self) { hear(news, &$0, &$1) }
    }

    fileprivate static func receive(_ event: ScreenEvent, in state: inout State) -> [Effect] {
        guard let content = event.content(of: Self.self) else {
            preconditionFailure("an event can be made for the screen that it is of only")
        }
        return state.change(Self.self) { receive(content, &$0, &$1) }
    }

    static func unavailability(of command: Command, in state: State) -> Unavailable? {
        unavailability(of: command, state.screens[Own.self], state.shell)
    }

    static func draw(in state: State, on screen: inout Screen) {
        draw(state.screens[Own.self], state.shell, on: &screen)
    }

    static func pictures(of state: State) -> [PictureRequest]? { pictures(state.screens[Own.self], state.shell) }
}

extension AskingScreen {
    static func asked(in state: State) -> InputDoor.AskedPicture? { asked(state.screens[Own.self], state.shell) }

    static func inSight(in state: State) -> [InputDoor.AskedPicture] { inSight(state.screens[Own.self], state.shell) }

    static func answer(_ review: Review, in state: inout State) -> [Effect] {
        state.change(Self.self) { answer(review, &$0, &$1) }
    }
}
