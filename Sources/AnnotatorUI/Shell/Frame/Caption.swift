package import TextUI

/// Two lines of a guide under a title, until its next.
package struct Caption: Sendable, Equatable {
    package var title: String
    package var text: String

    static let textRows = 2
    static let rows = textRows + 2

    package init(title: String, text: String) {
        self.title = title
        self.text = text
    }
}

extension Shell {
    /// The room that the screens have: a caption takes the lowest rows of a terminal that is large enough.
    package var viewSize: Size {
        guard caption != nil, size.rows - Caption.rows >= smallestSize.rows else { return size }
        return Size(columns: size.columns, rows: size.rows - Caption.rows)
    }
}
