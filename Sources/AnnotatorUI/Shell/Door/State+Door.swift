internal import Figures
internal import Languages
internal import ProjectModel
internal import TextUI

extension State {
    /// The picture that an answer would be about.
    var askedPicture: InputDoor.AskedPicture? { (screen as? any AskingScreen.Type)?.asked(in: self) }

    /// What is drawn now is on the screen since then.
    mutating func noteSight(at time: Duration) {
        let before = shell.door.inSight
        shell.door.inSight = picturesInSight.map { picture in
            before.first { $0.picture == picture } ?? InputDoor.Sight(picture: picture, since: time)
        }
    }

    /// The pictures of the question that a person sees in the present frame. A list of classes or commands leaves them in view.
    private var picturesInSight: [InputDoor.AskedPicture] {
        guard let asking = screen as? any AskingScreen.Type, shell.size.holds(smallestSize) else { return [] }
        switch shell.overlay {
        case .help, .orderChooser: return []
        case .classFinder, .commandLine, nil: return asking.inSight(in: self)
        }
    }

    /// Whether an answer would be taken now: the picture has been seen, and nothing lies over it or is under way.
    package var takesAnswers: Bool {
        guard shell.overlay == nil, askedPicture != nil, !shell.isSaving, shell.door.keptBack == nil else {
            return false
        }
        var door = shell.door
        if let lastKey = door.lastKey, door.now.certainGap(since: lastKey) >= InputDoor.pause {
            door.isTypingOn = false
        }
        // As for the key of any answer.
        door.key = .enter
        return door.reasonAgainst(askedPicture) == nil
    }

    /// Whether the framed picture has only just come into sight: nothing can be said about it yet.
    var isFirstSeen: Bool {
        guard shell.overlay == nil, let asked = askedPicture, picturesInSight.contains(asked) else { return false }
        return shell.door.inSight.first { $0.picture == asked }.map {
            shell.door.now.earliest - $0.since < InputDoor.timeToSee
        } ?? true
    }

    /// When `clock` is due, where something waits for it.
    package var wakesAt: Duration? {
        if let kept = shell.door.keptBack { return kept.press.arrival.latest + InputDoor.repeatGap }
        guard isFirstSeen else { return nil }
        return shell.door.inSight.first { $0.picture == askedPicture }.map { $0.since + InputDoor.timeToSee }
    }

    // MARK: Held keys

    /// An answer that could be a repetition waits for one.
    mutating func keepBack(_ command: Command, _ review: Review?) -> [Effect] {
        guard let key = shell.door.key else { return carryOut(command, as: review) }
        shell.door.keptBack = InputDoor.KeptBack(
            command: command, review: review, picture: askedPicture, press: .init(key: key, arrival: shell.door.now))
        return []
    }

    /// The clock has moved, or another input has come: a repetition is dropped, anything else was meant.
    mutating func settleKeptBack(before key: Key? = nil) -> [Effect] {
        guard let kept = shell.door.keptBack else { return [] }
        let now = shell.door.now
        let isRepeated = key == kept.press.key && now.certainGap(since: kept.press.arrival) < InputDoor.repeatGap
        let isDue = now.latest - kept.press.arrival.latest >= InputDoor.repeatGap
        if isRepeated {
            shell.door.keptBack = nil
            return shell.drop(.keyHeld)
        }
        guard isDue || key != nil else { return [] }
        shell.door.keptBack = nil
        guard !kept.command.isAnswer || kept.picture == askedPicture else { return shell.drop(.otherPicture) }
        if let reason = unavailability(of: kept.command) { return shell.drop(reason) }
        return carryOut(kept.command, as: kept.review)
    }

    // MARK: What is dropped

    /// Bytes that were no key: somebody may have meant them as one.
    mutating func receive(_ bytes: DroppedBytes) -> [Effect] {
        let effects = settleKeptBack()
        shell.door.lastKey = shell.door.now
        if case .introducer(let character) = bytes, shell.isAnswerKey(.character(character)) {
            shell.door.droppedKeys += 1
        }
        shell.message = Message(shell.words.sentence(for: bytes), tone: .warning)
        return effects + [.bell]
    }
}

extension Shell {
    /// An answer that is not taken: said, and counted.
    mutating func drop(_ reason: Unavailable) -> [Effect] {
        door.droppedKeys += 1
        return refuse(reason)
    }

    fileprivate func isAnswerKey(_ key: Key) -> Bool {
        guard overlay == nil else { return false }
        return classAnswered(by: key) != nil || keymap.command(for: key, in: view)?.isAnswer == true
    }
}

extension Size {
    fileprivate func holds(_ other: Size) -> Bool { columns >= other.columns && rows >= other.rows }
}
