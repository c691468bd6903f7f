import Foundation
import Testing
import TextUI
import Themes

@Suite("The themes that come with the program")
struct ShippedThemeTests {
    private static let library = ThemeLibrary(folders: [])
    static let names = ThemeLibrary.embedded.keys.sorted()
    static let forColorVision = ["colorblind-dark", "colorblind-light"]

    static let smallestContrast = 4.5

    private static func theme(_ name: String) throws -> Theme { try library.theme(named: name) }

    @Test("every file of Themes/ is in the program")
    func complete() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Themes")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(files.count >= 6)
        #expect(Set(files.map { String($0.dropLast(5)) }) == Set(ThemeLibrary.embedded.keys))
        for file in files {
            let bytes = try [UInt8](Data(contentsOf: folder.appending(path: file)))
            #expect(ThemeLibrary.embedded[String(file.dropLast(5))] == bytes, "\(file)")
        }
    }

    /// Roles that carry text a person must read: all but lines and tracks.
    static let textRoles: [Role] =
        [
            .text, .dim, .title, .statusBar, .statusStrong, .keyHint, .keyCap, .selection, .question, .success,
            .warning, .error, .barPositive, .barNegative,
        ] + (0..<12).map { .classColor($0) }
        + (0...255).flatMap { level in
            [
                .heat(level: UInt8(level)), .heatDiagonal(level: UInt8(level)), .heatDecrease(level: UInt8(level)),
            ]
        }

    @Test("every text can be read: contrast 4.5 at least", arguments: names)
    func contrast(name: String) throws {
        let theme = try Self.theme(name)
        for role in Self.textRoles {
            let style = theme.style(for: role)
            guard let contrast = style.contrast else {
                // Colours of the terminal's own are for the person to choose: on both sides, or on none.
                #expect(style.foreground.isTerminalOwn && style.background.isTerminalOwn, "\(role)")
                continue
            }
            #expect(contrast >= Self.smallestContrast, "\(role)")
        }
        #expect((theme.smallestContrast ?? 21) >= Self.smallestContrast)
    }

    @Test("high contrast means 7 at least")
    func highContrast() throws {
        let theme = try Self.theme("high-contrast")
        for slot in Theme.Slot.allCases where ![.border, .barTrack].contains(slot) {
            #expect((theme[slot].contrast ?? 0) >= 7, "\(slot.name)")
        }
    }

    @Test("neighbouring roles of one line are told apart", arguments: names)
    func distinct(name: String) throws {
        let theme = try Self.theme(name)
        #expect(theme.style(for: .selection) != theme.style(for: .text))
        #expect(theme.style(for: .statusBar) != theme.style(for: .text))
        #expect(theme.style(for: .keyHint) != theme.style(for: .dim))
        #expect(theme.style(for: .question) != theme.style(for: .border))
        #expect(theme.style(for: .heat(level: 255)) != theme.style(for: .heat(level: 0)))
    }

    private static let ramps: [(Theme.Ramp, @Sendable (UInt8) -> Role)] = [
        (.heat, Role.heat), (.heatDiagonal, Role.heatDiagonal), (.heatDecrease, Role.heatDecrease),
    ]

    private static func ground(_ theme: Theme, _ role: Role) throws -> RGB {
        guard case .rgb(let color) = theme.style(for: role).background else { throw NoGround() }
        return color
    }

    struct NoGround: Error {}

    @Test(
        "a ramp only ever gets further from its ground",
        arguments: names.filter { !["monochrome", "terminal16"].contains($0) })
    func rampsAreMonotone(name: String) throws {
        let theme = try Self.theme(name)
        let ground = try Self.ground(theme, .text)
        for (ramp, role) in Self.ramps {
            let distances = try (0...255).map { level in
                abs(try Self.ground(theme, role(UInt8(level))).luminance - ground.luminance)
            }
            #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 }, "\(ramp)")
        }
    }

    @Test("with dichromatic eyes the ramps stay monotone", arguments: forColorVision, ColorVision.allCases)
    func seenMonotone(name: String, vision: ColorVision) throws {
        let theme = try Self.theme(name)
        let ground = try Self.ground(theme, .text).seen(with: vision)
        for (ramp, role) in Self.ramps {
            let seen = try (0...255).map { try Self.ground(theme, role(UInt8($0))).seen(with: vision) }
            let distances = seen.map { abs($0.luminance - ground.luminance) }
            #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 }, "\(ramp)")
        }
    }

    /// CIELAB distance of two fills that are told apart at a glance; 2.3 is just noticeable.
    private static let atAGlance = 10.0

    @Test("with dichromatic eyes the steps are told apart", arguments: forColorVision, ColorVision.allCases)
    func seenDistinct(name: String, vision: ColorVision) throws {
        let theme = try Self.theme(name)
        func seen(_ role: Role) throws -> RGB { try Self.ground(theme, role).seen(with: vision) }
        let levels: [UInt8] = [0, 51, 102, 153, 204, 255]
        for (ramp, role) in Self.ramps where ramp != .heatDiagonal {
            for (low, high) in zip(levels, levels.dropFirst()) {
                #expect(try seen(role(low)).difference(to: seen(role(high))) >= Self.atAGlance, "\(ramp) \(low)")
            }
        }
        // More and less, confused and right are never taken for each other.
        for level in levels.dropFirst() {
            #expect(try seen(.heat(level: level)).difference(to: seen(.heatDecrease(level: level))) >= Self.atAGlance)
            #expect(try seen(.heat(level: level)).difference(to: seen(.heatDiagonal(level: level))) >= Self.atAGlance)
        }
    }

    @Test("with dichromatic eyes the class colours are told apart", arguments: forColorVision, ColorVision.allCases)
    func seenClasses(name: String, vision: ColorVision) throws {
        let theme = try Self.theme(name)
        let colors = theme.classColors.compactMap { style -> RGB? in
            guard case .rgb(let color) = style.foreground else { return nil }
            return color.seen(with: vision)
        }
        #expect(colors.count == theme.classColors.count && colors.count >= 6)
        for (index, color) in colors.enumerated() {
            for other in colors[(index + 1)...] { #expect(color.difference(to: other) >= Self.atAGlance) }
        }
    }
}

extension Color {
    fileprivate var isTerminalOwn: Bool {
        switch self {
        case .terminalDefault, .indexed: true
        case .rgb: false
        }
    }
}
