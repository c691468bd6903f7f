/// Who does a piece of work.
package enum Workers: Sendable {
    /// Every processor has a part.
    case all
    /// For those who divide the work themselves.
    case callingThread

    /// Does `count` independent pieces; see `concurrently`.
    package func each(_ count: Int, _ body: (_ piece: Int) -> Void) {
        switch self {
        case .all: concurrently(count) { piece, _ in body(piece) }
        case .callingThread: for piece in 0..<count { body(piece) }
        }
    }
}
