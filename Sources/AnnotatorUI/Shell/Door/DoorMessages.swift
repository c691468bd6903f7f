internal import Languages
internal import TextUI

// What was dropped on its way in, or refused, and what to do.
extension Words {
    func sentence(for bytes: DroppedBytes) -> String {
        switch bytes {
        case .introducer(let character): say("door.after-escape", ["character": character])
        case .alt(let character): say("door.alt", ["character": character])
        case .sequence: say("door.sequence")
        case .paste: say("door.paste")
        }
    }

    func unknownKey(_ name: String) -> String { say("door.unknown-key", ["name": name]) }

    /// A key that a list over the screen has no use for.
    func unknownKeyInList(_ name: String) -> String { say("door.unknown-key-in-list", ["name": name]) }

    /// Why a command cannot be used.
    func sentence(for reason: Unavailable) -> String { say(reason.message) }
}
