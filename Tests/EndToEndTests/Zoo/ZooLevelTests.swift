import Foundation
import TestSupport
import Testing

extension Zoo {
    @Suite("Levels under one name, in the manual and in the program")
    struct Levels {
        private static let earlierName = "“levels” is the earlier name of “level_features”"

        private func imported(_ file: String) throws -> Finished {
            let folder = try TemporaryFolder()
            let images = folder.path + "/pictures"
            try FileManager.default.createDirectory(atPath: images + "/cam1", withIntermediateDirectories: true)
            let picture = try Zoo.fixture("nfd_label/other.png")
            for number in 0..<6 {
                var content = try Data(contentsOf: URL(filePath: picture))
                content.append(UInt8(number))
                try content.write(to: URL(filePath: images + "/cam1/p\(number).png"))
            }
            let project = folder.path + "/line"
            let made = try Program.run(
                ["new", project, "--images", images, "--reserve", "0"] + ["a", "b", "c"].flatMap { ["--class", $0] })
            #expect(made.status == 0, "\(made.errors)")
            let finished = try Program.run([
                "import", "features", project, "--safetensors", try Zoo.fixture("import_level_name/" + file), "--paths",
                try Zoo.fixture("import_level_name/paths.txt"), "--logit-scale", "100",
            ])
            #expect(finished.status == 0, "\(finished.errors)")
            return finished
        }

        @Test("a file whose levels are named as in the manual is read with its levels")
        func byTheManual() throws {
            let output = try imported("manual.safetensors").output
            #expect(output.contains("2 levels of 1 token each"))
            #expect(!output.contains(Self.earlierName))
            #expect(try Zoo.manual().contains("| `--level-features` | `level_features` |"))
        }

        @Test("a file whose levels have their earlier name is, too, and that is said")
        func earlierName() throws {
            let output = try imported("code.safetensors").output
            #expect(output.contains("2 levels of 1 token each"))
            #expect(output.contains(Self.earlierName))
        }
    }
}
