internal import TextUI

extension Screen {
    /// What was said last.
    mutating func drawMessage(_ shell: Shell, in rect: Rect) {
        if let message = shell.message { drawMessage(message, in: rect) }
    }

    mutating func drawMessage(_ message: Message, in rect: Rect) {
        write(message.tone.mark + message.text, in: rect, role: message.tone.role)
    }

    /// Lines in the middle of a rectangle, each wrapped where it is too long.
    mutating func drawLines(_ lines: [(text: String, role: Role)], in rect: Rect) {
        let wrapped = lines.flatMap { line in
            line.text.wrapped(to: rect.size.columns).map { (text: $0, role: line.role) }
        }
        let first = max(0, (rect.size.rows - wrapped.count) / 2)
        for (offset, line) in wrapped.prefix(rect.size.rows).enumerated() {
            write(line.text, in: rect, row: first + offset, role: line.role, alignment: .centre)
        }
    }
}

extension Message.Tone {
    /// A sign before the text, so that nothing is told by colour alone.
    fileprivate var mark: String {
        switch self {
        case .plain: "· "
        case .success: "✓ "
        case .warning: "! "
        case .error: "✗ "
        }
    }

    fileprivate var role: Role {
        switch self {
        case .plain: .text
        case .success: .success
        case .warning: .warning
        case .error: .error
        }
    }
}
