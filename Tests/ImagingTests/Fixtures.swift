import Foundation
import Imaging

/// Files that the tests read; `decoded_*` is what Pillow makes of the file of that name.
enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "Fixtures")

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(name))))
    }

    static func image(_ name: String, decoder: ImageDecoder = ImageDecoder()) throws -> PixelImage {
        try decoder.decode(path: path(name)).image
    }
}

/// The largest difference between two pictures in any sample; nil where their sizes differ.
func largestDifference(_ one: PixelImage, _ other: PixelImage) -> Int? {
    guard one.size == other.size else { return nil }
    return zip(one.samples, other.samples).map { abs(Int($0) - Int($1)) }.max()
}
