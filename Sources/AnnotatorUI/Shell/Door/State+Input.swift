internal import ProjectModel
internal import TextUI

extension State {
    mutating func receive(_ input: Input) -> [Effect] {
        switch input {
        case .key(let key): return settleKeptBack(before: key) + press(key)
        case .mouse(let mouse):
            door.key = nil
            return settleKeptBack() + receive(mouse)
        case .dropped(let bytes): return receive(bytes)
        case .resize(let size):
            self.size = size
            // Everything is drawn anew: it has to be seen again.
            door.inSight = []
            return settleKeptBack()
        case .terminate: return leave()
        }
    }

    /// An overlay takes all keys; on the compare screen the keys of the classes come before the table.
    private mutating func press(_ key: Key) -> [Effect] {
        // What was said before has been read.
        message = nil
        door.note(key, overlay: overlay)
        let before = overlay
        let effects = obey(key)
        door.noteEnd(of: key, before: before, after: overlay)
        return effects
    }

    private mutating func obey(_ key: Key) -> [Effect] {
        if !key.isTyped, keymap.command(for: key, in: view) == .suspend { return perform(.suspend) }
        if overlay != nil { return pressInOverlay(key) }
        if view == .compare, case .character(let character) = key, let label = project.classKeyed(character) {
            return perform(.answerFirst, as: .labelled(label.id))
        }
        guard let command = keymap.command(for: key, in: view) else {
            message = Message(words.unknownKey(KeyName.hint(of: key)), tone: .warning)
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
            if let reason = unavailability(of: command) { return refuse(reason) }
            return carryOut(command)
        }
        let (isHeld, mayBeRepetition) = (door.isKeyHeld, door.mayBeRepetition)
        if let key = door.key { door.lastRecorded = InputDoor.Press(key: key, arrival: door.now) }
        if isHeld { return drop(.keyHeld) }
        if let reason = unavailability(of: command) { return drop(reason) }
        if command.isAnswer, let reason = door.reasonAgainst(askedPicture) { return drop(reason) }
        return mayBeRepetition ? keepBack(command, review) : carryOut(command, as: review)
    }

    mutating func carryOut(_ command: Command, as review: Review? = nil) -> [Effect] {
        if let review { return answer(review) }
        switch command {
        case .answerFirst: return answer(compare.current.map { .labelled($0.first) })
        case .answerSecond: return answer(compare.current.map { .labelled($0.second) })
        case .skip: return answer(.skipped)
        case .unsure: return answer(.unsure)
        case .noneOfThese: return answer(.noneOfThese)
        case .unusable: return answer(.unusable)
        case .flag: return toggleFlag()
        case .undo: return [.undo(request(.undo))]
        case .redo: return [.redo(request(.undo))]
        case .findClass:
            open(.classFinder(ClassFinder(classes: project.classes)))
            return []
        case .order:
            let current = project.orders.firstIndex { $0.name == compare.order } ?? 0
            overlay = .orderChooser(selected: current)
            return []
        case .help:
            overlay = .help(scroll: 0)
            return []
        case .commandLine: return openCommandLine()
        case .frameOther: return frameOther()
        case .peek: return togglePeek()
        case .why: return toggleWhy()
        case .retrain: return train()
        case .cancelRetrain: return cancelTraining()
        case .zoomIn, .zoomOut, .zoomFit, .rotate, .brighter, .darker, .moreContrast, .lessContrast, .invert, .stretch:
            return transformPictures(command)
        case .left, .right, .up, .down, .pageUp, .pageDown, .first, .last: return move(command)
        case .matrix: return toggleMatrix()
        case .progress: return toggleProgress()
        case .matrixSource, .matrixHead, .matrixUnits, .hideDiagonal, .sortByConfusion: return changeMatrix(command)
        case .open: return open()
        case .back: return goBack()
        case .suspend:
            door.inSight = []
            return [.suspend]
        case .quit: return leave()
        default: return []
        }
    }

    mutating func refuse(_ reason: Unavailable) -> [Effect] {
        message = Message(words.sentence(for: reason), tone: .warning)
        return reason.isHeardOften ? [] : [.bell]
    }

    /// Lays a list over the question: what it says will be about the picture that is framed now.
    mutating func open(_ overlay: Overlay) {
        self.overlay = overlay
        door.underOverlay = askedPicture
        door.isTypingOn = false
    }

    /// An answer out of a list, about the picture that was framed when it was opened.
    mutating func performFromOverlay(_ command: Command, as review: Review? = nil) -> [Effect] {
        guard !command.isAnswer || askedPicture == door.underOverlay else { return drop(.otherPicture) }
        return perform(command, as: review)
    }

    /// A key that a list has no use for.
    mutating func ignoreInOverlay(_ key: Key) -> [Effect] {
        message = Message(words.unknownKeyInList(KeyName.hint(of: key)), tone: .warning)
        return [.bell]
    }

    private mutating func pressInOverlay(_ key: Key) -> [Effect] {
        switch overlay {
        case .help(let scroll): scrollHelp(key, from: scroll)
        case .orderChooser(let selected): return pressInOrderChooser(key, selected: selected)
        case .classFinder(let finder): return press(key, in: finder)
        case .commandLine(let line): return press(key, in: line)
        case nil: break
        }
        return []
    }

    private mutating func press(_ key: Key, in finder: ClassFinder) -> [Effect] {
        var finder = finder
        switch key {
        case .character(let character): finder.type(character)
        case .backspace:
            if finder.query.isEmpty {
                overlay = nil
                return []
            }
            finder.deleteBackward()
        case OverlayKeys.previous: finder.moveSelection(by: -1)
        case OverlayKeys.next, OverlayKeys.complete: finder.moveSelection(by: 1)
        case .pageUp: finder.moveSelection(by: -10)
        case .pageDown: finder.moveSelection(by: 10)
        case OverlayKeys.close:
            overlay = nil
            return []
        case OverlayKeys.accept:
            guard let label = finder.selectedClass else { return [.bell] }
            overlay = nil
            return performFromOverlay(.answerFirst, as: .labelled(label))
        default: return ignoreInOverlay(key)
        }
        overlay = .classFinder(finder)
        return []
    }

    private mutating func pressInOrderChooser(_ key: Key, selected: Int) -> [Effect] {
        let count = project.orders.count
        guard count > 0 else {
            overlay = nil
            return []
        }
        if key == OverlayKeys.accept {
            overlay = nil
            return choose(order: project.orders[selected].name)
        }
        // The key that opened the list also walks through it.
        switch scrolling(key) {
        case .up: overlay = .orderChooser(selected: (selected + count - 1) % count)
        case .down, .order: overlay = .orderChooser(selected: (selected + 1) % count)
        case _ where key == OverlayKeys.complete: overlay = .orderChooser(selected: (selected + 1) % count)
        default: overlay = nil
        }
        return []
    }

    /// What a key means in a list without a text field: the arrows always do, the screen's own keys as well.
    private func scrolling(_ key: Key) -> Command? {
        switch key {
        case OverlayKeys.previous: .up
        case OverlayKeys.next: .down
        case .pageUp: .pageUp
        case .pageDown, .character(" "): .pageDown
        case .home: .first
        default: keymap.command(for: key, in: view)
        }
    }

    private mutating func scrollHelp(_ key: Key, from scroll: Int) {
        switch scrolling(key) {
        case .down: overlay = .help(scroll: scroll + 1)
        case .up: overlay = .help(scroll: max(0, scroll - 1))
        case .pageDown: overlay = .help(scroll: scroll + max(1, size.rows / 2))
        case .pageUp: overlay = .help(scroll: max(0, scroll - max(1, size.rows / 2)))
        case .first: overlay = .help(scroll: 0)
        default: overlay = nil
        }
        if case .help(let wanted) = overlay {
            overlay = .help(scroll: min(wanted, HelpLayout(state: self).largestScroll))
        }
    }

    /// A label on its way to the disk is waited for; a second request leaves at once.
    private mutating func leave() -> [Effect] {
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
