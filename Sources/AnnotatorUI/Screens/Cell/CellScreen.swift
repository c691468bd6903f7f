internal import TextUI

extension ViewName {
    /// The images of one cell of the matrix.
    package static let cell = ViewName(rawValue: "cell")
}

/// The images of one cell of the matrix: a list, and beside it the one under the cursor.
package enum CellScreen: FullScreen {
    package static let name: ViewName = .cell
    package static let title = Phrase("Images of a cell", "セルの画像")

    package static let keys: [KeyBinding] =
        KeyBinding.movement + KeyBinding.openers + [enlarge] + KeyBinding.paging + [.back] + KeyBinding.general

    private static let enlarge = KeyBinding(
        .open, [.enter], hint: 3, Phrase("enlarge", "拡大"),
        Phrase("Show the picture as large as the screen.", "画像を画面いっぱいに表示する。"))
}
