import Foundation
import TestSupport
import Testing

extension Zoo {
    @Suite("A file that must not hang its reader")
    struct YAML {
        /// Seconds that any of these may take: they took for ever.
        private static let patience: TimeInterval = 20

        private func status(of yaml: String) throws -> Finished {
            let folder = try TemporaryFolder()
            try yaml.write(toFile: folder.path + "/miwake.yaml", atomically: true, encoding: .utf8)
            return try status(in: folder.path)
        }

        private func status(in folder: String) throws -> Finished {
            try Subprocess.run(
                [Program.path, "status", folder], environment: Program.environment, patience: Self.patience)
        }

        @Test("anchors that begin with a dash are counted like any other")
        func dashAnchors() throws {
            let finished = try status(in: try Zoo.fixture("yaml-dash-anchors"))
            #expect(finished.status == 3, "\(finished.errors)")
            #expect(finished.errors.contains("aliases"), "\(finished.errors)")
        }

        @Test(
            "whatever an anchor is called and wherever its alias stands",
            arguments: ["-0", "a-b", "_", "9", "-"], ["[%,%,%]", "{? %: 1, ? [%]: 2, \"x\":%}", "[ %, %, % ]"])
        func bombs(anchor: String, pattern: String) throws {
            var yaml = "version: 1\nk0: &\(anchor)0 [x]\n"
            for level in 1..<40 {
                yaml += "k\(level): &\(anchor)\(level) \(pattern.replacing("%", with: "*\(anchor)\(level - 1)"))\n"
            }
            let finished = try status(of: yaml + "? *\(anchor)39\n: 1\n")
            #expect(finished.status == 3, "\(finished.errors)")
        }

        @Test("merge keys, deep nesting behind comments and types of other programs are refused at once")
        func others() throws {
            let nested = String(repeating: "[ # ]\n", count: 150_000)
            for yaml in [
                nested, String(repeating: "[", count: 1_000_000), "a: &a {b: 1}\nc: {<<: *a}\n",
                "classes: !!python/object/apply:os.system [ls]\n", "a:\n\t- b\n", "a: 1\na: 2\n", "a: 1\n---\nb: 2\n",
                "classes: \(String(repeating: "x", count: 900_000))\n",
            ] {
                let finished = try status(of: yaml)
                #expect(finished.status == 3, "\(yaml.prefix(40)): \(finished.errors)")
                #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
            }
        }

        @Test("an environment that names an encoding changes nothing")
        func environment() throws {
            let small = try SmallProject(imagesPerClass: 4).set()
            let plain = try Program.run(["status", small.path, "--format", "json"])
            let named = try Program.run(
                ["status", small.path, "--format", "json"], environment: ["YAMS_DEFAULT_ENCODING": "UTF16"])
            #expect(named.output == plain.output && named.status == 0)
        }
    }
}
