internal import TextUI

extension Words {
    /// What was dropped on its way in, and what to do.
    func sentence(for bytes: DroppedBytes) -> String {
        switch bytes {
        case .introducer(let character):
            pick(
                "Not taken: \(character) soon after \(escape) may be the terminal's own. Press it again.",
                "無効: \(escape) 直後の \(character) は端末の信号と区別できません。もう一度押してください。")
        case .alt(let character):
            pick(
                "Alt with \(character) means nothing here; \(key(.help)) lists the keys.",
                "Alt+\(character) は使えません。\(key(.help)) でキー一覧。")
        case .sequence:
            pick("That key means nothing here; \(key(.help)) lists the keys.", "そのキーは使えません。\(key(.help)) でキー一覧。")
        case .paste: pick("Pasted text is not taken for keys.", "貼り付けた文字はキー入力として扱いません。")
        }
    }

    var escape: String { KeyName.hint(of: .escape) }

    func unknownKey(_ name: String) -> String {
        pick(
            "\(name) means nothing on this screen; \(key(.help)) lists the keys.",
            "\(name) はこの画面では使えません。\(key(.help)) でキー一覧。")
    }

    /// A key that a list over the screen has no use for.
    func unknownKeyInList(_ name: String) -> String {
        let close = OverlayKeys.hint(OverlayKeys.close)
        return pick("\(name) means nothing here; \(close) closes.", "\(name) はここでは使えません。\(close) で閉じます。")
    }
}
