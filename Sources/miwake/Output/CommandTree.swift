/// The commands as the argument parser describes them (`--experimental-dump-help`), as far as the manual page needs it.
struct CommandTree: Decodable {
    var command: Command

    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var subcommands: [Command]?
        var arguments: [Argument]?
        var shouldDisplay: Bool
    }

    struct Argument: Decodable {
        var kind: Kind
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var allValues: [String]?
        var abstract: String?

        enum Kind: String, Decodable {
            case positional, option, flag
        }
    }

    struct Name: Decodable {
        var kind: Kind
        var name: String

        enum Kind: String, Decodable {
            case long, short, longWithSingleDash
        }
    }
}
