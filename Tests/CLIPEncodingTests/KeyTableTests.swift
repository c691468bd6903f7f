import Foundation
import Testing

@testable import CLIPEncoding

/// One key of one of the files beside a checkpoint's weights.
struct ForeignKey: Sendable, CustomTestStringConvertible {
    var file: String
    /// The objects that lead to it, then its name.
    var place: [String]

    var name: String { place.joined(separator: ".") }
    var testDescription: String { "\(file): \(name)" }

    /// Every key of a table and of its sections that is treated in one way.
    static func all(
        _ file: String, _ table: KeyTable, within prefix: [String] = [], _ treated: (KeyTable) -> any Sequence<String>
    ) -> [ForeignKey] {
        let own = Array(treated(table)).sorted().map { ForeignKey(file: file, place: prefix + [$0]) }
        return table.sections.sorted { $0.key < $1.key }.reduce(own) {
            $0 + all(file, $1.value, within: prefix + [$1.key], treated)
        }
    }

    static func all(_ treated: (KeyTable) -> any Sequence<String>) -> [ForeignKey] {
        tables.flatMap { all($0.file, $0.table, treated) }
    }

    /// Of all families; what several have alike stands once.
    static let tables: [(file: String, table: KeyTable)] =
        [
            EncoderFamily.huggingFaceCLIP, .openAITransformer,
        ].flatMap { family in
            family.configuration.tables(family.pictures).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        } + [(TokenizerFiles.settingsName, TokenizerFiles.clip.settings)]
}

@Suite("Keys of other people's configurations")
struct KeyTableTests {
    private static let strange = "a value that nobody expects"

    /// A checkpoint of the layout that reads the file, with one key of the file set.
    private func opening(_ key: ForeignKey, as value: Any) throws -> (error: CheckpointError?, folder: TemporaryFolder)
    {
        let folder = key.file == "open_clip_config.json" ? try openCLIPFolder() : try huggingFaceFolder()
        let path = folder.path(key.file)
        var object: [String: Any] = [:]
        if let data = try? Data(contentsOf: URL(filePath: path)) {
            object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }
        object = Self.setting(key.place[...], value, in: object)
        try folder.file(key.file, Array(JSONSerialization.data(withJSONObject: object)))
        do {
            _ = try Checkpoint(path: folder.path).tokenizer()
            return (nil, folder)
        } catch .vocabulary {
            // These folders have no vocabulary: everything before it was read.
            return (nil, folder)
        } catch {
            return (error, folder)
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

    private func openCLIPFolder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: try fixture("clip_vit_tiny_openai.safetensors"), toPath: folder.path("open_clip_model.safetensors"))
        try folder.file("open_clip_config.json", "{\"model_cfg\": {\"quick_gelu\": true}}")
        return folder
    }

    @Test("a key with one meaning only is refused with any other value", arguments: ForeignKey.all { $0.fixed.keys })
    func fixed(key: ForeignKey) throws {
        let (error, folder) = try opening(key, as: Self.strange)
        guard case .otherValue(folder.path(key.file), key.name, Self.strange, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a key without effect is let through, whatever its value", arguments: ForeignKey.all { $0.withoutEffect })
    func withoutEffect(key: ForeignKey) throws {
        #expect(try opening(key, as: Self.strange).error == nil)
    }

    @Test(
        "a key that is obeyed is not passed over: what it cannot mean is refused",
        arguments: ForeignKey.all { $0.obeyed })
    func obeyed(key: ForeignKey) throws {
        #expect(try opening(key, as: [Self.strange]).error != nil)
    }

    @Test(
        "a key that nobody knows is refused by name, unless it says nothing",
        arguments: ForeignKey.all { _ in ["news"] })
    func unknown(key: ForeignKey) throws {
        let (error, folder) = try opening(key, as: 1)
        #expect(error == .unknownKey(path: folder.path(key.file), key: key.name))
        #expect(try opening(key, as: NSNull()).error == nil)
    }

    @Test("no key stands in a table twice", arguments: ForeignKey.tables.map(\.file))
    func once(file: String) throws {
        let table = try #require(ForeignKey.tables.first { $0.file == file }).table
        func check(_ table: KeyTable) {
            let parts = [
                table.obeyed, table.withoutEffect, Set(table.fixed.keys), Set(table.sections.keys),
            ]
            #expect(parts.map(\.count).reduce(0, +) == table.keys.count)
            table.sections.values.forEach(check)
        }
        check(table)
    }
}
