package import Languages
package import TextUI

/// A row of a screen's key table: what a key does there, and under which name the language files have its words.
package struct KeyBinding: Sendable, Equatable {
    package var command: Command
    /// The first one is shown in hints.
    package var keys: [Key]
    /// On the bottom line the smallest come first; nil: only in the help.
    package var hintRank: Int?
    /// Its name in the group `keys` of the language files: the command's, but where one command does different things.
    package var messageName: String
    /// The name of its title there, where that is another one on some screen.
    package var titleName: String

    package init(
        _ command: Command, _ keys: [Key], hint hintRank: Int? = nil, called messageName: String? = nil
    ) {
        self.command = command
        self.keys = keys
        self.hintRank = hintRank
        self.messageName = messageName ?? command.rawValue
        titleName = self.messageName
    }
}

extension Words {
    /// One or two words, for the bottom line.
    package func title(of binding: KeyBinding) -> String { say("keys.\(binding.titleName)") }

    /// A sentence, for the help screen and the manual.
    package func help(of binding: KeyBinding) -> String { say("keys.\(binding.messageName).help") }
}
