internal import TextUI

/// The keys of lists and lines that lie over a screen: those of every text field, so that letters stay letters.
enum OverlayKeys {
    static let previous: Key = .up
    static let next: Key = .down
    static let accept: Key = .enter
    static let complete: Key = .tab
    static let close: Key = .escape

    static func hint(_ keys: Key...) -> String { keys.map(KeyName.hint).joined() }
}
