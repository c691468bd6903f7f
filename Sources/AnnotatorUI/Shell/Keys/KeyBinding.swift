package import TextUI

/// A row of a screen's key table: what a key is called and does there.
package struct KeyBinding: Sendable, Equatable {
    package var command: Command
    /// The first one is shown in hints.
    package var keys: [Key]
    /// One or two words, for the bottom line.
    package var title: Phrase
    /// A sentence, for the help screen and the manual.
    package var help: Phrase
    /// On the bottom line the smallest come first; nil: only in the help.
    package var hintRank: Int?

    package init(
        _ command: Command, _ keys: [Key], hint hintRank: Int? = nil, _ title: Phrase, _ help: Phrase
    ) {
        self.command = command
        self.keys = keys
        self.title = title
        self.help = help
        self.hintRank = hintRank
    }
}
