package import ProjectModel
package import TextUI

extension ViewName {
    package static let matrix = ViewName(rawValue: "matrix")
}

extension Command {
    package static let matrix = Command("matrix")
    package static let matrixSource = Command("matrix-source")
    package static let matrixHead = Command("matrix-head")
    package static let matrixUnits = Command("matrix-units")
    package static let hideDiagonal = Command("hide-diagonal")
    package static let sortByConfusion = Command("sort-by-confusion")
}

/// The confusion matrix as a heat map with figures.
package enum MatrixScreen: FullScreen {
    package static let name: ViewName = .matrix
    package static let title = Phrase("Matrix", "混同行列")
    package static let parent: ViewName? = .compare

    package enum Request: Sendable, Equatable {
        /// Both matrices of a source; nil for the best-founded one there is.
        case figures(MatrixSource?)
    }

    package enum Event: Sendable, Equatable { case loaded(MatrixResult) }

    package static let opener: KeyBinding? = KeyBinding(
        .matrix, key("m"), hint: 7, Phrase("matrix", "行列"),
        Phrase("Open or close the confusion matrix.", "混同行列を開く／閉じる。"))

    package static let keys: [KeyBinding] =
        KeyBinding.movement + openers + looking + KeyBinding.paging + KeyBinding.training + [.back]
        + KeyBinding.general

    /// Its own key is the way back here.
    private static let openers = KeyBinding.openers.map { row in
        var row = row
        if row.command == .matrix { row.title = Phrase("compare", "比較") }
        return row
    }

    private static func key(_ characters: Character...) -> [Key] { characters.map { .character($0) } }

    private static let looking: [KeyBinding] = [
        KeyBinding(
            .matrixSource, key("s"), hint: 1, Phrase("source", "データ"),
            Phrase("Predicted, out-of-fold or audit.", "予測・交差検証・監査を切り替える。")),
        KeyBinding(
            .matrixHead, [.tab], hint: 2, Phrase("head", "ヘッド"),
            Phrase("Plain CLIP, the head in use, or the difference.", "CLIP単体・使用中のヘッド・差を切り替える。")),
        KeyBinding(
            .matrixUnits, key("%"), hint: 8, Phrase("counts/%", "枚数/%"),
            Phrase("Counts, or per cent of the row.", "枚数と行の割合を切り替える。")),
        KeyBinding(
            .hideDiagonal, key("d"), hint: 10, Phrase("diagonal", "対角"),
            Phrase("Hide or show the diagonal.", "対角線を隠す／表示する。")),
        KeyBinding(
            .sortByConfusion, key("o"), hint: 9, Phrase("sort", "並べ替え"),
            Phrase("Project order, or the most confused classes first.", "プロジェクト順と混同の多い順を切り替える。")),
        KeyBinding(
            .open, [.enter], hint: 3, Phrase("images", "画像"),
            Phrase("Open the images of the cell.", "セルの画像一覧を開く。")),
    ]

    package static func remarks(_ shell: Shell) -> [HelpRemark] {
        [HelpRemark(title: shell.words.spread, text: shell.words.spreadHelp)]
    }

    package static func draw(_ state: State, on screen: inout Screen) { screen.drawMatrix(state) }
}
