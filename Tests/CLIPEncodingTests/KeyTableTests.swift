import Foundation
import Testing

@testable import CLIPEncoding

/// One key of one of the files beside a checkpoint's weights.
struct ForeignKey: Sendable, CustomTestStringConvertible {
    enum Treatment: CaseIterable, Sendable {
        case fixed
        case withoutEffect
        case obeyed
        /// One that no table has, in each object that a table has.
        case unknown
    }

    var file: String
    /// The objects that lead to it, then its name.
    var place: [String]
    var treatment: Treatment

    var name: String { place.joined(separator: ".") }
    var testDescription: String { "\(file): \(name)" }

    private static let strange = "a value that nobody expects"

    /// Every key of a family's files that is treated in one way.
    static func all(_ treatment: Treatment, of family: EncoderFamily) -> [ForeignKey] {
        tables(of: family).flatMap { all(treatment, $0.file, $0.table, within: []) }
    }

    private static func all(
        _ treatment: Treatment, _ file: String, _ table: KeyTable, within prefix: [String]
    ) -> [ForeignKey] {
        let own: any Sequence<String> =
            switch treatment {
            case .fixed: table.fixed.keys
            case .withoutEffect: table.withoutEffect
            case .obeyed: table.obeyed
            case .unknown: ["news"]
            }
        let keys = Array(own).sorted().map { ForeignKey(file: file, place: prefix + [$0], treatment: treatment) }
        return table.sections.sorted { $0.key < $1.key }.reduce(keys) {
            $0 + all(treatment, file, $1.value, within: prefix + [$1.key])
        }
    }

    /// The tables of a family's files, by their names.
    static func tables(of family: EncoderFamily) -> [(file: String, table: KeyTable)] {
        let beside = family.configuration.tables(family.pictures).sorted { $0.key < $1.key }
        return beside.map { ($0.key, $0.value) } + [(TokenizerFiles.settingsName, family.tokenizer.settings)]
    }

    /// Checks all keys of a family in a checkpoint of it.
    ///
    /// - Parameter checkpoint: A folder of its own for each key.
    static func check(_ family: EncoderFamily, in checkpoint: () throws -> TemporaryFolder) throws {
        for treatment in Treatment.allCases {
            for key in all(treatment, of: family) { try key.check(in: try checkpoint()) }
        }
    }

    /// Checks that the key is not passed over: that it is refused where it may not have any value, and no other.
    func check(in folder: TemporaryFolder) throws {
        switch treatment {
        case .fixed:
            let error = try opening(folder, with: Self.strange)
            guard case .otherValue(folder.path(file), name, Self.strange, _)? = error else {
                Issue.record("\(testDescription): \(String(describing: error))")
                return
            }
        case .withoutEffect:
            let error = try opening(folder, with: Self.strange)
            #expect(error == nil, "\(testDescription)")
        case .obeyed:
            let error = try opening(folder, with: [Self.strange])
            #expect(error != nil, "\(testDescription)")
        case .unknown:
            #expect(try opening(folder, with: 1) == .unknownKey(path: folder.path(file), key: name))
            #expect(try opening(folder, with: NSNull()) == nil, "\(testDescription)")
        }
    }

    /// What is thrown by opening a checkpoint with the key set; a folder without a vocabulary is read up to there.
    private func opening(_ folder: TemporaryFolder, with value: Any) throws -> CheckpointError? {
        let path = folder.path(file)
        var object: [String: Any] = [:]
        if let data = try? Data(contentsOf: URL(filePath: path)) {
            object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }
        object = Self.setting(place[...], value, in: object)
        try folder.file(file, Array(JSONSerialization.data(withJSONObject: object)))
        do {
            _ = try Checkpoint(path: folder.path).tokenizer()
            return nil
        } catch .vocabulary {
            return nil
        } catch {
            return error
        }
    }

    private static func setting(_ place: ArraySlice<String>, _ value: Any, in object: [String: Any]) -> [String: Any] {
        var object = object
        guard let first = place.first else { return object }
        // What stands instead of a tower says all of it.
        let section = object[first] ?? object[first.replacing("_dict", with: "")]
        object[first] =
            place.count == 1
            ? value : setting(place.dropFirst(), value, in: section as? [String: Any] ?? [:])
        return object
    }
}

@Suite("Keys of other people's configurations")
struct KeyTableTests {
    private static let treatments = ForeignKey.Treatment.allCases

    @Test(
        "of Hugging Face's CLIPModel are obeyed, without effect, or refused by name",
        arguments: treatments.flatMap { ForeignKey.all($0, of: .huggingFaceCLIP) })
    func huggingFace(key: ForeignKey) throws { try key.check(in: try huggingFaceFolder()) }

    @Test(
        "of open_clip are obeyed, without effect, or refused by name",
        arguments: treatments.flatMap { ForeignKey.all($0, of: .openAITransformer) })
    func openCLIP(key: ForeignKey) throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: try fixture("clip_vit_tiny_openai.safetensors"), toPath: folder.path("open_clip_model.safetensors"))
        try folder.file("open_clip_config.json", "{\"model_cfg\": {\"quick_gelu\": true}}")
        try key.check(in: folder)
    }

    @Test("no key stands in a table twice")
    func once() {
        func check(_ table: KeyTable, _ file: String) {
            let parts = [
                table.obeyed, table.withoutEffect, Set(table.fixed.keys), Set(table.sections.keys),
            ]
            #expect(parts.map(\.count).reduce(0, +) == table.keys.count, "\(file)")
            table.sections.values.forEach { check($0, file) }
        }
        for (file, table) in EncoderFamily.all.flatMap(ForeignKey.tables) { check(table, file) }
    }
}
