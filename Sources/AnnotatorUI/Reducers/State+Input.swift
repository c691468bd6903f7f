internal import ProjectModel
internal import TextUI

extension State {
    mutating func receive(_ input: Input) -> [Effect] {
        switch input {
        case .key(let key): return press(key)
        case .mouse(let mouse): return receive(mouse)
        case .resize(let size):
            self.size = size
            return []
        case .terminate: return leave()
        }
    }

    /// An overlay takes all keys; on the compare screen the keys of the classes come before the table.
    private mutating func press(_ key: Key) -> [Effect] {
        // What was said before has been read.
        message = nil
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
    mutating func perform(_ command: Command) -> [Effect] {
        if let reason = unavailability(of: command) { return refuse(reason) }
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
            overlay = .classFinder(ClassFinder(classes: project.classes))
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
            transformPictures(command)
            return []
        case .left, .right, .up, .down, .pageUp, .pageDown, .first, .last: return move(command)
        case .matrix: return toggleMatrix()
        case .progress: return toggleProgress()
        case .matrixSource, .matrixHead, .matrixUnits, .hideDiagonal, .sortByConfusion: return changeMatrix(command)
        case .open: return open()
        case .back: return goBack()
        case .quit: return leave()
        }
    }

    /// An answer by a class key or the finder: allowed when the candidates' keys are.
    mutating func perform(_ command: Command, as review: Review) -> [Effect] {
        if let reason = unavailability(of: command) { return refuse(reason) }
        return answer(review)
    }

    mutating func refuse(_ reason: Unavailable) -> [Effect] {
        message = Message(words.sentence(for: reason), tone: .warning)
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
        case .up: finder.moveSelection(by: -1)
        case .down, .tab: finder.moveSelection(by: 1)
        case .pageUp: finder.moveSelection(by: -10)
        case .pageDown: finder.moveSelection(by: 10)
        case .escape:
            overlay = nil
            return []
        case .enter:
            guard let label = finder.selectedClass else { return [.bell] }
            overlay = nil
            return perform(.answerFirst, as: .labelled(label))
        default: return [.bell]
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
        switch key {
        case .up, .character("k"): overlay = .orderChooser(selected: (selected + count - 1) % count)
        case .down, .character("j"), .tab: overlay = .orderChooser(selected: (selected + 1) % count)
        case .enter:
            overlay = nil
            return choose(order: project.orders[selected].name)
        default:
            // The key that opened the list also walks through it.
            if keymap.command(for: key, in: .compare) == .order {
                overlay = .orderChooser(selected: (selected + 1) % count)
            } else {
                overlay = nil
            }
        }
        return []
    }

    private mutating func scrollHelp(_ key: Key, from scroll: Int) {
        switch key {
        case .down, .character("j"): overlay = .help(scroll: scroll + 1)
        case .up, .character("k"): overlay = .help(scroll: max(0, scroll - 1))
        case .pageDown, .character(" "): overlay = .help(scroll: scroll + max(1, size.rows / 2))
        case .pageUp: overlay = .help(scroll: max(0, scroll - max(1, size.rows / 2)))
        case .home: overlay = .help(scroll: 0)
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
