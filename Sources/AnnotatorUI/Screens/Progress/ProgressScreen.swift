internal import TextUI

extension ViewName {
    /// How far the labelling has come, and what it brought.
    package static let progress = ViewName(rawValue: "progress")
}

extension Command {
    package static let progress = Command("progress")
}

/// How far the labelling has come, what it brought, and whether that is shown.
package enum ProgressScreen: FullScreen {
    package static let name: ViewName = .progress
    package static let title = Phrase("Progress", "進捗")

    package static let opener: KeyBinding? = KeyBinding(
        .progress, [.character("g")], hint: 13, Phrase("progress", "進捗"),
        Phrase("Open or close the progress: curve, labels per class, pace, verdict.", "進捗（推移・クラス別・速度・判定）を開く／閉じる。"))

    package static let keys: [KeyBinding] =
        KeyBinding.movement + KeyBinding.openers + KeyBinding.paging + KeyBinding.training + [.back]
        + KeyBinding.general
}
