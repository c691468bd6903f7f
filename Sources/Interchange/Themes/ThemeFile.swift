/// What a theme file says: names of colours, and what the roles of the screens look like.
///
/// The names of roles and ramps are the screens' own and come from outside: files know nothing of screens.
package struct ThemeFile: Sendable, Equatable {
    /// The theme that stands behind what this file leaves out; nil where it must leave nothing out.
    package var base: String?
    /// One line for a list of themes; empty where the file has none.
    package var summary: String
    package var colors: [String: Color]
    package var roles: [String: Style]
    package var ramps: [String: [Step]]
    package var classColors: [Step]?

    /// What may stand as a key below `roles` and `ramps`; all of them must, in the end.
    package struct Vocabulary: Sendable, Equatable {
        package var roles: [String]
        package var ramps: [String]

        package init(roles: [String], ramps: [String]) {
            self.roles = roles
            self.ramps = ramps
        }
    }

    package enum Color: Sendable, Hashable {
        /// What the terminal draws without being asked.
        case terminalDefault
        /// Of the terminal's own palette.
        case indexed(UInt8)
        /// 0xRRGGBB
        case rgb(UInt32)
    }

    /// A role: names are resolved already, but for the two that stand where nothing is said.
    package struct Style: Sendable, Equatable {
        package var ink: Ink?
        package var ground: Ink?
        package var isBold = false
        package var isDim = false
        package var isUnderlined = false
        package var isReversed = false

        package init() {}
    }

    /// A colour itself, or its name in `colors`, with the place for complaints.
    package struct Ink: Sendable, Equatable {
        package var value: Value
        package var path: YAMLPath
        package var place: TextPlace?

        package enum Value: Sendable, Equatable {
            case color(Color)
            case named(String)
        }

        package init(_ value: Value, at path: YAMLPath = YAMLPath(), place: TextPlace? = nil) {
            self.value = value
            self.path = path
            self.place = place
        }
    }

    /// A step of a ramp or a class colour: a colour alone, or a style.
    package enum Step: Sendable, Equatable {
        case color(Ink)
        case style(Style)
    }

    /// The names of the two colours that a role takes where it names none.
    package static let inkName = "text"
    package static let groundName = "ground"

    /// This file's settings where it has them, the other's elsewhere.
    package func laid(over other: ThemeFile) -> ThemeFile {
        ThemeFile(
            base: other.base, summary: summary, colors: other.colors.merging(colors) { $1 },
            roles: other.roles.merging(roles) { $1 }, ramps: other.ramps.merging(ramps) { $1 },
            classColors: classColors ?? other.classColors)
    }

    /// The colour of an ink; a name that `colors` does not have is an error with its place.
    package func color(of ink: Ink) throws(ProjectFileError) -> Color {
        switch ink.value {
        case .color(let color): return color
        case .named(let name):
            guard let color = colors[name] else {
                throw ProjectFileError(.unknownColor(name, known: colors.keys.sorted()), at: ink.path, place: ink.place)
            }
            return color
        }
    }

    /// Whether nothing is left out: each role and ramp, the class colours and the two colours that others stand on.
    package func checkCompleteness(_ vocabulary: Vocabulary) throws(ProjectFileError) {
        let root = YAMLPath()
        for name in [Self.groundName, Self.inkName] where colors[name] == nil {
            throw ProjectFileError(.missingKey(name), at: root.key("colors"))
        }
        for name in vocabulary.roles where roles[name] == nil {
            throw ProjectFileError(.missingKey(name), at: root.key("roles"))
        }
        for name in vocabulary.ramps where ramps[name] == nil {
            throw ProjectFileError(.missingKey(name), at: root.key("ramps"))
        }
        if classColors == nil { throw ProjectFileError(.missingKey("class_colors"), at: root) }
    }
}
