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
    func sentence(for reason: Unavailable) -> String {
        switch reason {
        case .nothingAsked: say("refusal.nothing-asked")
        case .isSaving: say("refusal.is-saving")
        case .noPartner: say("refusal.no-partner")
        case .noPictures: say("refusal.no-pictures")
        case .oneClassOnly: say("refusal.one-class-only")
        case .trainingRuns: say("refusal.training-runs")
        case .noTrainingRuns: say("refusal.no-training-runs")
        case .tooFewLabels: say("refusal.too-few-labels")
        case .notTrained: say("refusal.not-trained")
        case .noMatrix: say("refusal.no-matrix")
        case .noImages: say("refusal.no-images")
        case .atLimit: say("refusal.at-limit")
        case .wholeInView: say("refusal.whole-in-view")
        case .nothingOpen: say("refusal.nothing-open")
        case .sameOrder: say("refusal.same-order")
        case .isStopping: say("refusal.is-stopping")
        case .notInSight: say("refusal.not-in-sight")
        case .justShown: say("refusal.just-shown")
        case .keyHeld: say("refusal.key-held")
        case .typingOn: say("refusal.typing-on")
        case .soonAfterEscape: say("refusal.soon-after-escape")
        case .otherPicture: say("refusal.other-picture")
        }
    }
}
