internal import ProjectModel
internal import TextUI

extension State {
    /// The picture that an answer would be about.
    var askedPicture: InputDoor.AskedPicture? {
        guard let question = compare.current, let framed = compare.framed else { return nil }
        return InputDoor.AskedPicture(question: question.number, image: framed.image)
    }

    /// What is drawn now is on the screen since then.
    mutating func frameShown(at time: Duration) -> [Effect] {
        let before = door.inSight
        door.inSight = picturesInSight.map { picture in
            before.first { $0.picture == picture } ?? InputDoor.Sight(picture: picture, since: time)
        }
        guard let sight = door.inSight.first, !compare.isQuestionMarked else { return [] }
        compare.isQuestionMarked = true
        return [.markShown(questionNumber: sight.picture.question)]
    }

    /// The pictures of the question that a person sees in the present frame. A list of classes or commands leaves them in view.
    private var picturesInSight: [InputDoor.AskedPicture] {
        guard view == .compare, let question = compare.current, size.holds(smallestSize) else { return [] }
        switch overlay {
        case .help, .orderChooser: return []
        case .classFinder, .commandLine, nil: break
        }
        return CompareLayout(state: self).panes(of: question).compactMap { picture, room in
            guard let room else { return nil }
            let request = PictureRequest(image: picture.image, size: room, view: compare.view)
            // Where there is no picture to show, its name or the reason is what there is to see.
            let isThere =
                !project.hasPictures || pictures.missing[picture.image] != nil || pictures.picture(for: request) != nil
            return isThere ? InputDoor.AskedPicture(question: question.number, image: picture.image) : nil
        }
    }

    /// Whether an answer would be taken now: the picture has been seen, and nothing lies over it or is under way.
    package var takesAnswers: Bool {
        guard overlay == nil, compare.current != nil, !isSaving, door.keptBack == nil else { return false }
        var door = door
        if let lastKey = door.lastKey, door.now.certainGap(since: lastKey) >= InputDoor.pause {
            door.isTypingOn = false
        }
        // As for the key of any answer.
        door.key = .enter
        return door.reasonAgainst(askedPicture) == nil
    }

    /// Whether the framed picture has only just come into sight: nothing can be said about it yet.
    var isFirstSeen: Bool {
        guard overlay == nil, let asked = askedPicture, picturesInSight.contains(asked) else { return false }
        return door.inSight.first { $0.picture == asked }.map {
            door.now.earliest - $0.since < InputDoor.timeToSee
        } ?? true
    }

    /// When `clock` is due, where something waits for it.
    package var wakesAt: Duration? {
        if let kept = door.keptBack { return kept.press.arrival.latest + InputDoor.repeatGap }
        guard isFirstSeen else { return nil }
        return door.inSight.first { $0.picture == askedPicture }.map { $0.since + InputDoor.timeToSee }
    }

    // MARK: Held keys

    /// An answer that could be a repetition waits for one.
    mutating func keepBack(_ command: Command, _ review: Review?) -> [Effect] {
        guard let key = door.key else { return carryOut(command, as: review) }
        door.keptBack = InputDoor.KeptBack(
            command: command, review: review, picture: askedPicture, press: .init(key: key, arrival: door.now))
        return []
    }

    /// The clock has moved, or another input has come: a repetition is dropped, anything else was meant.
    mutating func settleKeptBack(before key: Key? = nil) -> [Effect] {
        guard let kept = door.keptBack else { return [] }
        let isRepeated =
            key == kept.press.key && door.now.certainGap(since: kept.press.arrival) < InputDoor.repeatGap
        let isDue = door.now.latest - kept.press.arrival.latest >= InputDoor.repeatGap
        if isRepeated {
            door.keptBack = nil
            return drop(.keyHeld)
        }
        guard isDue || key != nil else { return [] }
        door.keptBack = nil
        guard !kept.command.isAnswer || kept.picture == askedPicture else { return drop(.otherPicture) }
        if let reason = unavailability(of: kept.command) { return drop(reason) }
        return carryOut(kept.command, as: kept.review)
    }

    // MARK: What is dropped

    /// News from the background: they do not take the place of what a key has just been told.
    mutating func tell(_ news: Message) {
        guard message?.tone != .warning, message?.tone != .error else { return }
        message = news
    }

    /// An answer that is not taken: said, and counted.
    mutating func drop(_ reason: Unavailable) -> [Effect] {
        door.droppedKeys += 1
        return refuse(reason)
    }

    /// Bytes that were no key: somebody may have meant them as one.
    mutating func receive(_ bytes: DroppedBytes) -> [Effect] {
        let effects = settleKeptBack()
        door.lastKey = door.now
        if case .introducer(let character) = bytes, isAnswerKey(.character(character)) { door.droppedKeys += 1 }
        message = Message(words.sentence(for: bytes), tone: .warning)
        return effects + [.bell]
    }

    private func isAnswerKey(_ key: Key) -> Bool {
        guard view == .compare, overlay == nil else { return false }
        if case .character(let character) = key, project.classKeyed(character) != nil { return true }
        return keymap.command(for: key, in: view)?.isAnswer ?? false
    }
}

extension Size {
    fileprivate func holds(_ other: Size) -> Bool { columns >= other.columns && rows >= other.rows }
}
