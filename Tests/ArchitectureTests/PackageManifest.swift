import Foundation

/// The targets of `Package.swift`, read from its text: its order and its headings are the floors of the house, from the ground up.
struct PackageManifest {
    struct Target: Equatable {
        let name: String
        /// The heading that it stands under: `The ground`, `The method`, … or `Tests`.
        let floor: String
        /// `.target`, `.systemLibrary`, `.executableTarget`, or `tests` for a row of the function of that name.
        let kind: String
        let dependencies: [String]

        var isExecutable: Bool { kind == ".executableTarget" }
        var isTest: Bool { kind == "tests" }
        var folder: String { floor == "Tests" && name != "TestSupport" ? "Tests/\(name)" : "Sources/\(name)" }
    }

    let targets: [Target]

    /// The floors from the ground up, without the tests.
    var floors: [String] {
        targets.map(\.floor).reduce(into: []) { floors, floor in
            if floor != "Tests", floors.last != floor { floors.append(floor) }
        }
    }

    /// - Parameter text: A manifest whose targets are laid out by `swift format`: one that begins a row begins its line, eight spaces in.
    init(_ text: String) {
        var floor = ""
        var row = ""
        var targets: [Target] = []
        let lines = text.split(separator: "\n").drop { !$0.hasPrefix("    targets: [") }.dropFirst()
            .prefix { $0 != "    ]" }
        for line in lines {
            let begins = line.hasPrefix("        ") && line.dropFirst(8).first != " " && !line.hasPrefix("        )")
            if begins, !row.isEmpty {
                targets.append(contentsOf: Self.target(in: row, on: floor))
                row = ""
            }
            if line.hasPrefix("        // ") {
                floor = line.dropFirst(11).trimmingCharacters(in: CharacterSet(charactersIn: "."))
            } else {
                row += line + "\n"
            }
        }
        targets.append(contentsOf: Self.target(in: row, on: floor))
        self.targets = targets
    }

    private static func target(in row: String, on floor: String) -> [Target] {
        let heading = #/^ *(\.?\w+)\(\s*(?:name: )?"([^"]+)"/#
        guard let match = row.firstMatch(of: heading) else { return [] }
        let kind = String(match.output.1)
        let isTest = kind == "tests"
        return [
            Target(
                name: String(match.output.2) + (isTest ? "Tests" : ""), floor: floor, kind: kind,
                dependencies: dependencies(in: row, after: isTest ? "of: [" : "dependencies: ["))
        ]
    }

    /// The strings up to the bracket that closes the list; of a product, its name and not its package's.
    private static func dependencies(in row: String, after opening: String) -> [String] {
        guard let start = row.range(of: opening)?.upperBound else { return [] }
        return row[start...].prefix { $0 != "]" }.replacing(#/, package: "[^"]+"/#, with: "")
            .matches(of: #/"([^"]+)"/#).map { String($0.output.1) }
    }
}
