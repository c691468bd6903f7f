internal import TextUI

/// All keys in one table: the bottom line, the help screen and the manual are made from it.
package enum KeyTable {
    private static let pictures: Set<ViewName> = [.compare, .picture]
    private static let everywhere = Set(ViewName.allCases)

    private static func key(_ characters: Character...) -> [Key] { characters.map { .character($0) } }

    package static let rows: [KeyBinding] = answers + looking + matrix + general

    /// Answering: one press labels the framed picture, saves, and moves on.
    private static let answers: [KeyBinding] = [
        KeyBinding(
            .answerFirst, key("["), in: [.compare], Phrase("first", "左の候補"),
            Phrase(
                "Label the framed picture with the first candidate, save and move on.",
                "枠の画像を1番目の候補クラスとして保存し、次へ進む。")),
        KeyBinding(
            .answerSecond, key("]"), in: [.compare], Phrase("second", "右の候補"),
            Phrase(
                "Label the framed picture with the second candidate, save and move on.",
                "枠の画像を2番目の候補クラスとして保存し、次へ進む。")),
        KeyBinding(
            .findClass, key("/"), in: [.compare], hint: 1, Phrase("class", "検索"),
            Phrase("Label with any class: type a part of its name.", "名前の一部を入力して、任意のクラスを付ける。")),
        KeyBinding(
            .skip, key(" "), in: [.compare], hint: 2, Phrase("skip", "後で"),
            Phrase("Skip: the picture comes back later.", "後回しにする（後でもう一度出る）。")),
        KeyBinding(
            .unsure, key("s"), in: [.compare], hint: 3, Phrase("unsure", "保留"),
            Phrase("Unsure: nobody could tell from this picture.", "判断がつかない（保留として記録）。")),
        KeyBinding(
            .noneOfThese, key("x"), in: [.compare], hint: 4, Phrase("none", "なし"),
            Phrase("None of the classes: perhaps a new one.", "どのクラスでもない（新しいクラスかもしれない）。")),
        KeyBinding(
            .unusable, key("z"), in: [.compare], hint: 8, Phrase("unusable", "画像不良"),
            Phrase("Unusable picture: blurred, cropped, empty.", "画像が使えない（ぼけ、欠け、対象なし）。")),
        KeyBinding(
            .undo, key("u"), in: [.compare], hint: 5, Phrase("undo", "取消"),
            Phrase("Take the last answer back, also after a restart.", "直前の回答を取り消す（再起動後も可）。")),
        KeyBinding(
            .redo, [.control("r")], in: [.compare], Phrase("redo", "やり直し"),
            Phrase("Make the answer again that was taken back.", "取り消した回答を元に戻す。")),
        KeyBinding(
            .frameOther, [.tab], in: [.compare], hint: 9, Phrase("other", "隣の画像"),
            Phrase("Frame the other picture, to answer it too.", "もう一方の画像に枠を移し、それにも回答する。")),
        KeyBinding(
            .flag, key("f"), in: [.compare], Phrase("flag", "フラグ"),
            Phrase("Flag the framed picture for later, or take the flag off.", "枠の画像に印を付ける／外す。")),
    ]

    /// Looking: nothing here changes a label.
    private static let looking: [KeyBinding] = [
        KeyBinding(
            .peek, key("p"), in: [.compare], hint: 11, Phrase("peek", "予測"),
            Phrase("Peek at what the model believes; the log notes it.", "モデルの予測を見る（記録に残る）。")),
        KeyBinding(
            .why, key("w"), in: [.compare], hint: 6, Phrase("why", "理由"),
            Phrase(
                "Why the model confuses them, as bars; before the answer it counts as a peek.",
                "なぜ混同するかを棒グラフで表示する（回答前は予測を見たことになる）。")),
        KeyBinding(
            .order, key("o"), in: [.compare], hint: 10, Phrase("order", "順序"),
            Phrase("Choose the order of the questions.", "質問の順序を選ぶ。")),
        KeyBinding(
            .zoomIn, key("+"), in: pictures, Phrase("zoom in", "拡大"),
            Phrase("Zoom in, both pictures alike.", "両方の画像を拡大する。")),
        KeyBinding(
            .zoomOut, key("-"), in: pictures, Phrase("zoom out", "縮小"), Phrase("Zoom out.", "縮小する。")),
        KeyBinding(
            .zoomFit, key("="), in: pictures, Phrase("fit", "全体"),
            Phrase("Show the whole picture again.", "全体表示に戻す。")),
        KeyBinding(
            .left, [.left, .character("h")], in: everywhere, Phrase("left", "左"),
            Phrase("Move the view or the cursor left.", "表示またはカーソルを左へ動かす。")),
        KeyBinding(
            .down, [.down, .character("j")], in: everywhere, Phrase("down", "下"),
            Phrase("Move the view or the cursor down.", "表示またはカーソルを下へ動かす。")),
        KeyBinding(
            .up, [.up, .character("k")], in: everywhere, Phrase("up", "上"),
            Phrase("Move the view or the cursor up.", "表示またはカーソルを上へ動かす。")),
        KeyBinding(
            .right, [.right, .character("l")], in: everywhere, Phrase("right", "右"),
            Phrase("Move the view or the cursor right.", "表示またはカーソルを右へ動かす。")),
        KeyBinding(
            .rotate, key("r"), in: pictures, Phrase("rotate", "回転"),
            Phrase("Turn the pictures by 90°.", "画像を90°回転する。")),
        KeyBinding(
            .brighter, key("b"), in: pictures, Phrase("brighter", "明るく"), Phrase("Brighter.", "明るくする。")),
        KeyBinding(.darker, key("B"), in: pictures, Phrase("darker", "暗く"), Phrase("Darker.", "暗くする。")),
        KeyBinding(
            .moreContrast, key("c"), in: pictures, Phrase("contrast", "コントラスト強"),
            Phrase("More contrast.", "コントラストを上げる。")),
        KeyBinding(
            .lessContrast, key("C"), in: pictures, Phrase("less contrast", "コントラスト弱"),
            Phrase("Less contrast.", "コントラストを下げる。")),
        KeyBinding(
            .invert, key("i"), in: pictures, Phrase("invert", "反転"),
            Phrase("Invert light and dark.", "明暗を反転する。")),
        KeyBinding(
            .stretch, key("a"), in: pictures, Phrase("auto", "自動調整"),
            Phrase("Spread the greys over the full range: for dark or flat pictures.", "明暗を自動調整する（暗い・平坦な画像向け）。")),
    ]

    private static let matrix: [KeyBinding] = [
        KeyBinding(
            .matrix, key("m"), in: everywhere, hint: 7, Phrase("matrix", "行列"),
            Phrase("Open or close the confusion matrix.", "混同行列を開く／閉じる。")),
        KeyBinding(
            .progress, key("g"), in: everywhere, hint: 13, Phrase("progress", "進捗"),
            Phrase("Open or close the progress: curve, labels per class, pace, verdict.", "進捗（推移・クラス別・速度・判定）を開く／閉じる。")),
        KeyBinding(
            .matrixSource, key("s"), in: [.matrix], hint: 1, Phrase("source", "データ"),
            Phrase("Predicted, out-of-fold or audit.", "予測・交差検証・監査を切り替える。")),
        KeyBinding(
            .matrixHead, [.tab], in: [.matrix], hint: 2, Phrase("head", "ヘッド"),
            Phrase("Plain CLIP, the head in use, or the difference.", "CLIP単体・使用中のヘッド・差を切り替える。")),
        KeyBinding(
            .matrixUnits, key("%"), in: [.matrix], hint: 8, Phrase("counts/%", "枚数/%"),
            Phrase("Counts, or per cent of the row.", "枚数と行の割合を切り替える。")),
        KeyBinding(
            .hideDiagonal, key("d"), in: [.matrix], hint: 10, Phrase("diagonal", "対角"),
            Phrase("Hide or show the diagonal.", "対角線を隠す／表示する。")),
        KeyBinding(
            .sortByConfusion, key("o"), in: [.matrix], hint: 9, Phrase("sort", "並べ替え"),
            Phrase("Project order, or the most confused classes first.", "プロジェクト順と混同の多い順を切り替える。")),
        KeyBinding(
            .open, [.enter], in: [.matrix], hint: 3, Phrase("images", "画像"),
            Phrase("Open the images of the cell.", "セルの画像一覧を開く。")),
        KeyBinding(
            .open, [.enter], in: [.cell], hint: 3, Phrase("enlarge", "拡大"),
            Phrase("Show the picture as large as the screen.", "画像を画面いっぱいに表示する。")),
        KeyBinding(
            .pageUp, [.pageUp], in: [.matrix, .cell, .progress], Phrase("page up", "前ページ"),
            Phrase("A screenful up.", "一画面分上へ。")),
        KeyBinding(
            .pageDown, [.pageDown], in: [.matrix, .cell, .progress], Phrase("page down", "次ページ"),
            Phrase("A screenful down.", "一画面分下へ。")),
        KeyBinding(
            .first, [.home], in: [.matrix, .cell, .progress], Phrase("first", "先頭"), Phrase("To the first.", "先頭へ。")),
        KeyBinding(
            .last, [.end], in: [.matrix, .cell, .progress], Phrase("last", "末尾"), Phrase("To the last.", "末尾へ。")),
    ]

    private static let general: [KeyBinding] = [
        KeyBinding(
            .retrain, key("t"), in: [.compare, .matrix, .progress], hint: 12, Phrase("retrain", "学習"),
            Phrase("Retrain now, in the background.", "今すぐ再学習する（作業は続けられる）。")),
        KeyBinding(
            .cancelRetrain, key("T"), in: [.compare, .matrix, .progress], Phrase("stop training", "学習中止"),
            Phrase("Stop the training that is running.", "実行中の学習を中止する。")),
        KeyBinding(
            .back, [.escape, .backspace], in: [.matrix, .cell, .picture, .progress], hint: 11, Phrase("back", "戻る"),
            Phrase("Back to the screen before.", "前の画面に戻る。")),
        KeyBinding(
            .back, [.escape], in: [.compare], Phrase("close", "閉じる"),
            Phrase("Close the reasons and the belief.", "理由と予測の表示を閉じる。")),
        KeyBinding(
            .help, key("?"), in: everywhere, hint: 20, Phrase("help", "ヘルプ"),
            Phrase("All keys of this screen.", "この画面のキー一覧。")),
        KeyBinding(
            .commandLine, key(":"), in: everywhere, Phrase("command", "コマンド"),
            Phrase("Any command by its name; theme and order take a name.", "コマンド名を入力して実行する（theme と order は名前を取る）。")),
        KeyBinding(
            .suspend, [.control("z")], in: everywhere, Phrase("suspend", "中断"),
            Phrase("Back to the shell for a while; its fg comes back here.", "一時中断してシェルに戻る（fg で再開）。")),
        KeyBinding(
            .quit, key("q"), in: everywhere, hint: 21, Phrase("quit", "終了"),
            Phrase("Leave. Every answer is already saved.", "終了する（回答はすべて保存済み）。")),
    ]
}
