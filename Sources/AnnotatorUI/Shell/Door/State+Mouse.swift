internal import Figures
internal import TextUI

extension State {
    /// The mouse is never needed: it frames a picture, selects in matrix and list, and scrolls.
    mutating func receive(_ mouse: Mouse) -> [Effect] {
        guard shell.overlay == nil, let command = screen.command(for: mouse, in: &self) else { return [] }
        return perform(command)
    }
}
