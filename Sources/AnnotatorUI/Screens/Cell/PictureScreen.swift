internal import TextUI

extension ViewName {
    /// One image of a cell, as large as the screen.
    package static let picture = ViewName(rawValue: "picture")
}

/// One image of a cell, as large as the screen.
package enum PictureScreen: FullScreen {
    package static let name: ViewName = .picture
    package static let title = Phrase("Picture", "画像")

    package static let keys: [KeyBinding] =
        KeyBinding.pictures + KeyBinding.openers + [.back] + KeyBinding.general
}
