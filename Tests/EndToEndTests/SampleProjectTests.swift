import Foundation
import TestSupport
import Testing

@Suite("The sample projects and the CLIP that was made for them")
struct SampleProjectTests {
    static let trades = ["surface", "fasteners"]
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "SampleProjects").path

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
    }

    /// SHA-256 in hexadecimal digits of each picture, by its path under images/.
    private static func pinned(_ trade: String) throws -> [String: String] {
        let lines = try text(trade + "/images.sha256").split(separator: "\n")
        return try Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let parts = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
                try #require(parts.count == 2 && parts[0].count == 64 && parts[1].hasPrefix("images/"))
                return (String(parts[1].dropFirst("images/".count)), parts[0])
            })
    }

    /// The class of each picture by the answer key.
    private static func truth(_ trade: String) throws -> [String: String] {
        let lines = try text(trade + "/truth.csv").split(separator: "\n")
        try #require(lines.first == "path,class")
        return try Dictionary(
            uniqueKeysWithValues: lines.dropFirst().map { line in
                let parts = line.split(separator: ",").map(String.init)
                try #require(parts.count == 2)
                return (parts[0], parts[1])
            })
    }

    @Test("the pictures are the pinned ones, and each has its answer", arguments: trades)
    func pictures(trade: String) throws {
        let checked = try Subprocess.run(
            [
                "/bin/sh", "-c", "cd \"$0\" && sha256sum --check --strict --quiet images.sha256",
                Self.folder + "/" + trade,
            ])
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
        let pinned = Set(try Self.pinned(trade).keys)
        let images = Self.folder + "/" + trade + "/images"
        let files = FileManager.default.enumerator(atPath: images)?.compactMap { $0 as? String } ?? []
        #expect(Set(files.filter { $0.contains(".") }) == pinned)
        #expect(Set(try Self.truth(trade).keys) == pinned)
        #expect(Set(pinned.compactMap { $0.split(separator: ".").last }) == ["png", "jpg"])
    }

    @Test("more good parts than bad of any kind, and enough of each")
    func balance() throws {
        let surface = Dictionary(grouping: try Self.truth("surface").values, by: \.self).mapValues(\.count)
        #expect(surface.count == 7 && surface.values.allSatisfy { $0 >= 60 })
        #expect(surface["good 良品"] == surface.values.max())
        #expect(Set(try Self.truth("fasteners").values).count >= 20)
    }

    // MARK: What the CLIP was trained on

    /// The first bytes of the SHA-256 of every training picture, written as the file of a sample would be: clip/seen.py.
    private static let hashBytes = 8
    private static let trainingPictures = 52_000

    private static func trainingHashes() throws -> Set<String> {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/clip/training.hashes")))
        try #require(bytes.count == trainingPictures * hashBytes)
        return Set(
            stride(from: 0, to: bytes.count, by: hashBytes).map { start in
                bytes[start..<start + hashBytes].map { String(format: "%02x", $0) }.joined()
            })
    }

    @Test("no sample is among the pictures that the CLIP was trained on")
    func disjoint() throws {
        let seen = try Self.trainingHashes()
        // No two are alike, so that a list of nothing, or of one thing, is no proof.
        #expect(seen.count == Self.trainingPictures)
        for trade in Self.trades {
            let digits = Self.hashBytes * 2
            let samples = Set(try Self.pinned(trade).values.map { String($0.prefix(digits)) })
            #expect(samples.count == (trade == "surface" ? 576 : 384))
            #expect(samples.isDisjoint(with: seen))
        }
    }

    @Test("samples, training and measuring draw from streams of their own")
    func streams() throws {
        let source = try Self.text("generator/streams.py")
        let numbers = source.matches(of: #/(?m)^(\w+)_STREAM = (\d+)$/#).map { (String($0.1), String($0.2)) }
        #expect(Set(numbers.map(\.0)) == ["SAMPLE", "TRAINING", "PROBE"])
        #expect(Set(numbers.map(\.1)).count == 3)
        #expect(source.contains("default_rng((stream, TRADES[trade], index))"))
    }

    @Test(
        "what trains reads neither a sample nor an answer key",
        arguments: ["texts.py", "train.py", "name.py", "tokens.py", "model.py"])
    func trainingReadsNoSample(script: String) throws {
        let source = try Self.text("clip/" + script)
        for word in ["SAMPLE_STREAM", "make_samples", "truth", "sha256", "csv", "Image.open", "images/"] {
            #expect(!source.contains(word), "\(word) in \(script)")
        }
    }

    @Test("the checkpoint is small: 6 MB at most, in 16-bit floats")
    func size() throws {
        let path = Self.folder + "/clip/model.safetensors"
        let bytes = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(bytes <= 6_000_000)
        let header = try FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: 100_000) ?? Data()
        let text = String(decoding: header, as: UTF8.self)
        #expect(text.contains("\"F16\"") && !text.contains("\"F32\""))
    }
}
