package import TextUI

/// A row of the key table: what a key is called, does, and where.
package struct KeyBinding: Sendable, Equatable {
    package var command: Command
    /// The first one is shown in hints.
    package var keys: [Key]
    package var views: Set<ViewName>
    /// One or two words, for the bottom line.
    package var title: Phrase
    /// A sentence, for the help screen and the manual.
    package var help: Phrase
    /// On the bottom line the smallest come first; nil: only in the help.
    package var hintRank: Int?

    package init(
        _ command: Command, _ keys: [Key], in views: Set<ViewName>, hint hintRank: Int? = nil, _ title: Phrase,
        _ help: Phrase
    ) {
        self.command = command
        self.keys = keys
        self.views = views
        self.title = title
        self.help = help
        self.hintRank = hintRank
    }
}
