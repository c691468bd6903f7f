internal import ActiveLearning
internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension State {
    mutating func receive(_ input: Input) -> [Effect] {
        switch input {
        case .key(let key): return settleKeptBack(before: key) + press(key)
        case .mouse(let mouse):
            shell.door.key = nil
            return settleKeptBack() + receive(mouse)
        case .dropped(let bytes): return receive(bytes)
        case .resize(let size):
            shell.size = size
            // Everything is drawn anew: it has to be seen again.
            shell.door.inSight = []
            return settleKeptBack()
        case .terminate: return shell.leave()
        }
    }

    /// An overlay takes all keys; on a screen that asks, the keys of the classes come before the table.
    private mutating func press(_ key: Key) -> [Effect] {
        // What was said before has been read.
        shell.message = nil
        shell.door.note(key, overlay: shell.overlay)
        let before = shell.overlay
        let effects = obey(key)
        shell.door.noteEnd(of: key, before: before, after: shell.overlay)
        return effects
    }

    private mutating func obey(_ key: Key) -> [Effect] {
        let command = shell.keymap.command(for: key, in: shell.view)
        if !key.isTyped, command == .suspend { return perform(.suspend) }
        if shell.overlay != nil { return pressInOverlay(key) }
        if let label = shell.classAnswered(by: key) { return perform(.answerFirst, as: .labelled(label.id)) }
        guard let command else {
            shell.message = Message(shell.words.unknownKey(KeyName.hint(of: key)), tone: .warning)
            return [.bell]
        }
        return perform(command)
    }

    /// Carries a command out, or says why it cannot be.
    ///
    /// An answer passes the door first: its picture has been seen, and its key is pressed, not held down or typed on.
    /// - Parameter review: what a class key or the finder says; nil for what the command itself says.
    mutating func perform(_ command: Command, as review: Review? = nil) -> [Effect] {
        guard command.isRecorded else {
            if let reason = unavailability(of: command) { return shell.refuse(reason) }
            return carryOut(command)
        }
        let (isHeld, mayBeRepetition) = (shell.door.isKeyHeld, shell.door.mayBeRepetition)
        if let key = shell.door.key { shell.door.lastRecorded = InputDoor.Press(key: key, arrival: shell.door.now) }
        if isHeld { return shell.drop(.keyHeld) }
        if let reason = unavailability(of: command) { return shell.drop(reason) }
        if command.isAnswer, let reason = shell.door.reasonAgainst(askedPicture) { return shell.drop(reason) }
        return mayBeRepetition ? keepBack(command, review) : carryOut(command, as: review)
    }

    mutating func carryOut(_ command: Command, as review: Review? = nil) -> [Effect] {
        if let review, let asking = screen as? any AskingScreen.Type { return asking.answer(review, in: &self) }
        switch command {
        case .help: shell.overlay = .help(scroll: 0)
        case .commandLine: shell.open(.commandLine(CommandLine(shell)), over: askedPicture)
        case .retrain: return shell.train()
        case .cancelRetrain: return shell.cancelTraining()
        case .suspend:
            shell.door.inSight = []
            return [.suspend]
        case .quit: return shell.leave()
        default:
            if command == .back, let parent = screen.parent {
                shell.view = parent
                shell.message = nil
            } else if let opened = ScreenTable.screen(openedBy: command) {
                return toggle(opened)
            } else {
                return screen.perform(command, in: &self)
            }
        }
        return []
    }

    /// The key that opens a screen closes it again.
    private mutating func toggle(_ opened: any FullScreen.Type) -> [Effect] {
        guard shell.view != opened.name else {
            shell.view = ScreenTable.home.name
            return []
        }
        shell.view = opened.name
        return opened.opened(in: &self)
    }

    /// An answer out of a list, about the picture that was framed when it was opened.
    mutating func performFromOverlay(_ command: Command, as review: Review? = nil) -> [Effect] {
        guard !command.isAnswer || askedPicture == shell.door.underOverlay else { return shell.drop(.otherPicture) }
        return perform(command, as: review)
    }

    private mutating func pressInOverlay(_ key: Key) -> [Effect] {
        switch shell.overlay {
        case .help(let scroll): shell.scrollHelp(key, from: scroll)
        case .orderChooser(let selected): shell.pressInOrderChooser(key, selected: selected)
        case .classFinder(let finder): return press(key, in: finder)
        case .commandLine(let line): return press(key, in: line)
        case nil: break
        }
        return []
    }
}

extension Shell {
    /// The class that a key answers with on the screen in view.
    func classAnswered(by key: Key) -> LabelClass? {
        guard ScreenTable.screen(named: view) is any AskingScreen.Type, case .character(let character) = key else {
            return nil
        }
        return project.classKeyed(character)
    }

    /// Lays a list over the question: what it says will be about the picture that is framed now.
    mutating func open(_ overlay: Overlay, over asked: InputDoor.AskedPicture?) {
        self.overlay = overlay
        door.underOverlay = asked
        door.isTypingOn = false
    }

    /// A key that a list has no use for.
    mutating func ignoreInOverlay(_ key: Key) -> [Effect] {
        message = Message(words.unknownKeyInList(KeyName.hint(of: key)), tone: .warning)
        return [.bell]
    }

    /// A label on its way to the disk is waited for; a second request leaves at once.
    mutating func leave() -> [Effect] {
        guard isSaving, !isLeaving else { return [.quit] }
        isLeaving = true
        message = Message(words.leavingAfterSaving)
        return []
    }
}

extension Key {
    /// A character that a text field takes.
    fileprivate var isTyped: Bool { if case .character = self { true } else { false } }
}

extension State {
    /// The mouse is never needed: it frames a picture, selects in matrix and list, and scrolls.
    mutating func receive(_ mouse: Mouse) -> [Effect] {
        guard shell.overlay == nil, let command = screen.command(for: mouse, in: &self) else { return [] }
        return perform(command)
    }
}
