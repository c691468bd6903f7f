import Foundation
import Testing

/// A family of encoders is one file of values: what computes knows towers and files, never families.
@Suite("The files of encoder families")
struct EncoderFamilyFileTests {
    private static let module = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/CLIPEncoding")
    private static let folder = "Families/"
    private static let longest = 150
    /// Begins of names of tensors, and what configurations call models.
    private static let words = [
        #""visual."#, #""vision_model"#, #""text_model"#, #""transformer.resblocks"#, #""self_attn"#, #""in_proj"#,
        #""clip""#, #""siglip"#, #""metaclip"#, #""visual_projection"#, #""text_projection"#, ".huggingFaceCLIP",
        ".openAITransformer", ".openAIResNet",
    ]

    private static func files() throws -> [(name: String, lines: [Substring])] {
        let names = FileManager.default.enumerator(atPath: module.path)?.compactMap { $0 as? String } ?? []
        try #require(!names.isEmpty)
        return try names.filter { $0.hasSuffix(".swift") }.map { name in
            let text = try String(contentsOf: module.appending(path: name), encoding: .utf8)
            return (name, text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }

    @Test("have at most 150 lines, and compute nothing")
    func size() throws {
        let families = try Self.files().filter {
            $0.name.hasPrefix(Self.folder) && $0.name != "Families/OtherModel.swift"
        }
        #expect(families.count >= 4)
        for (name, lines) in families {
            #expect(lines.count <= Self.longest, "\(name)")
            guard name != "Families/EncoderFamily.swift" else { continue }
            let code = lines.filter { !$0.drop { $0 == " " }.hasPrefix("//") }
            let branches = code.filter { line in
                ["for ", "if ", "switch ", "while ", "guard "].contains { line.contains(" " + $0) }
            }
            #expect(branches.isEmpty, "\(name): \(branches)")
        }
    }

    @Test("alone know the families and the names of their tensors")
    func names() throws {
        for (name, lines) in try Self.files() where !name.hasPrefix(Self.folder) {
            let found = lines.filter { line in
                !line.drop { $0 == " " }.hasPrefix("//") && Self.words.contains { line.contains($0) }
            }
            #expect(found.isEmpty, "\(name): \(found)")
        }
    }
}
