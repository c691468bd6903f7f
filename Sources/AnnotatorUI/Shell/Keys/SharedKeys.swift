internal import TextUI

/// Keys that mean the same on several screens; a screen takes the groups it wants into its table.
extension KeyBinding {
    private static func key(_ characters: Character...) -> [Key] { characters.map { .character($0) } }

    /// A cursor or a view.
    static let movement: [KeyBinding] = [
        KeyBinding(
            .left, [.left, .character("h")], Phrase("left", "左"),
            Phrase("Move the view or the cursor left.", "表示またはカーソルを左へ動かす。")),
        KeyBinding(
            .down, [.down, .character("j")], Phrase("down", "下"),
            Phrase("Move the view or the cursor down.", "表示またはカーソルを下へ動かす。")),
        KeyBinding(
            .up, [.up, .character("k")], Phrase("up", "上"),
            Phrase("Move the view or the cursor up.", "表示またはカーソルを上へ動かす。")),
        KeyBinding(
            .right, [.right, .character("l")], Phrase("right", "右"),
            Phrase("Move the view or the cursor right.", "表示またはカーソルを右へ動かす。")),
    ]

    /// A list that may be longer than the screen.
    static let paging: [KeyBinding] = [
        KeyBinding(.pageUp, [.pageUp], Phrase("page up", "前ページ"), Phrase("A screenful up.", "一画面分上へ。")),
        KeyBinding(.pageDown, [.pageDown], Phrase("page down", "次ページ"), Phrase("A screenful down.", "一画面分下へ。")),
        KeyBinding(.first, [.home], Phrase("first", "先頭"), Phrase("To the first.", "先頭へ。")),
        KeyBinding(.last, [.end], Phrase("last", "末尾"), Phrase("To the last.", "末尾へ。")),
    ]

    /// Looking at pictures: nothing here changes a label.
    static let pictures: [KeyBinding] =
        [
            KeyBinding(
                .zoomIn, key("+"), Phrase("zoom in", "拡大"), Phrase("Zoom in, both pictures alike.", "両方の画像を拡大する。")),
            KeyBinding(.zoomOut, key("-"), Phrase("zoom out", "縮小"), Phrase("Zoom out.", "縮小する。")),
            KeyBinding(
                .zoomFit, key("="), Phrase("fit", "全体"), Phrase("Show the whole picture again.", "全体表示に戻す。")),
        ] + movement + [
            KeyBinding(
                .rotate, key("r"), Phrase("rotate", "回転"), Phrase("Turn the pictures by 90°.", "画像を90°回転する。")),
            KeyBinding(.brighter, key("b"), Phrase("brighter", "明るく"), Phrase("Brighter.", "明るくする。")),
            KeyBinding(.darker, key("B"), Phrase("darker", "暗く"), Phrase("Darker.", "暗くする。")),
            KeyBinding(
                .moreContrast, key("c"), Phrase("contrast", "コントラスト強"), Phrase("More contrast.", "コントラストを上げる。")),
            KeyBinding(
                .lessContrast, key("C"), Phrase("less contrast", "コントラスト弱"),
                Phrase("Less contrast.", "コントラストを下げる。")),
            KeyBinding(.invert, key("i"), Phrase("invert", "反転"), Phrase("Invert light and dark.", "明暗を反転する。")),
            KeyBinding(
                .stretch, key("a"), Phrase("auto", "自動調整"),
                Phrase("Spread the greys over the full range: for dark or flat pictures.", "明暗を自動調整する（暗い・平坦な画像向け）。")),
        ]

    /// The keys that open the other screens.
    static let openers: [KeyBinding] = ScreenTable.screens.compactMap { $0.opener }

    static let training: [KeyBinding] = [
        KeyBinding(
            .retrain, key("t"), hint: 12, Phrase("retrain", "学習"),
            Phrase("Retrain now, in the background.", "今すぐ再学習する（作業は続けられる）。")),
        KeyBinding(
            .cancelRetrain, key("T"), Phrase("stop training", "学習中止"),
            Phrase("Stop the training that is running.", "実行中の学習を中止する。")),
    ]

    static let back = KeyBinding(
        .back, [.escape, .backspace], hint: 11, Phrase("back", "戻る"), Phrase("Back to the screen before.", "前の画面に戻る。"))

    /// The last rows of every table.
    static let general: [KeyBinding] = [
        KeyBinding(
            .help, key("?"), hint: 20, Phrase("help", "ヘルプ"), Phrase("All keys of this screen.", "この画面のキー一覧。")),
        KeyBinding(
            .commandLine, key(":"), Phrase("command", "コマンド"),
            Phrase("Any command by its name; theme and order take a name.", "コマンド名を入力して実行する（theme と order は名前を取る）。")),
        KeyBinding(
            .suspend, [.control("z")], Phrase("suspend", "中断"),
            Phrase("Back to the shell for a while; its fg comes back here.", "一時中断してシェルに戻る（fg で再開）。")),
        KeyBinding(
            .quit, key("q"), hint: 21, Phrase("quit", "終了"),
            Phrase("Leave. Every answer is already saved.", "終了する（回答はすべて保存済み）。")),
    ]
}
