package import ProjectModel
internal import TextUI

/// What stands between a key and the log: an answer belongs to a picture that was seen, and to a key that was meant.
///
/// Times are the terminal's, and a gap counts only where it is certain. <doc:Keys> says why each of them is as long as it is.
package struct InputDoor: Sendable, Equatable {
    /// A picture must have been on the screen this long before an answer can be about it.
    package static let timeToSee: Duration = .milliseconds(150)
    /// A key that comes again within this is held down.
    package static let repeatGap: Duration = .milliseconds(150)
    /// A key that is held down begins to repeat within this.
    package static let repeatDelay: Duration = .milliseconds(700)
    /// A pause this long ends typing.
    package static let pause: Duration = .milliseconds(500)

    /// The pictures of the question on the screen, and since when.
    package var inSight: [Sight] = []
    /// Keys that would have been recorded and were not; each was announced.
    package var droppedKeys = 0
    /// A second press of the key that answered last, until it is clear that it is no repetition.
    package var keptBack: KeptBack?
    /// How long the terminal waits for what follows an escape.
    package var escapeDelay: Duration = .seconds(1)

    /// When what is being reduced came.
    var now = Arrival(at: .zero)
    /// The key that is being reduced; nil for what comes by another way.
    var key: Key?
    /// The last press of a key that is recorded, or its last repetition.
    var lastRecorded: Press?
    var lastKey: Arrival?
    var lastEscape: Arrival?
    /// What lay over the question has closed, and no pause has come since: letters may still be meant for it.
    var isTypingOn = false
    /// The framed picture when something that can answer was laid over it.
    var underOverlay: AskedPicture?

    /// An image in a question.
    package struct AskedPicture: Sendable, Equatable {
        package var question: Int
        package var image: ImageID

        package init(question: Int, image: ImageID) {
            self.question = question
            self.image = image
        }
    }

    /// A picture on the screen.
    package struct Sight: Sendable, Equatable {
        package var picture: AskedPicture
        package var since: Duration

        package init(picture: AskedPicture, since: Duration) {
            self.picture = picture
            self.since = since
        }
    }

    struct Press: Sendable, Equatable {
        var key: Key
        var arrival: Arrival
    }

    /// A command that waits, and the picture that it is about.
    package struct KeptBack: Sendable, Equatable {
        var command: Command
        var review: Review?
        var picture: AskedPicture?
        var press: Press
    }

    package init() {}

    /// The key is the one that was recorded last, again so soon that nobody can have let it go.
    var isKeyHeld: Bool { comesAgain(within: Self.repeatGap) }

    /// The first repetition of a key that is held down comes late: it may be one.
    var mayBeRepetition: Bool { comesAgain(within: Self.repeatDelay) }

    private func comesAgain(within gap: Duration) -> Bool {
        guard let key, let lastRecorded, lastRecorded.key == key else { return false }
        return now.certainGap(since: lastRecorded.arrival) < gap
    }

    /// Why a key is no answer to this picture; nil where it is one.
    func reasonAgainst(_ picture: AskedPicture?) -> Unavailable? {
        guard let sight = inSight.first(where: { $0.picture == picture }) else { return .notInSight }
        if now.earliest - sight.since < Self.timeToSee { return .justShown }
        // What was chosen in a list is no letter that was meant for it.
        guard key != nil else { return nil }
        if let lastEscape, now.certainGap(since: lastEscape) < escapeDelay { return .soonAfterEscape }
        return isTypingOn ? .typingOn : nil
    }

    /// A key was pressed, whatever it will mean.
    mutating func note(_ key: Key, overlay: Overlay?) {
        if let lastKey, now.certainGap(since: lastKey) >= Self.pause { isTypingOn = false }
        lastKey = now
        self.key = overlay == nil ? key : nil
    }

    /// The key was obeyed or refused; it may have opened or closed something over the question.
    mutating func noteEnd(of key: Key, before: Overlay?, after: Overlay?) {
        if key == .escape { lastEscape = now }
        if before != nil, after == nil { isTypingOn = true }
    }
}
