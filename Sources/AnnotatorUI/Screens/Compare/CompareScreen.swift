internal import TextUI

extension ViewName {
    package static let compare = ViewName(rawValue: "compare")
}

extension Command {
    package static let answerFirst = Command("answer-first")
    package static let answerSecond = Command("answer-second")
    package static let findClass = Command("find-class")
    package static let frameOther = Command("frame-other")
    package static let skip = Command("skip")
    package static let unsure = Command("unsure")
    package static let noneOfThese = Command("none-of-these")
    package static let unusable = Command("unusable")
    package static let flag = Command("flag")
    package static let undo = Command("undo")
    package static let redo = Command("redo")
    package static let peek = Command("peek")
    package static let why = Command("why")
    package static let order = Command("order")
}

/// The question: two look-alikes, one of them asked about.
package enum CompareScreen: FullScreen {
    package static let name: ViewName = .compare
    package static let title = Phrase("Compare", "比較")

    package static let keys: [KeyBinding] =
        answers + looking + KeyBinding.pictures + KeyBinding.openers + KeyBinding.training + [close]
        + KeyBinding.general

    private static func key(_ characters: Character...) -> [Key] { characters.map { .character($0) } }

    /// Answering: one press labels the framed picture, saves, and moves on.
    private static let answers: [KeyBinding] = [
        KeyBinding(
            .answerFirst, key("["), Phrase("first", "左の候補"),
            Phrase(
                "Label the framed picture with the first candidate, save and move on.",
                "枠の画像を1番目の候補クラスとして保存し、次へ進む。")),
        KeyBinding(
            .answerSecond, key("]"), Phrase("second", "右の候補"),
            Phrase(
                "Label the framed picture with the second candidate, save and move on.",
                "枠の画像を2番目の候補クラスとして保存し、次へ進む。")),
        KeyBinding(
            .findClass, key("/"), hint: 1, Phrase("class", "検索"),
            Phrase("Label with any class: type a part of its name.", "名前の一部を入力して、任意のクラスを付ける。")),
        KeyBinding(
            .skip, key(" "), hint: 2, Phrase("skip", "後で"),
            Phrase("Skip: the picture comes back later.", "後回しにする（後でもう一度出る）。")),
        KeyBinding(
            .unsure, key("s"), hint: 3, Phrase("unsure", "保留"),
            Phrase("Unsure: nobody could tell from this picture.", "判断がつかない（保留として記録）。")),
        KeyBinding(
            .noneOfThese, key("x"), hint: 4, Phrase("none", "なし"),
            Phrase("None of the classes: perhaps a new one.", "どのクラスでもない（新しいクラスかもしれない）。")),
        KeyBinding(
            .unusable, key("z"), hint: 8, Phrase("unusable", "画像不良"),
            Phrase("Unusable picture: blurred, cropped, empty.", "画像が使えない（ぼけ、欠け、対象なし）。")),
        KeyBinding(
            .undo, key("u"), hint: 5, Phrase("undo", "取消"),
            Phrase("Take the last answer back, also after a restart.", "直前の回答を取り消す（再起動後も可）。")),
        KeyBinding(
            .redo, [.control("r")], Phrase("redo", "やり直し"),
            Phrase("Make the answer again that was taken back.", "取り消した回答を元に戻す。")),
        KeyBinding(
            .frameOther, [.tab], hint: 9, Phrase("other", "隣の画像"),
            Phrase("Frame the other picture, to answer it too.", "もう一方の画像に枠を移し、それにも回答する。")),
        KeyBinding(
            .flag, key("f"), Phrase("flag", "フラグ"),
            Phrase("Flag the framed picture for later, or take the flag off.", "枠の画像に印を付ける／外す。")),
    ]

    /// Looking: nothing here changes a label.
    private static let looking: [KeyBinding] = [
        KeyBinding(
            .peek, key("p"), hint: 11, Phrase("peek", "予測"),
            Phrase("Peek at what the model believes; the log notes it.", "モデルの予測を見る（記録に残る）。")),
        KeyBinding(
            .why, key("w"), hint: 6, Phrase("why", "理由"),
            Phrase(
                "Why the model confuses them, as bars; before the answer it counts as a peek.",
                "なぜ混同するかを棒グラフで表示する（回答前は予測を見たことになる）。")),
        KeyBinding(
            .order, key("o"), hint: 10, Phrase("order", "順序"),
            Phrase("Choose the order of the questions.", "質問の順序を選ぶ。")),
    ]

    private static let close = KeyBinding(
        .back, [.escape], Phrase("close", "閉じる"),
        Phrase("Close the reasons and the belief.", "理由と予測の表示を閉じる。"))
}
