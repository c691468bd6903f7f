internal import CNcurses
package import TextUI

extension Key {
    /// What a typed scalar means, control characters included; nil for a NUL.
    package init?(scalar value: UInt32) {
        switch value {
        case 8, 127: self = .backspace
        case 9: self = .tab
        case 10, 13: self = .enter
        case 27: self = .escape
        case 1...26:
            guard let letter = Unicode.Scalar(value + 0x60) else { return nil }
            self = .control(Character(letter))
        case 28...31:
            // Ctrl with \ ] ^ _
            guard let sign = Unicode.Scalar(value + 0x40) else { return nil }
            self = .control(Character(sign))
        default:
            guard value >= 0x20, !(0x80..<0xA0).contains(value), let scalar = Unicode.Scalar(value) else { return nil }
            self = .character(Character(scalar))
        }
    }

    /// What a named key means.
    package init?(named value: UInt32) {
        if value > TERMINAL_F0.rawValue {
            self = .function(Int(value - TERMINAL_F0.rawValue))
            return
        }
        switch terminal_key(value) {
        case TERMINAL_UP: self = .up
        case TERMINAL_DOWN: self = .down
        case TERMINAL_LEFT: self = .left
        case TERMINAL_RIGHT: self = .right
        case TERMINAL_HOME: self = .home
        case TERMINAL_END: self = .end
        case TERMINAL_PAGE_UP: self = .pageUp
        case TERMINAL_PAGE_DOWN: self = .pageDown
        case TERMINAL_BACKSPACE: self = .backspace
        case TERMINAL_DELETE: self = .delete
        case TERMINAL_ENTER: self = .enter
        case TERMINAL_BACK_TAB: self = .backTab
        case TERMINAL_ESCAPE: self = .escape
        default: return nil
        }
    }
}
