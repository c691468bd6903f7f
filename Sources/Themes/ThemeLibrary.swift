internal import FileContents
internal import Foundation
package import Interchange
package import TextUI

/// Where themes come from: the user's own, those installed beside the program, and those inside it, in that order.
package struct ThemeLibrary: Sendable {
    /// Folders with NAME.yaml files, the most important first.
    package let folders: [String]

    package init(folders: [String]) {
        self.folders = folders
    }

    /// A theme as found, with what it came from.
    package struct Entry: Sendable, Equatable {
        package var theme: Theme
        /// nil for a theme inside the program.
        package var path: String?
        package var base: String?
        package var summary: String
    }

    /// The theme where nobody asks for one.
    package static let standardName = "dark"
    private static let forSixteenColors = "terminal16"
    private static let forNoColors = "monochrome"
    private static let suffix = ".yaml"

    /// The themes inside the program: the very files of `Themes/`.
    package static let embedded: [String: [UInt8]] = [
        "dark": PackageResources.dark_yaml, "light": PackageResources.light_yaml,
        "high-contrast": PackageResources.high_contrast_yaml, "monochrome": PackageResources.monochrome_yaml,
        "colorblind-dark": PackageResources.colorblind_dark_yaml,
        "colorblind-light": PackageResources.colorblind_light_yaml, "terminal16": PackageResources.terminal16_yaml,
    ]

    private static let vocabulary = ThemeFile.Vocabulary(
        roles: Theme.Slot.allCases.map(\.name), ramps: Theme.Ramp.allCases.map(\.rawValue))

    // MARK: Finding

    /// Every theme by name, in alphabetical order; the standard one first.
    package var names: [String] {
        var names = Set(Self.embedded.keys)
        for folder in folders {
            // A folder that is not there has no themes.
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            names.formUnion(
                files.filter { $0.hasSuffix(Self.suffix) && !$0.hasPrefix(".") }.map {
                    String($0.dropLast(Self.suffix.count))
                })
        }
        return [Self.standardName] + names.subtracting([Self.standardName]).sorted()
    }

    /// A theme by name, or by the path of its file where the text has a slash or ends in `.yaml`.
    package func entry(named name: String) throws(ThemeError) -> Entry {
        let source = try source(of: name)
        let (file, base) = try read(source, for: [])
        do {
            return Entry(
                theme: try Theme(file, named: source.name), path: source.path, base: base, summary: file.summary)
        } catch {
            throw .badFile(path: source.path ?? source.name, error)
        }
    }

    /// The bytes of a theme's own file, without its base.
    package func file(named name: String) throws(ThemeError) -> [UInt8] { try bytes(of: source(of: name)) }

    package func theme(named name: String) throws(ThemeError) -> Theme { try entry(named: name).theme }

    /// A theme with those that take its place where a terminal has too few colours for it.
    package func themesByDepth(named name: String) throws(ThemeError) -> ThemesByDepth {
        ThemesByDepth(
            wanted: try theme(named: name), forSixteenColors: try theme(named: Self.forSixteenColors),
            forNoColors: try theme(named: Self.forNoColors))
    }

    // MARK: Reading

    private struct Source: Hashable {
        var name: String
        /// nil for one inside the program.
        var path: String?
    }

    private func source(of name: String) throws(ThemeError) -> Source {
        if name.contains("/") || name.hasSuffix(Self.suffix) {
            return Source(name: Self.name(ofFile: name), path: name)
        }
        guard let first = sources(of: name).first else { throw .unknown(name, known: names) }
        return first
    }

    /// Everything of that name, the most important first.
    private func sources(of name: String) -> [Source] {
        let files = folders.map { $0 + "/" + name + Self.suffix }.filter(FileManager.default.fileExists(atPath:))
        return files.map { Source(name: name, path: $0) }
            + (Self.embedded[name] == nil ? [] : [Source(name: name, path: nil)])
    }

    /// The file with everything that its base has and it leaves out.
    private func read(_ source: Source, for derived: [Source]) throws(ThemeError) -> (ThemeFile, base: String?) {
        let bytes = try self.bytes(of: source)
        let path = source.path ?? source.name
        let file: ThemeFile
        do { file = try ThemeFile(parsing: bytes, Self.vocabulary) } catch { throw .badFile(path: path, error) }
        guard let base = file.base else {
            do { try file.checkCompleteness(Self.vocabulary) } catch { throw .badFile(path: path, error) }
            return (file, nil)
        }
        // A file may be based on the theme of its own name that it stands before.
        let visited = derived + [source]
        let candidates = sources(of: base)
        guard !candidates.isEmpty else { throw .unknownBase(path: path, base: base, known: names) }
        guard let next = candidates.first(where: { !visited.contains($0) }) else {
            throw .baseLoop(path: path, base: base)
        }
        return (file.laid(over: try read(next, for: visited).0), base)
    }

    /// A theme has two thousand bytes.
    private static let largestFile = 4 << 20

    private func bytes(of source: Source) throws(ThemeError) -> [UInt8] {
        guard let path = source.path else { return Self.embedded[source.name] ?? [] }
        do {
            return try FileBytes.read(path, limit: Self.largestFile)
        } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
    }

    private static func name(ofFile path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.hasSuffix(suffix) ? String(file.dropLast(suffix.count)) : file
    }
}

/// One theme for each depth of colour.
package struct ThemesByDepth: Sendable, Equatable {
    package var wanted: Theme
    package var forSixteenColors: Theme
    package var forNoColors: Theme

    /// The wanted theme, where a terminal of that depth can show it; else the one that is made for so few colours.
    package subscript(depth: ColorDepth) -> Theme {
        guard wanted.needs > depth else { return wanted }
        return depth == .monochrome ? forNoColors : forSixteenColors
    }
}

/// Why there is no such theme.
package enum ThemeError: Error, Sendable, Equatable {
    case unknown(String, known: [String])
    case badFile(path: String, ProjectFileError)
    case unreadable(path: String, reason: String)
    case unknownBase(path: String, base: String, known: [String])
    /// The bases lead back to where they started.
    case baseLoop(path: String, base: String)
}
