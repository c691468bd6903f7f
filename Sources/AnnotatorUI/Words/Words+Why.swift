extension Words {
    var why: String { pick("why", "理由") }
    var reasonsComing: String { pick("Working the reasons out …", "理由を計算しています…") }

    /// The pull in words: what CLIP is drawn to, and how strongly.
    func pull(towards own: String, from other: String, by logits: Float) -> String {
        let amount = Figure.fixed(abs(logits), 1)
        return pick(
            "CLIP pulls this towards \(own) by \(amount)", "CLIPはこれを「\(own)」側へ \(amount) 引き寄せている")
    }

    var pullUnknown: String {
        pick("Not trained yet: the confusion Δs is unknown.", "未学習のため、混同量 Δs はまだ分かりません。")
    }

    func noPull(between own: String, and other: String) -> String {
        pick("No pull between \(own) and \(other).", "「\(own)」と「\(other)」の間に引き寄せはありません。")
    }

    var correctedLogit: String { pick("ŝ corrected", "ŝ 補正後") }
    var takenOff: String { pick("Δs off", "Δs 除去") }
    var added: String { pick("Δs added", "Δs 加算") }
    var plainLogit: String { pick("s, CLIP's own logit", "s CLIPのロジット") }

    func gate(_ alpha: Float) -> String {
        pick("adapter weight α \(Figure.fixed(alpha, 2))", "アダプタの重み α \(Figure.fixed(alpha, 2))")
    }

    var nearestLabelled: String { pick("nearest labelled images", "近いラベル付き画像") }
    var noNeighbours: String { pick("no labelled images yet", "ラベル付き画像はまだありません") }
    var countsAsPeek: String { pick("logged as a peek", "閲覧を記録しました") }
}
