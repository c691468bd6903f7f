package import Languages
internal import TextUI

// The help, the bottom line, and what a screen is called.
extension Words {
    package func name(of view: ViewName) -> String { say("screen.\(view.rawValue)") }

    func tooSmall(_ size: Size, needed: Size) -> String {
        say(
            "frame.too-small",
            [
                "columns": size.columns, "rows": size.rows, "needed-columns": needed.columns,
                "needed-rows": needed.rows,
            ])
    }

    func keys(of view: ViewName) -> String { say("help.title", ["screen": name(of: view)]) }
    var classKeys: String { say("help.class-keys") }
    /// The heads of the manual's key table.
    var tableHeads: [String] { [say("help.key"), say("help.name"), say("help.meaning")] }

    // MARK: Keys of the lists

    var choose: String { say("list.choose") }
    var labelSaveNext: String { say("list.label-save-next") }
    var useOrder: String { say("list.use-order") }
    var complete: String { say("list.complete") }
    var carryOut: String { say("list.carry-out") }
    var scroll: String { say("list.scroll") }
    var close: String { say("list.close") }
}
